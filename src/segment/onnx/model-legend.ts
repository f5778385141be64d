import type { Legend } from '../../raster/class-mask.js';
import { generateColor } from '../legend-colors.js';

/** What a pixel is that holds data but got no class. */
const REST = { name: 'rest', color: '#9e9e9e' };

interface NamedClass {
  id: number;
  name: string;
  color: string | null;
}

/** The legend of a model's classes, in order of id: the first name of each id, and made colours where none are given. */
export function makeLegend(classes: readonly NamedClass[], rest = 0): Legend {
  const entries = new Map<number, Legend[number]>();
  for (const { id, name, color } of classes) {
    if (id > 0 && !entries.has(id)) entries.set(id, { id, name, color: color ?? generateColor(id) });
  }
  if (rest > 0 && !entries.has(rest)) entries.set(rest, { id: rest, ...REST });
  return [...entries.values()].sort((a, b) => a.id - b.id);
}
