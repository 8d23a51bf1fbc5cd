// Figures at the date shown. Today's came with the page; the slider's dates are read from the series of all zones, fetched once; any
// other day, from a link or typed in, is asked for by itself.
import { progress, progressSeries, SERIES_FROM } from '../api/endpoints';
import type { OperatorLengths, Progress, ProgressSeries, ZoneProgress, ZoneStatus } from '../api/types';
import { dayNumber } from '../text/format';
import { boot } from './boot.svelte';
import { isStep, monthSteps, stepAt } from './month-steps';
import { view } from './view.svelte';

export interface ZoneRow {
  id: number;
  code: string;
  name: string;
  nameEn: string | null;
  kind: ZoneProgress['kind'];
  target: number;
  deadline: string | null;
  removalDeadline: string | null;
  undergroundM: number;
  overheadM: number;
  share: number | null;
  status: ZoneStatus;
}

export const shareOf = (undergroundM: number, overheadM: number): number | null =>
  undergroundM + overheadM > 0 ? undergroundM / (undergroundM + overheadM) : null;

class Figures {
  series = $state.raw<ProgressSeries | null>(null);
  failed = $state.raw<unknown>(null);
  /** Zones the page did not bring because they are not valid today. */
  #earlier = $state.raw<ZoneProgress[]>([]);
  /** Of a day that is no step. */
  #single = $state.raw<Progress | null>(null);

  /** The dates the slider can stand on, ascending: known by rule before the series says them. */
  steps = $derived(this.series?.at ?? monthSteps(SERIES_FROM, boot.today));
  days = $derived(Int32Array.from(this.steps, dayNumber));

  #known = $derived(new Map([...this.#earlier, ...(this.#single?.zones ?? []), ...boot.progress.zones].map((zone) => [zone.id, zone])));

  /** The step at or just before the date shown. */
  step = $derived(stepAt(this.days, view.day));
  /** Whether the date shown is a day between the steps, or before the first. */
  between = $derived(view.at !== null && !isStep(this.days, view.day));

  /** The service's whole answer for the date shown: of today, and of a day that is no step. */
  #whole = $derived.by((): Progress | null => {
    if (view.at === null) return boot.progress;
    return this.between && this.#single?.at === view.at ? this.#single : null;
  });

  /** False while another date than today waits for the series, or for its own answer. */
  ready = $derived(this.#whole !== null || (this.series !== null && !this.between));

  /** Cable in no zone, metres; null where the series does not tell. */
  outsideM = $derived(this.#whole && this.#whole.outside.underground_m + this.#whole.outside.overhead_m);

  total = $derived.by(() => {
    const { series, step } = this;
    const whole = this.#whole;
    if (whole || !series) {
      const { underground_m, overhead_m, by_operator } = (whole ?? boot.progress).total;
      return { undergroundM: underground_m, overheadM: overhead_m, share: shareOf(underground_m, overhead_m), byOperator: by_operator };
    }
    const undergroundM = series.total.underground_m[step];
    const overheadM = series.total.overhead_m[step];
    const byOperator: OperatorLengths[] = Object.entries(series.total.by_operator).map(([operator, columns]) => ({
      operator,
      underground_m: columns.underground_m[step],
      overhead_m: columns.overhead_m[step],
    }));
    return { undergroundM, overheadM, share: shareOf(undergroundM, overheadM), byOperator };
  });

  zones = $derived.by((): ZoneRow[] => {
    const { series, step } = this;
    if (this.#whole) return this.#whole.zones.map((zone) => rowOf(zone, zone.underground_m, zone.overhead_m, zone.status));
    // Another date's figures under this date would be believed.
    if (!series || this.between) return [];
    const rows: ZoneRow[] = [];
    for (const column of series.zones) {
      const zone = this.#known.get(column.id);
      const undergroundM = column.underground_m[step];
      const overheadM = column.overhead_m[step];
      const status = column.status[step];
      // A zone that did not exist at that date has no figures.
      if (zone && undergroundM !== null && overheadM !== null && status !== null) rows.push(rowOf(zone, undergroundM, overheadM, status));
    }
    return rows;
  });

  byId = $derived(new Map(this.zones.map((zone) => [zone.id, zone])));

  zone(id: number): ZoneProgress | undefined {
    return this.#known.get(id);
  }

  /** A zone's firms at the date shown, where the service was asked for that day. */
  firmsOf(id: number): OperatorLengths[] | undefined {
    return this.#whole?.zones.find((zone) => zone.id === id)?.by_operator;
  }

  async load(): Promise<void> {
    // The first answer for a day comes by following; here it is asked for again.
    const again = this.#single !== null || this.failed !== null;
    this.failed = null;
    try {
      await Promise.all([this.#loadSeries(), again && this.#loadDay()]);
    } catch (error) {
      this.failed = error;
    }
  }

  /** Follows the date shown to days that are no step. The slider stands on steps only, so it asks for nothing. */
  follow(): void {
    $effect.root(() => {
      $effect(() => {
        if (this.between && this.#single?.at !== view.at) void this.#loadDay().catch((error: unknown) => (this.failed = error));
      });
    });
  }

  async #loadSeries(): Promise<void> {
    const series = await progressSeries(boot.today);
    this.#earlier = await this.#namesOf(series);
    this.series = series;
  }

  async #loadDay(): Promise<void> {
    const { at } = view;
    if (at === null || !this.between) return;
    const single = await progress(at);
    // The reader may be elsewhere by now.
    if (view.at === at) {
      this.#single = single;
      this.failed = null;
    }
  }

  /** Names of zones that ended before today, asked for at a date when they stood. */
  async #namesOf(series: ProgressSeries): Promise<ZoneProgress[]> {
    const known = new Set(boot.progress.zones.map((zone) => zone.id));
    const found: ZoneProgress[] = [];
    for (let round = 0; round < 4; round++) {
      const missing = series.zones.find((zone) => !known.has(zone.id) && zone.status.some((status) => status !== null));
      if (!missing) break;
      const last = missing.status.findLastIndex((status) => status !== null);
      const then = await progress(series.at[last]);
      known.add(missing.id);
      for (const zone of then.zones) {
        if (!boot.progress.zones.some((now) => now.id === zone.id)) found.push(zone);
        known.add(zone.id);
      }
    }
    return found;
  }
}

function rowOf(zone: ZoneProgress, undergroundM: number, overheadM: number, status: ZoneStatus): ZoneRow {
  return {
    id: zone.id,
    code: zone.code,
    name: zone.name,
    nameEn: zone.name_en ?? null,
    kind: zone.kind,
    target: zone.target_share,
    deadline: zone.deadline ?? null,
    removalDeadline: zone.removal_deadline ?? null,
    undergroundM,
    overheadM,
    share: shareOf(undergroundM, overheadM),
    status,
  };
}

export const figures = new Figures();
