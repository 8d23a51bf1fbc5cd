// The words of writing, in the language being read. A file of its own: readers who change nothing never load them.
import { view } from '../state/view.svelte';
import { writeEn } from './en-write';
import { writeVi, type WriteText } from './vi-write';

class Write {
  t = $derived<WriteText>(view.lang === 'vi' ? writeVi : writeEn);
}

export const write = new Write();
