// What the reader is looking at, and its twin in the address bar. Everything here survives a reload or a pasted link.
import type { ZoneKind } from '../api/types';
import { dayNumber, type Lang } from '../text/format';
import { boot } from './boot.svelte';
import { CITY, parentOf, samePlace, toolMode, type Mode, type ToolName } from './mode';
import { decode, encode, type Camera, type Group, type Snapshot, type StateFilter, type Theme } from './url';

const REMEMBERED = 'ngamhoa.reader';

interface Remembered {
  lang?: Lang;
  theme?: Theme;
}

function remembered(): Remembered {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Remembered;
  } catch {
    return {};
  }
}

class View {
  mode = $state.raw<Mode>(CITY);
  camera = $state.raw<Camera | null>(null);
  at = $state<string | null>(null);
  off = $state.raw<ReadonlySet<Group>>(new Set());
  colour = $state<'class' | 'firm'>('class');
  lang = $state<Lang>('vi');
  theme = $state<Theme>('system');
  kinds = $state.raw<ZoneKind[]>([]);
  states = $state.raw<StateFilter[]>([]);
  sort = $state.raw<Snapshot['sort']>({ key: 'deadline', down: false });
  /** The date shown, always a day. */
  /** Whether what is opened next should be brought into sight: not when it was clicked on the map or came with a place of its own. */
  frame = true;
  date = $derived(this.at ?? boot.today);
  day = $derived(dayNumber(this.date));

  /** Steps of our own in the browser's history, so that Back inside the page never leaves it. */
  #depth = 0;
  #trail: Mode[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    this.#read(location.hash, true);
    this.#trail = [this.mode];
    history.replaceState({ depth: 0 }, '', this.href());
    addEventListener('popstate', (event) => {
      clearTimeout(this.#timer);
      this.#depth = (event.state as { depth?: number } | null)?.depth ?? 0;
      this.#read(location.hash, false);
      this.#trail[this.#depth] = this.mode;
      // An entry without a place stays where the map is, and says so from now on.
      this.touch();
    });
  }

  /** Answers once whether to bring a newly opened thing into sight. */
  takeFrame(): boolean {
    const frame = this.frame;
    this.frame = true;
    return frame;
  }

  /** Shows something. A new place is a step in history; more points on the same line are not. */
  go(mode: Mode): void {
    const step = !samePlace(mode, this.mode);
    // The entry that is left keeps what was seen last.
    if (step) this.#flush();
    this.mode = mode;
    if (!step) return this.touch();
    this.#depth += 1;
    this.#trail.length = this.#depth;
    this.#trail.push(mode);
    history.pushState({ depth: this.#depth }, '', this.href());
  }

  tool(name: ToolName): void {
    this.go(toolMode(name, this.mode));
  }

  /** One level up: through history where the level above is where the reader came from. */
  up(): void {
    const parent = parentOf(this.mode);
    if (!parent) return;
    const before = this.#trail[this.#depth - 1];
    if (this.#depth > 0 && before && samePlace(before, parent)) history.back();
    else this.go(parent);
  }

  setDate(iso: string): void {
    this.at = iso >= boot.today ? null : iso;
    this.touch();
  }

  toggle(group: Group): void {
    const off = new Set(this.off);
    if (!off.delete(group)) off.add(group);
    this.off = off;
    this.touch();
  }

  setLang(lang: Lang): void {
    this.lang = lang;
    this.#remember();
    this.touch();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#remember();
    this.touch();
  }

  /** Writes the address bar soon; browsers refuse more than about a hundred writes in half a minute. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), 300);
  }

  href(): string {
    const hash = encode(this.snapshot());
    return location.pathname + location.search + (hash ? `#${hash}` : '');
  }

  snapshot(): Snapshot {
    const { mode, camera, at, colour, lang, theme, kinds, states, sort } = this;
    return { mode, camera, at, off: [...this.off], colour, lang: lang === boot.city.languages[0] ? null : lang, theme, kinds, states, sort };
  }

  #flush(): void {
    clearTimeout(this.#timer);
    history.replaceState({ depth: this.#depth }, '', this.href());
  }

  #read(hash: string, first: boolean): void {
    const got = decode(hash);
    const kept = first ? remembered() : {};
    this.mode = got.mode;
    this.camera = got.camera ?? (first ? null : this.camera);
    this.frame = got.camera === null;
    this.at = got.at !== null && got.at < boot.today ? got.at : null;
    this.off = new Set(got.off);
    this.colour = got.colour;
    this.kinds = got.kinds;
    this.states = got.states;
    this.sort = got.sort;
    if (first) {
      const home = (boot.city.languages.find((code) => code === 'vi' || code === 'en') ?? 'vi') as Lang;
      this.lang = got.lang ?? (hash ? home : (kept.lang ?? home));
      this.theme = got.theme !== 'system' ? got.theme : (kept.theme ?? 'system');
    }
  }

  #remember(): void {
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify({ lang: this.lang, theme: this.theme } satisfies Remembered));
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  }
}

export const view = new View();
