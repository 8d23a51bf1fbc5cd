// Keys that work anywhere on the page, except while typing.
import type { ToolName } from './mode';
import { view } from './view.svelte';

const TOOLS: Record<string, ToolName> = { l: 'draw', m: 'measure', c: 'coverage', g: 'goto', '?': 'help' };

const typing = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type));

export function keysFor(searchBox: () => HTMLInputElement | undefined): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      if (typing(event.target)) (event.target as HTMLElement).blur();
      else view.up();
      return;
    }
    if (typing(event.target)) return;
    if (event.key === '/') searchBox()?.focus();
    else {
      const tool = TOOLS[event.key.toLowerCase()];
      if (!tool) return;
      view.tool(tool);
    }
    event.preventDefault();
  };
}
