import { mount } from 'svelte';
import './fonts.css';
import './app.css';
import App from './App.svelte';
import { boot } from './state/boot.svelte';
import { figures } from './state/figures.svelte';
import { view } from './state/view.svelte';
import { theme } from './ui/theme.svelte';

async function start(target: HTMLElement): Promise<void> {
  try {
    await boot.load();
  } catch (error) {
    // Without figures the page still says why, and the map may yet come.
    figures.failed = error;
  }
  theme.start();
  view.start();
  void figures.load();
  mount(App, { target });
}

const target = document.getElementById('app');
if (target) void start(target);
