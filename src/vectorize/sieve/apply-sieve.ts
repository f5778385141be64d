import { groupParts, labelParts, type Parts } from '../label.js';
import { createMeasureTable, type MeasureTable, mergeMeasures } from '../measure.js';
import { countSmall, createSieveCounts, type SieveCounts } from './join-regions.js';
import { FIRST_REGION_END, type TileNeighbours } from './tile-neighbours.js';

export interface TileToApply {
  width: number;
  height: number;
  connectivity: 4 | 8;
  /** The tile's parts before the sieve, and what they measure. */
  parts: Parts;
  measures: MeasureTable;
  ends: Uint32Array;
  small: TileNeighbours['small'];
  classOfRegion: Uint8Array;
}

export interface SievedTile {
  classes: Uint8Array;
  parts: Parts;
  regionOfPart: Uint32Array;
  measures: MeasureTable;
  /** Of the small regions inside the tile. */
  counts: SieveCounts;
}

/** The tile with small regions joined to their neighbours. Sums of the new parts are those of the old parts in them. */
export function applySieve(tile: TileToApply): SievedTile {
  const { width, height, connectivity, ends, small, classOfRegion } = tile;
  const classOf = (label: number): number => {
    const end = ends[label];
    return end < FIRST_REGION_END ? end : classOfRegion[end - FIRST_REGION_END];
  };
  const { labels, count } = tile.parts;
  const classOfLabel = new Uint8Array(count + 1);
  for (let label = 1; label <= count; label++) classOfLabel[label] = classOf(label) || tile.measures.classId[label];
  const classes = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) classes[i] = classOfLabel[labels[i]];

  const parts = labelParts(classes, width, height);
  const { regionOfPart } = groupParts(parts, { classes, width, height, connectivity });
  const counts = createSieveCounts();
  small.label.forEach((label, i) => {
    countSmall(counts, classOf(label) > 0, small.pixels[i]);
  });
  return { classes, parts, regionOfPart, measures: mergeParts(tile, parts, classOfLabel), counts };
}

/** Every old part lies in one new part: any pixel of it says in which. */
function mergeParts({ parts: old, measures }: TileToApply, parts: Parts, classOfLabel: Uint8Array): MeasureTable {
  const merged = createMeasureTable(parts.count + 1, measures.layers);
  const isMerged = new Uint8Array(old.count + 1);
  let latest = 0;
  const { labels: oldLabels } = old;
  const { labels } = parts;
  for (let i = 0; i < oldLabels.length; i++) {
    const label = oldLabels[i];
    if (label === latest) continue;
    latest = label;
    if (isMerged[label] === 1 || label === 0) continue;
    isMerged[label] = 1;
    mergeMeasures(merged, labels[i], measures, label);
    merged.classId[labels[i]] = classOfLabel[label];
  }
  return merged;
}
