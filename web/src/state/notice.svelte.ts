// What was just done, with the way to take it back. It stays until it is closed or something else is done.
import { newKey, undo } from '../api/writes';
import { refresh } from './refresh.svelte';
import { session } from './session.svelte';

type Done = { kind: 'import'; file: string } | { kind: 'underground'; code: string } | { kind: 'verify'; name: string } | { kind: 'restore'; code: string };

class Notice {
  done = $state.raw<{ what: Done; revision: number } | null>(null);
  /** The revision that was taken back last. */
  undone = $state<number | null>(null);
  error = $state.raw<unknown>(null);
  /** A file that was not stored though its reader had gone on to something else. */
  lost = $state<string | null>(null);
  busy = $state(false);
  /** The same attempt may be made again after a broken link without being done twice. */
  #key = '';

  /** Tells a write and brings the page to it. */
  async tell(what: Done, revision: number): Promise<void> {
    this.done = { what, revision };
    this.undone = null;
    this.lost = null;
    this.error = null;
    this.#key = newKey();
    await refresh.to(revision);
  }

  lose(file: string, error: unknown): void {
    this.close();
    this.lost = file;
    this.error = error;
  }

  undo = async (): Promise<void> => {
    const { done } = this;
    if (!done || this.busy) return;
    const who = session.writer;
    if (!who) return;
    this.busy = true;
    this.error = null;
    try {
      const { value } = await undo(who, this.#key, done.revision);
      this.done = null;
      this.undone = done.revision;
      await refresh.to(value.revision);
    } catch (error) {
      session.notAdmitted(error);
      this.error = error;
    } finally {
      this.busy = false;
    }
  };

  close = (): void => {
    this.done = null;
    this.undone = null;
    this.lost = null;
    this.error = null;
  };
}

export const notice = new Notice();
