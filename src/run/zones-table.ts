import type { Legend, LegendEntry } from '../raster/class-mask.js';
import type { Json } from '../raster/json.js';
import { roundArea, roundTo } from '../vectorize/formats/properties.js';
import type { Zone } from '../vectorize/zonal/zone.js';
import type { ZoneResult } from '../vectorize/zonal/zone-totals.js';

/** A measured property of every zone. */
export interface ZoneColumn {
  name: string;
  measure(result: ZoneResult, areaM2: number): number | null;
}

const INDEX_DECIMALS = 6;
const SHARE_DECIMALS = 6;
const PIXEL_DECIMALS = 4;
const INDEX_FIGURES = ['mean', 'std', 'min', 'p10', 'p50', 'p90', 'max'] as const;

/** The measured properties, in the order in which they are written. */
export function zoneColumns(legend: Legend, indexNames: readonly string[]): ZoneColumn[] {
  return [
    { name: 'area_m2', measure: (_, areaM2) => roundArea(areaM2) },
    { name: 'covered_m2', measure: ({ coveredM2 }) => roundArea(coveredM2) },
    { name: 'covered_share', measure: ({ coveredM2 }, areaM2) => roundTo(coveredM2 / areaM2, SHARE_DECIMALS) },
    { name: 'pixels', measure: ({ pixels }) => roundTo(pixels, PIXEL_DECIMALS) },
    ...classProperties(legend).map(({ id, name }) => ({
      name,
      measure: ({ classes }: ZoneResult) => roundArea(classes.get(id)?.areaM2 ?? 0),
    })),
    ...indexNames.flatMap((index, i) =>
      INDEX_FIGURES.map((figure) => ({
        name: `${index}_${figure}`,
        measure: ({ indices }: ZoneResult) => {
          const found = indices[i];
          return found && roundTo(found[figure], INDEX_DECIMALS);
        },
      })),
    ),
  ];
}

/** Name of the property with a class's area, by class id: `Dense, healthy green` is `dense_healthy_green_m2`. */
export function classProperties(legend: Legend): { id: number; name: string }[] {
  const slugOf = ({ id, name }: LegendEntry): string =>
    name
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_')
      .replaceAll(/^_+|_+$/g, '') || `class_${id}`;
  const slugs = legend.map(slugOf);
  // Two classes may be called alike; and none may take the name of another column.
  const isTaken = (slug: string) => ['area', 'covered'].includes(slug) || slugs.filter((s) => s === slug).length > 1;
  return legend.map(({ id }, i) => ({ id, name: `${slugs[i]}${isTaken(slugs[i]) ? `_${id}` : ''}_m2` }));
}

/** A zone's own properties; one that has the name of a measured property is kept as `zone_<name>`. */
export function ownProperties({ properties }: Zone, measured: ReadonlySet<string>): Zone['properties'] {
  const renamed = (name: string): string => {
    let free = name;
    while (measured.has(free) || (free !== name && Object.hasOwn(properties, free))) free = `zone_${free}`;
    return free;
  };
  return Object.fromEntries(Object.entries(properties).map(([name, value]): [string, Json] => [renamed(name), value]));
}
