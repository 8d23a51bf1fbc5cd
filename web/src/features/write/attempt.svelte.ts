// One change being asked for: busy, failed, or done. A broken link may be tried again under the same key without doing it twice.
import { Problem, type Answered } from '../../api/client';
import { newKey } from '../../api/writes';
import type { Writer } from '../../api/written';
import { session } from '../../state/session.svelte';

export class Attempt {
  busy = $state(false);
  error = $state.raw<unknown>(null);
  #key = '';

  /** The answer, or null where it failed; `error` says why. */
  async run<T>(ask: (who: Writer, key: string) => Promise<Answered<T>>): Promise<Answered<T> | null> {
    const who = session.writer;
    if (!who || this.busy) return null;
    const before = this.error;
    const again = before instanceof Problem && (before.offline || before.status >= 500);
    if (!again || !this.#key) this.#key = newKey();
    this.busy = true;
    this.error = null;
    try {
      return await ask(who, this.#key);
    } catch (error) {
      session.notAdmitted(error);
      this.error = error;
      return null;
    } finally {
      this.busy = false;
    }
  }

  clear(): void {
    this.error = null;
  }
}
