// One file on its way into the register: tried as often as wanted, stored once. Holds the file only while the panel is open.
import { Problem } from '../../api/client';
import { tryNothing } from '../../api/nothing';
import { importFile, newKey } from '../../api/writes';
import type { ImportReport } from '../../api/written';
import { session } from '../../state/session.svelte';
import { collectionOf, forAnotherFile, importQuery, START, type Settings } from './settings';

export const MOST_BYTES = 256 * 2 ** 20;
/** Files up to this size are tried again by themselves when something is changed. */
const QUICK_BYTES = 8e6;
const SETTLED_MS = 450;

export type Phase = 'empty' | 'trying' | 'tried' | 'storing' | 'stored';

export class ImportRun {
  file = $state.raw<File | null>(null);
  settings = $state.raw<Settings>(START);
  phase = $state<Phase>('empty');
  /** Part of the file that has been handed to the network. */
  sent = $state(0);
  report = $state.raw<ImportReport | null>(null);
  error = $state.raw<unknown>(null);
  /** The report is of other settings than those shown. */
  outdated = $state(false);
  /** What was called back; `asking` while it is not known yet whether the service had it all before. */
  cancelled = $state<'trying' | 'asking' | 'storing' | null>(null);
  /** A write whose answer did not arrive: asked again under the same key it is not done twice. */
  unsure = $state(false);
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #key = '';
  /** How long the service worked on the last trial. */
  #workMs = 0;
  #left = false;
  #onstored: (report: ImportReport) => void;
  #onlost: (file: string, error: unknown) => void;

  /** `onlost`: a file that was being stored when its panel was left, and was not. */
  constructor(onstored: (report: ImportReport) => void = () => undefined, onlost: (file: string, error: unknown) => void = () => undefined) {
    this.#onstored = onstored;
    this.#onlost = onlost;
  }

  busy = $derived(this.phase === 'trying' || this.phase === 'storing' || this.cancelled === 'asking');
  /** Only what has not arrived whole can be called back. */
  cancellable = $derived(this.phase === 'trying' || (this.phase === 'storing' && this.sent < 1));

  choose(file: File): void {
    this.#drop();
    this.settings = { ...forAnotherFile(this.settings), collection: collectionOf(file.name) ?? this.settings.collection };
    this.file = file;
    this.report = null;
    this.error = null;
    this.unsure = false;
    void this.try();
  }

  set(change: Partial<Settings>): void {
    const other = change.collection !== undefined && change.collection !== this.settings.collection;
    this.settings = { ...this.settings, ...(other ? { sources: {}, words: {} } : {}), ...change };
    if (!this.file || this.phase === 'storing' || this.phase === 'stored' || this.cancelled === 'asking') return;
    this.outdated = true;
    this.unsure = false;
    clearTimeout(this.#timer);
    if (this.file.size <= QUICK_BYTES) this.#timer = setTimeout(() => void this.try(), SETTLED_MS);
  }

  try = async (): Promise<void> => {
    const report = await this.#send('trying', true, undefined);
    if (report) {
      this.report = report;
      this.outdated = false;
      this.phase = 'tried';
    }
  };

  store = async (): Promise<void> => {
    if (!this.unsure) this.#key = newKey();
    const name = this.file?.name ?? '';
    const report = await this.#send('storing', false, this.#key);
    if (this.#left && !report?.applied) this.#onlost(name, this.error);
    if (!report) return;
    this.report = { ...report, drawn: this.report?.drawn };
    // Others may have been faster: what is refused now is shown like a trial's refusals.
    this.phase = report.applied ? 'stored' : 'tried';
    if (report.applied) this.#onstored(report);
  };

  cancel = (): void => {
    if (!this.cancellable) return;
    const storing = this.phase === 'storing';
    this.cancelled = storing ? 'asking' : 'trying';
    this.#abort?.abort();
    this.#abort = null;
    this.phase = this.report ? 'tried' : 'empty';
    if (!this.report) this.file = null;
    if (storing) void this.#settle(this.#key);
  };

  /**
   * The browser learns late what has left it, so a file called back may have arrived whole. Whether it did is asked by its key, for as
   * long as the service may still be working on it. Asking is a trial of nothing and stores nothing.
   */
  async #settle(key: string): Promise<void> {
    const until = Date.now() + Math.max(3_000, 3 * this.#workMs);
    for (let wait = 250; this.cancelled === 'asking'; wait *= 2) {
      if (await this.#taken(key)) {
        // The same request again is answered with what was answered before.
        this.cancelled = null;
        this.unsure = true;
        return this.store();
      }
      if (Date.now() >= until) break;
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 4_000)));
    }
    if (this.cancelled === 'asking') this.cancelled = 'storing';
  }

  async #taken(key: string): Promise<boolean> {
    const who = session.writer;
    if (!who) return false;
    try {
      await tryNothing(who, this.settings.collection, key);
      return false;
    } catch (error) {
      return error instanceof Problem && error.code === 'key_taken';
    }
  }

  /** Lets go of the file and of everything said about it. */
  #drop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  /** What is being stored goes on: half-way is no place to leave it. */
  close(): void {
    if (this.phase === 'storing') this.#left = true;
    else this.#drop();
    this.file = null;
    this.report = null;
  }

  async #send(phase: 'trying' | 'storing', dryRun: boolean, key: string | undefined): Promise<ImportReport | null> {
    const { file } = this;
    const who = session.writer;
    if (!file || !who || this.phase === 'storing' || this.cancelled === 'asking') return null;
    this.#drop();
    const abort = new AbortController();
    this.#abort = abort;
    this.phase = phase;
    this.sent = 0;
    this.error = null;
    this.cancelled = null;
    try {
      let arrived = Date.now();
      const progress = (sent: number, all: number) => {
        if (this.#abort !== abort) return;
        this.sent = all > 0 ? sent / all : 1;
        arrived = Date.now();
      };
      const report = await importFile(who, key, file, importQuery(this.settings, file.name, dryRun), { progress, signal: abort.signal });
      this.unsure = false;
      if (dryRun) this.#workMs = Date.now() - arrived;
      return this.#abort === abort ? report : null;
    } catch (error) {
      if (this.#abort !== abort) return null;
      session.notAdmitted(error);
      this.error = error;
      this.unsure = phase === 'storing' && error instanceof Problem && (error.offline || error.status >= 500 || error.code === 'unreadable');
      this.phase = this.report ? 'tried' : 'empty';
      return null;
    }
  }
}
