// One thing being asked for: waiting, there, or failed, with the last answer kept and older answers dropped.

export class Loads<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<unknown>(null);
  waiting = $state(false);
  #abort: AbortController | null = null;
  #ask: ((signal: AbortSignal) => Promise<T>) | null = null;

  async run(ask: (signal: AbortSignal) => Promise<T>, keep = false): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#ask = ask;
    this.waiting = true;
    this.error = null;
    if (!keep) this.value = null;
    try {
      const value = await ask(abort.signal);
      if (this.#abort === abort) this.value = value;
    } catch (error) {
      if (this.#abort === abort) this.error = error;
    } finally {
      if (this.#abort === abort) this.waiting = false;
    }
  }

  retry = (): void => {
    if (this.#ask) void this.run(this.#ask);
  };

  stop(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.waiting = false;
    this.value = null;
    this.error = null;
  }
}
