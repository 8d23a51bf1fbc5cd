// The service's codes in the language being read. English readers read the service's own words.
import { view } from '../state/view.svelte';

class Problems {
  #vi = $state.raw<Record<string, string> | null>(null);
  #asked = false;

  /** What a code means, above the service's own words; empty where nothing better is known. */
  of(code: string): string {
    return (view.lang === 'vi' && this.#vi?.[code]) || '';
  }

  /** Brings the words; whatever shows a failure asks for them. */
  load(): void {
    if (this.#asked || view.lang !== 'vi') return;
    this.#asked = true;
    import('./problem-vi').then(
      ({ problemVi }) => (this.#vi = problemVi),
      () => (this.#asked = false),
    );
  }
}

export const problems = new Problems();
