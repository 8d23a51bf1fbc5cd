// Light or dark: the system's choice unless the reader made one. Also whether the page is as narrow as a phone, and motion unwanted.
import { view } from '../state/view.svelte';
import { DARK, LIGHT, type Palette } from './palette';

function follow(query: string, set: (matches: boolean) => void): void {
  const list = matchMedia(query);
  set(list.matches);
  list.addEventListener('change', (event) => set(event.matches));
}

class Theme {
  #systemDark = $state(false);
  narrow = $state(false);
  still = $state(false);
  dark = $derived(view.theme === 'dark' || (view.theme === 'system' && this.#systemDark));
  palette = $derived<Palette>(this.dark ? DARK : LIGHT);

  start(): void {
    follow('(prefers-color-scheme: dark)', (matches) => (this.#systemDark = matches));
    follow('(max-width: 719px)', (matches) => (this.narrow = matches));
    follow('(prefers-reduced-motion: reduce)', (matches) => (this.still = matches));
  }
}

export const theme = new Theme();
