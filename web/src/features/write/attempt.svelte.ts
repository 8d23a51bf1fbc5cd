// One change being asked for: busy, failed, or done. A broken link may be tried again under the same key without doing it twice.
import { Problem, type Answered } from '../../api/client';
import { newKey } from '../../api/writes';
import type { Writer } from '../../api/written';
import { session } from '../../state/session.svelte';

export class Attempt {
  busy = $state(false);
  error = $state.raw<unknown>(null);
  #key = '';
  #about = '';

  /** The answer, or null where it failed; `error` says why. `about`: what is asked for, since a key stands for one thing only. */
  async run<T>(about: unknown, ask: (who: Writer, key: string) => Promise<Answered<T>>): Promise<Answered<T> | null> {
    const who = session.writer;
    if (!who || this.busy) return null;
    const before = this.error;
    const wanted = JSON.stringify(about);
    const again = before instanceof Problem && (before.offline || before.status >= 500) && wanted === this.#about;
    if (!again) this.#key = newKey();
    this.#about = wanted;
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
