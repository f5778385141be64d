import type { Column, PropertyValue } from '../../query/feature-source.js';

/** What a zone says that is none of its own properties. */
export const SHARED: readonly Column[] = [
  { name: 'run', type: 'string', title: 'Run', description: 'Collection of the polygons it was measured with' },
  { name: 'scene', type: 'string', title: 'Scene', description: 'Scene it was measured in' },
  { name: 'recipe', type: 'string', title: 'Recipe', description: 'Recipe by which it was measured' },
  { name: 'datetime', type: 'string', format: 'date-time', title: 'Time', description: 'When the scene was taken' },
];

/** A zone's own id, as its file had it. */
export const ZONE_COLUMN = 'zone';
/** Names that filters have for something else, or that are said of all zones of a run. */
const TAKEN: readonly string[] = ['id', 'geometry', ZONE_COLUMN, ...SHARED.map(({ name }) => name)];

/** A zone's property that is called like something else is `zone_<name>`. */
export const ownName = (name: string): string => (TAKEN.includes(name) ? `zone_${name}` : name);

const WORDS: Readonly<Record<string, Pick<Column, 'title' | 'description' | 'unit'>>> = {
  [ZONE_COLUMN]: { title: 'Zone', description: 'Its id, or its number in its file' },
  area_m2: { title: 'Area', description: 'True area of the whole zone on the ground', unit: 'm2' },
  covered_m2: { title: 'Covered area', description: 'How much of it has data in the scene', unit: 'm2' },
  covered_share: { title: 'Covered share', description: 'Covered area of the whole: 1 is all' },
  pixels: { title: 'Pixels', description: 'Covered pixels, counted by fraction' },
};

/** A name that ends like one of these is that of a figure. */
const FIGURE = /_(m2|mean|std|min|max|p10|p50|p90)$/;

/** More columns of zones than these are left out. */
const MOST_COLUMNS = 256;

type Type = Column['type'];

/** Finds out columns from the values of zones, in the order in which they come. */
export class ColumnTypes {
  /** Null while no zone has a value. */
  private readonly types = new Map<string, Type | null>();
  private readonly leftOut = new Set<string>();

  note(values: Readonly<Record<string, PropertyValue>>): void {
    for (const [name, value] of Object.entries(values)) {
      const known = this.types.get(name);
      if (known === undefined && this.types.size >= MOST_COLUMNS) continue;
      const found = value === null ? null : (typeof value as Type);
      // A column of values of several types has texts.
      this.types.set(name, known && found && found !== known ? 'string' : (known ?? found));
    }
  }

  /** It has values that are none of a column. */
  leaveOut(name: string): void {
    this.leftOut.add(name);
  }

  columns(): Column[] {
    const kept = [...this.types].filter(([name]) => !this.leftOut.has(name));
    return kept.map(([name, type]) => ({
      name,
      type: type ?? (FIGURE.test(name) ? 'number' : 'string'),
      ...(WORDS[name] ?? { title: name, ...(name.endsWith('_m2') ? { unit: 'm2' } : {}) }),
    }));
  }
}

/** Columns of several tables, in order of the first that has them; those of all zones last. */
export function joinColumns(tables: readonly { columns: readonly Column[] }[]): Column[] {
  const joined = new Map<string, Column>();
  for (const { columns } of tables) {
    for (const column of columns) {
      const known = joined.get(column.name);
      joined.set(column.name, known && known.type !== column.type ? { ...column, type: 'string' } : column);
    }
  }
  return [...[...joined.values()].slice(0, MOST_COLUMNS), ...SHARED];
}

/** A value as its column has it. */
export const asColumn = (value: PropertyValue | undefined, { type }: Column): PropertyValue =>
  value === undefined || value === null || type !== 'string' ? (value ?? null) : String(value);
