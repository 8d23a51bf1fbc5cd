// The one list that says what lies over what, from the bottom up, and why. A layer that is not listed throws.
import type { LayerSpecification } from 'maplibre-gl';

export const ORDER: [id: string, why: string][] = [
  ['background', 'land, under everything'],
  ['base-land', 'islands in mapped water'],
  ['base-water', 'the coast is the first thing one recognises'],
  ['base-river', 'narrow water is drawn as lines'],
  ['basemap', 'an outside picture replaces the base but never hides the zones'],
  ['zone-fill', 'the answer, under the streets so that their names stay readable'],
  ['zone-none', 'hatch instead of a colour where there is nothing to count'],
  ['zone-band', 'the class colour once fills are faint'],
  ['base-street-casing', 'streets over fills, to find one’s way inside a zone'],
  ['base-street', 'over its own casing'],
  ['zone-edge', 'borders run along streets and must not be cut by them'],
  ['zone-alarm', 'late or regressed: over the plain border it replaces'],
  ['gap-fill', 'a tool’s areas lie under the lines they are about'],
  ['gap-edge', 'with their outline'],
  ['selection-zone', 'the chosen zone’s border over all borders'],
  ['zone-hover', 'the zone under the table’s cursor'],
  ['selection-conduit', 'a halo is seen around a line only from under it'],
  ['conduit-edge', 'the duct bank holds the cables, so it lies under them'],
  ['conduit-core', 'over its edge: the double line'],
  ['selection-halo', 'a cable’s halo, over the conduit it lies in'],
  ['cable-underground-casing', 'parts underground cable from zone colours'],
  ['cable-underground', 'the lower of two cables is drawn lower'],
  ['cable-overhead-casing', 'parts overhead cable from what is under it'],
  ['cable-dead', 'dead cable hangs among live cable; live is drawn last'],
  ['cable-overhead', 'what is left to do lies on top'],
  ['selection-point', 'a halo around a structure, over the lines that end in it'],
  ['structure', 'points over the lines that end in them'],
  ['base-street-name', 'names over lines'],
  ['base-water-name', 'names over lines'],
  ['conduit-tubes', 'numbers belong to the conduit below'],
  ['import-fill', 'areas of a file that is being tried, under its lines'],
  ['import-unchanged', 'what stays the same is the least of it'],
  ['import-retired', 'what ends, over what stays'],
  ['import-updated', 'what changes, over what ends in the same place'],
  ['import-created', 'what is new is what the file is about'],
  ['import-point', 'points over lines'],
  ['import-cross', 'the cross in a point that ends'],
  ['plan-line', 'a plan under check covers the network it meets'],
  ['stretch', 'its stretches are wider than the line'],
  ['sketch-rubber', 'the segment being drawn'],
  ['sketch-line', 'the line being drawn'],
  ['hover-line', 'what a list points at is seen over everything drawn'],
  ['crossing', 'points over lines'],
  ['vertex', 'handles must be reachable'],
  ['zone-label-street', 'placed last, so given way to by nothing drawn'],
  ['zone-label-small', 'larger zones win the room for names'],
  ['zone-label-large', 'larger zones win the room for names'],
  ['finding', 'pins over names: a finding must never be hidden'],
  ['finding-number', 'the number in the pin'],
  ['hover-point', 'what a list points at'],
  ['place', 'the place gone to'],
];

const RANK = new Map(ORDER.map(([id], rank) => [id, rank]));

/** Sorts layers into drawing order. */
export function inOrder(layers: LayerSpecification[]): LayerSpecification[] {
  for (const { id } of layers) if (!RANK.has(id)) throw new Error(`layer ${id} has no place in ORDER`);
  return [...layers].sort((a, b) => (RANK.get(a.id) ?? 0) - (RANK.get(b.id) ?? 0));
}
