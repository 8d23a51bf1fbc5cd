// The words of tools and help, in the language being read. They come with the first panel that says them.
import { view } from '../state/view.svelte';
import { toolsEn } from './en-tools';
import { toolsVi, type ToolsText } from './vi-tools';

class Tools {
  t = $derived<ToolsText>(view.lang === 'vi' ? toolsVi : toolsEn);
}

export const tools = new Tools();
