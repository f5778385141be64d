import type { Choice } from './question.js';

export interface LegendClass {
  id: number;
  label: string;
  /** As `#rrggbb`. */
  colour: string;
}

/** One group of `/statistics`. */
export interface Group {
  key: string | null;
  count: number;
  area_m2: number;
}

/** A class with what there is of it in a place. */
export interface LegendRow extends LegendClass {
  isHidden: boolean;
  count: number;
  areaM2: number;
  /** Of all classes that are shown; 0 where it is hidden. */
  share: number;
  /** Length of its bar, of 1: the greatest class has 1. */
  bar: number;
}

export interface LegendTable {
  rows: readonly LegendRow[];
  /** Of the classes that are shown. */
  total: { count: number; areaM2: number };
}

/** Brings a legend and the totals of a place together; classes that the place lacks stay, with nothing. */
export function toLegendTable(
  legend: readonly LegendClass[],
  groups: readonly Group[],
  { hidden }: Pick<Choice, 'hidden'>,
): LegendTable {
  const found = new Map(groups.map((group) => [group.key, group]));
  const bare = legend.map((entry) => {
    const { count = 0, area_m2: areaM2 = 0 } = found.get(entry.label) ?? {};
    return { ...entry, isHidden: hidden.has(entry.id), count, areaM2 };
  });
  const shown = bare.filter(({ isHidden }) => !isHidden);
  const total = {
    count: shown.reduce((sum, { count }) => sum + count, 0),
    areaM2: shown.reduce((sum, { areaM2 }) => sum + areaM2, 0),
  };
  const greatest = Math.max(0, ...bare.map(({ areaM2 }) => areaM2));
  const rows = bare.map((row) => ({
    ...row,
    share: row.isHidden || total.areaM2 === 0 ? 0 : row.areaM2 / total.areaM2,
    bar: greatest === 0 ? 0 : row.areaM2 / greatest,
  }));
  return { rows, total };
}

/** Where a legend cannot be had: the groups themselves, in quiet colours. */
export function legendOfGroups(groups: readonly Group[]): LegendClass[] {
  return groups.map(({ key }, index) => ({
    id: -1 - index,
    label: key ?? 'unknown',
    colour: SPARE_COLOURS[index % SPARE_COLOURS.length],
  }));
}

const SPARE_COLOURS = ['#4477aa', '#ccbb44', '#228833', '#ee6677', '#66ccee', '#aa3377', '#bbbbbb'];

/** Red, green and blue of `#rrggbb`, 0 to 255; null where it is none. */
export function parseColour(colour: string): [red: number, green: number, blue: number] | null {
  const [, digits] = /^#([0-9a-f]{6})$/i.exec(colour) ?? [];
  if (!digits) return null;
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
