// What came with the page: the city, today, and today's figures.
import { onRevision } from '../api/client';
import { progress } from '../api/endpoints';
import type { Boot, Progress } from '../api/types';
import { gridOf } from '../geo/grid';

const NO_PROGRESS: Progress = {
  at: '',
  revision: 0,
  total: { underground_m: 0, overhead_m: 0, share: null, by_operator: [] },
  outside: { underground_m: 0, overhead_m: 0 },
  zones_by_status: {},
  zones: [],
};

function localToday(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

const BARE: Boot = {
  city: { name: '', box: [102, 8, 110, 23.5], view: [106.69, 20.85, 12], grid: { code: '', proj4: '' }, languages: ['vi', 'en'], time_zone: 'Asia/Ho_Chi_Minh' },
  today: localToday(),
  revision: 0,
  store: '',
  illustrative: false,
  operators: {},
  basemap: null,
  progress: NO_PROGRESS,
  deadlines: [],
};

/** Reads the page's own JSON; null where the page was served without it (`vite` without a service). */
function fromPage(): Boot | null {
  const text = document.getElementById('boot')?.textContent?.trim();
  if (!text) return null;
  const given = JSON.parse(text) as Partial<Boot>;
  return { ...BARE, ...given, city: { ...BARE.city, ...given.city }, progress: given.progress ?? NO_PROGRESS };
}

class BootState implements Boot {
  city = BARE.city;
  today = BARE.today;
  revision = $state(0);
  /** The newest revision any answer named; above `revision` the page's figures are out of date. */
  newest = $state(0);
  stale = $derived(this.newest > this.revision && this.revision > 0);
  store = '';
  illustrative = false;
  operators = BARE.operators;
  basemap: string | null = null;
  progress = $state.raw(NO_PROGRESS);
  deadlines = $state.raw<Boot['deadlines']>([]);

  /** The survey grid, or null where the city names none this page can compute. */
  grid = $derived(gridOf(this.city.grid.code, this.city.grid.proj4));

  /** A place of this city as people write it: in degrees, and in the survey grid where there is one. */
  examples = $derived.by((): string[] => {
    const [lon, lat] = this.city.view;
    const metres = this.grid?.fromLonLat(lon, lat);
    return [`${lat.toFixed(4)} ${lon.toFixed(4)}`, ...(metres ? [`${metres[0].toFixed(2)} ${metres[1].toFixed(2)}`] : [])];
  });

  async load(): Promise<void> {
    onRevision((revision) => (this.newest = Math.max(this.newest, revision)));
    const page = fromPage();
    if (page) Object.assign(this, page);
    else this.take(await progress());
  }

  /** Today's figures of another revision. */
  take(now: Progress): void {
    this.progress = now;
    this.revision = now.revision;
    this.deadlines = now.zones.map(({ id, code, name, deadline, removal_deadline }) => ({ zone: id, code, name, deadline, removal_deadline }));
  }
}

export const boot = new BootState();
