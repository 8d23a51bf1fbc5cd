// Whether the service is there, and whether what it shows is up to date. It is asked now and then; what is wrong goes away by itself.
import { ready } from '../api/writes';
import { waitMs } from './backoff';

class Health {
  reachable = $state(true);
  /** The service answers from memory because it cannot reach its store. */
  stale = $state(false);
  /** When the figures were last known to be the store's. */
  good = $state.raw(new Date());
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  start(): void {
    addEventListener('online', () => void this.check());
    // A hidden page asks nothing; one that is looked at again asks at once.
    document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(this.#timer) : void this.check()));
    this.#later();
  }

  check = async (): Promise<void> => {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    // A link that swallows packets answers nothing for minutes.
    const slow = setTimeout(() => abort.abort(), 10_000);
    try {
      const { stale, stale_since: since } = await ready(abort.signal);
      this.#failures = 0;
      this.reachable = true;
      this.stale = stale;
      if (!stale) this.good = new Date();
      else if (since && !Number.isNaN(Date.parse(since))) this.good = new Date(since);
    } catch {
      if (this.#abort !== abort) return;
      this.#failures += 1;
      this.reachable = false;
    } finally {
      clearTimeout(slow);
    }
    if (this.#abort === abort) this.#later();
  };

  #later(): void {
    if (document.hidden) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), waitMs(this.#failures));
  }
}

export const health = new Health();
