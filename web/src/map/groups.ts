// Which layers a switch of the layer list turns on and off, and which of them answer a click.
import type { Group } from '../state/url';

const GROUP_OF: Record<string, Group> = {
  'zone-fill': 'zones', 'zone-none': 'zones', 'zone-band': 'zones', 'zone-edge': 'zones', 'zone-alarm': 'zones', 'zone-hover': 'zones',
  'zone-label-street': 'labels', 'zone-label-small': 'labels', 'zone-label-large': 'labels',
  'cable-underground-casing': 'underground', 'cable-underground': 'underground',
  'cable-overhead-casing': 'overhead', 'cable-overhead': 'overhead', 'cable-dead': 'overhead',
  'conduit-edge': 'conduits', 'conduit-core': 'conduits', 'conduit-tubes': 'conduits',
  structure: 'structures',
  'base-land': 'base', 'base-water': 'base', 'base-river': 'base', 'base-street-casing': 'base', 'base-street': 'base', 'base-street-name': 'base', 'base-water-name': 'base',
  basemap: 'basemap',
};

export const groupOf = (layer: string): Group | undefined => (layer.startsWith('basemap-') ? 'basemap' : GROUP_OF[layer]);

/** Layers that answer a click, by what they hold. */
export const CLICKABLE: Record<string, 'cables' | 'conduits' | 'structures' | 'zones'> = {
  structure: 'structures',
  'cable-overhead': 'cables',
  'cable-dead': 'cables',
  'cable-underground': 'cables',
  'conduit-edge': 'conduits',
  'zone-fill': 'zones',
  'zone-none': 'zones',
};
