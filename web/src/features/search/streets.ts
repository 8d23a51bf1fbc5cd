// Street names of the base map with the box each covers, read once when someone searches.
import { baseMap } from '../../api/endpoints';
import { boxOf } from '../../state/stage.svelte';

let asked: Promise<{ name: string; box: [number, number, number, number] }[]> | null = null;

export function streetNames(): NonNullable<typeof asked> {
  asked ??= baseMap().then(
    ({ features }) => {
      const byName = new Map<string, GeoJSON.Geometry[]>();
      for (const { properties, geometry } of features) {
        if (properties?.layer !== 'street' || typeof properties.name !== 'string') continue;
        byName.set(properties.name, [...(byName.get(properties.name) ?? []), geometry]);
      }
      return [...byName].flatMap(([name, geometries]) => {
        const box = boxOf(geometries);
        return box ? [{ name, box }] : [];
      });
    },
    () => [],
  );
  return asked;
}
