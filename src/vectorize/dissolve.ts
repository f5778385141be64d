import { type OpenParts, SIDES, type Side, type TileBorders } from './borders.js';
import { type MeasureTable, selectMeasures } from './measure.js';
import type { TileToStitch } from './stitch.js';

/** All parts of a tile as open ones, and a region for each class: any other tile may have more of it. */
export function openByClass({ classId }: Pick<MeasureTable, 'classId'>): OpenParts {
  const labels = Uint32Array.from({ length: classId.length - 1 }, (_, i) => i + 1);
  return { labels, region: labels.map((label) => classId[label]) };
}

/** What the stitcher needs of a tile whose classes are to be dissolved; `measures` has one row per label. */
export function dissolveTile(borders: TileBorders, open: OpenParts, measures: MeasureTable): TileToStitch {
  const all = openByClass(measures);
  const renumber = (side: Side) => borders.parts[side].map((number) => open.labels[number] - 1);
  const parts = Object.fromEntries(SIDES.map((side) => [side, renumber(side)])) as TileBorders['parts'];
  return { borders: { ...borders, parts }, open: all, measures: selectMeasures(measures, all.labels) };
}
