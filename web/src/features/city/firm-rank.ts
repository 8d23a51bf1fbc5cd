// One order of firms for the whole page, by all the cable they have today: the same firm keeps its colour in table, chart and map.
import { boot } from '../../state/boot.svelte';

let order: string[] | null = null;

export function firmOrder(): string[] {
  order ??= boot.progress.total.by_operator
    .map(({ operator, underground_m, overhead_m }) => ({ operator, all: underground_m + overhead_m }))
    .sort((a, b) => b.all - a.all || a.operator.localeCompare(b.operator))
    .map(({ operator }) => operator);
  return order;
}

/** 0 for the largest; past the palette's end for one never seen. */
export function firmRank(operator: string): number {
  const rank = firmOrder().indexOf(operator);
  return rank < 0 ? 99 : rank;
}
