// Figures at the date shown. Today's came with the page; every other date is read from the series of all zones, fetched once.
import { progress, progressSeries, SERIES_FROM } from '../api/endpoints';
import type { OperatorLengths, ProgressSeries, ZoneProgress, ZoneStatus } from '../api/types';
import { dayNumber } from '../text/format';
import { boot } from './boot.svelte';
import { monthSteps } from './month-steps';
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

  /** The dates the slider can stand on, ascending: known by rule before the series says them. */
  steps = $derived(this.series?.at ?? monthSteps(SERIES_FROM, boot.today));
  days = $derived(Int32Array.from(this.steps, dayNumber));

  #known = $derived(new Map([...this.#earlier, ...boot.progress.zones].map((zone) => [zone.id, zone])));

  /** The step at or just before the date shown. */
  step = $derived.by(() => {
    let low = 0;
    let high = this.days.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.days[middle] <= view.day) low = middle;
      else high = middle - 1;
    }
    return high;
  });

  /** False while another date than today waits for the series. */
  ready = $derived(this.series !== null || view.at === null);

  total = $derived.by(() => {
    const { series, step } = this;
    if (!series || view.at === null) {
      const { underground_m, overhead_m, by_operator } = boot.progress.total;
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
    if (!series || view.at === null) return boot.progress.zones.map((zone) => rowOf(zone, zone.underground_m, zone.overhead_m, zone.status));
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

  async load(): Promise<void> {
    this.failed = null;
    try {
      const series = await progressSeries(boot.today);
      this.#earlier = await this.#namesOf(series);
      this.series = series;
      if (view.at !== null) view.at = series.at[this.step] === boot.today ? null : series.at[this.step];
    } catch (error) {
      this.failed = error;
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
