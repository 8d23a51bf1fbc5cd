// Brings the page to a newer revision without loading it anew: figures, series, and through `boot.revision` the map and open panels.
import { needRevision, Problem } from '../api/client';
import { progress } from '../api/endpoints';
import { boot } from './boot.svelte';
import { figures } from './figures.svelte';

const TRIES = 4;

class Refresh {
  busy = $state(false);
  #turn = 0;

  /** `revision`: of one's own write, read by every question from now on. */
  async to(revision?: number): Promise<void> {
    if (revision !== undefined) needRevision(revision);
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const now = await patiently();
      if (turn !== this.#turn) return;
      boot.take(now);
      await figures.load();
    } catch (error) {
      figures.failed = error;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}

/** Another instance may need a moment until it has the revision; it says so. */
async function patiently(): ReturnType<typeof progress> {
  for (let left = TRIES; ; left--) {
    try {
      return await progress();
    } catch (error) {
      if (left <= 1 || !(error instanceof Problem) || error.status !== 503) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

export const refresh = new Refresh();
