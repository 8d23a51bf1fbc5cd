import { mount } from 'svelte';
import './fonts.css';
import './app.css';
import App from './App.svelte';
import { boot } from './state/boot.svelte';
import { figures } from './state/figures.svelte';
import { health } from './state/health.svelte';
import { stage } from './state/stage.svelte';
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
  // The legend knows the first zoom before the map does, so that it does not grow under the reader's eyes.
  stage.zoom = view.camera?.zoom ?? boot.city.view[2];
  void figures.load();
  figures.follow();
  health.start();
  mount(App, { target });
}

const target = document.getElementById('app');
if (target) void start(target);
