// Asks again for what failed to come, once the service is known to be there: at first soon, later and later while it keeps failing.

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

export class Again {
  #run: () => void;
  #failed = false;
  #wait = FIRST_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(run: () => void) {
    this.#run = run;
  }

  /** Something failed. True for the first of several: time to ask how the service is. */
  failed(): boolean {
    const first = !this.#failed;
    this.#failed = true;
    return first;
  }

  /** Something that failed was not asked for again yet. */
  get waiting(): boolean {
    return this.#failed;
  }

  /** The service answered something. */
  alive(): void {
    if (!this.#failed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#failed = false;
      this.#wait = Math.min(LONGEST_MS, this.#wait * 2);
      this.#run();
    }, this.#wait);
  }

  /** All that was asked for is there. */
  settled(): void {
    if (!this.#failed) this.#wait = FIRST_MS;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
