import { InputError } from '../../errors.js';
import type { Legend, LegendEntry } from '../../raster/class-mask.js';
import { generateColor } from '../../segment/legend-colors.js';

/** What a label calls its class: an id, or a name. */
export type LabelValue = string | number;

const MOST_CLASSES = 255;

/**
 * The classes that labels name, in order of id, and each label's place among them. A number is the class's id; a name that
 * `known` has (whatever its case) means that class; other names get the ids that are free, in the order of the alphabet.
 *
 * @throws InputError for numbers that are no ids, or fewer than two classes
 */
export function listClasses(
  values: readonly LabelValue[],
  known: Legend,
  source: string,
): { legend: Legend; classOf: Uint8Array } {
  const entries = new Map<LabelValue, LegendEntry>();
  const names = [...new Set(values)].filter((value) => !addKnown(value)).sort();
  const taken = new Set([...entries.values()].map(({ id }) => id));
  let next = 1;
  for (const name of names) {
    while (taken.has(next)) next++;
    if (next > MOST_CLASSES) throw refuse(`at most ${MOST_CLASSES} classes`, `${new Set(values).size}`);
    entries.set(name, { id: next, name: String(name).trim(), color: generateColor(next++) });
  }
  const legend = [...new Map([...entries.values()].map((entry) => [entry.id, entry])).values()];
  legend.sort((a, b) => a.id - b.id);
  if (legend.length < 2) throw refuse('two classes at least', legend.map(({ name }) => name).join());
  const places = new Map(legend.map(({ id }, place) => [id, place]));
  return { legend, classOf: Uint8Array.from(values, (value) => places.get(entries.get(value)?.id ?? 0) ?? 0) };

  /** True where the value says its id by itself. */
  function addKnown(value: LabelValue): boolean {
    const found = known.find(({ id, name }) =>
      typeof value === 'number' ? id === value : name.toLowerCase() === value.trim().toLowerCase(),
    );
    if (!found && typeof value === 'string') return false;
    if (typeof value === 'number' && !(Number.isInteger(value) && value >= 1 && value <= MOST_CLASSES)) {
      throw refuse(`class numbers from 1 to ${MOST_CLASSES}, or names`, String(value));
    }
    const id = value as number;
    entries.set(value, found ?? { id, name: `class ${id}`, color: generateColor(id) });
    return true;
  }

  function refuse(wanted: string, got: string): InputError {
    return new InputError({ thing: 'labels', wanted, got, source });
  }
}
