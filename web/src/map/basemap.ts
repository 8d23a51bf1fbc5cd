// An outside basemap, where the service's settings name one: a raster template or a MapLibre style. Without it no other host is asked.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

export interface Basemap {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
  sprite?: StyleSpecification['sprite'];
}

const EMPTY: Basemap = { sources: {}, layers: [] };

export async function loadBasemap(url: string | null): Promise<Basemap> {
  if (!url) return EMPTY;
  if (/\{z\}|\{quadkey\}|\{bbox/.test(url)) {
    return {
      sources: { basemap: { type: 'raster', tiles: [url], tileSize: 256, maxzoom: 19 } },
      layers: [{ id: 'basemap', type: 'raster', source: 'basemap', paint: { 'raster-saturation': -0.6, 'raster-opacity': 0.7 } }],
    };
  }
  // Its labels are drawn with the page's own fonts, so its glyphs are left out.
  const response = await fetch(url);
  if (!response.ok) throw new Error(`basemap ${url}: ${response.status}`);
  const style = (await response.json()) as StyleSpecification;
  return {
    sources: Object.fromEntries(Object.entries(style.sources).map(([name, source]) => [`basemap-${name}`, source])),
    layers: style.layers.map((layer) => ({ ...layer, id: `basemap-${layer.id}`, ...('source' in layer ? { source: `basemap-${layer.source as string}` } : {}) }) as LayerSpecification),
    sprite: style.sprite,
  };
}

/** Tells of hosts that the basemap is made of and that the page's own policy lets it not ask; the browser itself says nothing to the reader. Returns the way to stop. */
export function watchPolicy(tell: (host: string) => void): () => void {
  const heard = ({ blockedURI }: SecurityPolicyViolationEvent) => /^https?:/.test(blockedURI) && tell(new URL(blockedURI).origin);
  document.addEventListener('securitypolicyviolation', heard);
  return () => document.removeEventListener('securitypolicyviolation', heard);
}

/** The outside host that a failure of the map is about, or null where it is none of the basemap's. */
export function hostOf(failed: { sourceId?: string; error?: { url?: string } }, basemap: Basemap): string | null {
  const source = failed.sourceId === undefined ? undefined : basemap.sources[failed.sourceId];
  const named = source && ('url' in source ? source.url : 'tiles' in source ? source.tiles?.[0] : undefined);
  const address = failed.error?.url ?? (typeof named === 'string' ? named : undefined);
  if (!address || !URL.canParse(address)) return null;
  const { origin } = new URL(address);
  return origin === location.origin ? null : origin;
}
