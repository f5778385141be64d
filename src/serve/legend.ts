import type { Collection } from './collections.js';

/** A class as a map's legend tells it. */
export interface LegendClass {
  id: number;
  label: string;
  /** `#rrggbb` */
  colour: string;
  area_m2: number;
}

/** The classes of the runs of a collection, in order of id, with what they take together. */
export function legendOf({ runs }: Collection): LegendClass[] {
  const classes = new Map<string, LegendClass>();
  for (const { statistics } of runs) {
    for (const { id, name, color, areaM2 } of statistics.classes) {
      const key = `${id} ${name}`;
      const known = classes.get(key) ?? { id, label: name, colour: color, area_m2: 0 };
      known.area_m2 += areaM2;
      classes.set(key, known);
    }
  }
  return [...classes.values()]
    .map((one) => ({ ...one, area_m2: Number(one.area_m2.toFixed(2)) }))
    .sort((a, b) => a.id - b.id);
}
