// Plays through the months; from the end it starts over.
import { figures } from '../../state/figures.svelte';
import { moveSteps, setStep } from './steps';

/** Milliseconds a month: twelve years in twenty seconds. */
const STEP_MS = 140;

class Play {
  on = $state(false);
  #frame = 0;

  toggle(): void {
    if (this.on) return this.stop();
    if (!figures.series) return;
    if (figures.step >= figures.days.length - 1) setStep(0);
    this.on = true;
    let before = performance.now();
    const tick = (now: number) => {
      if (!this.on) return;
      const due = Math.floor((now - before) / STEP_MS);
      if (due > 0) {
        before += due * STEP_MS;
        moveSteps(due);
        if (figures.step >= figures.days.length - 1) return this.stop();
      }
      this.#frame = requestAnimationFrame(tick);
    };
    this.#frame = requestAnimationFrame(tick);
  }

  stop(): void {
    this.on = false;
    cancelAnimationFrame(this.#frame);
  }
}

export const play = new Play();
