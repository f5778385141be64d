import type { Tile } from '../../tiling/grid.js';
import { PairCounts } from './pair-counts.js';
import { SegmentTable } from './segment-table.js';
import { SegmentTally } from './tally.js';
import type { SegmentSide, TileSegments } from './tile-segments.js';

/** Finds, tile by tile, which segments of the mask match which of the truth. */
export interface SegmentMatcher {
  /** Tiles row by row; places are those of the tile's core. */
  addTile(tile: Tile, mapped: Uint8Array, truth: Uint8Array): Promise<void>;
  finish(): SegmentTally;
}

/** One side in one tile. */
interface TileSide extends TileSegments {
  total: Float64Array;
  compared: Float64Array;
  /** 1 where a segment is carried on to other tiles. */
  kept: Uint8Array;
  matched: Uint8Array;
  /** Pixels shared with open segments of the other side. */
  withOpen: Float64Array;
}

/**
 * Two segments of one class match where their intersection over union is above one half, so each has one partner at most.
 * Only compared pixels count. What touches no other tile, and whose possible partners touch none, is decided at once; of
 * the rest sizes and pairs are kept, so memory grows with the segments at the borders of tiles, not with the area.
 *
 * Source: Kirillov, He, Girshick, Rother and Dollár (2019), Panoptic segmentation, CVPR.
 */
export function createSegmentMatcher(sides: { mapped: SegmentSide; truth: SegmentSide }): SegmentMatcher {
  const tally = new SegmentTally();
  const tables = { mapped: new SegmentTable(), truth: new SegmentTable() };
  const pairs = new PairCounts();
  const tilePairs = new PairCounts();

  return {
    async addTile(tile, mappedPlaces, truthPlaces) {
      const mapped = toSide(await sides.mapped.label(tile, mappedPlaces));
      const truth = toSide(await sides.truth.label(tile, truthPlaces));
      countPixels(mapped, truth, tilePairs);
      decideInside(mapped, truth, tilePairs, tally);
      keepPossible(mapped, truth, tilePairs);
      const mappedNumbers = keepSide(mapped, sides.mapped, { tile, table: tables.mapped });
      const truthNumbers = keepSide(truth, sides.truth, { tile, table: tables.truth });
      tilePairs.forEach((m, t, count) => {
        if (mappedNumbers[m] > 0 && truthNumbers[t] > 0) pairs.add(mappedNumbers[m], truthNumbers[t], count);
      });
      missRest(mapped, 'mapped', tally);
      missRest(truth, 'truth', tally);
    },
    finish() {
      tables.mapped.gather(sides.mapped.rootOf);
      tables.truth.gather(sides.truth.rootOf);
      const joined = new PairCounts();
      pairs.forEach((m, t, count) => {
        joined.add(sides.mapped.rootOf(m), sides.truth.rootOf(t), count);
      });
      const matched = { mapped: new Uint8Array(tables.mapped.end), truth: new Uint8Array(tables.truth.end) };
      joined.forEach((m, t, count) => {
        const iou = iouOf(count, tables.mapped.compared[m], tables.truth.compared[t]);
        if (iou <= 0.5) return;
        matched.mapped[m] = 1;
        matched.truth[t] = 1;
        const facts = { place: tables.mapped.place[m], isThing: tables.mapped.isThing[m] };
        tally.match(facts, tables.truth.isThing[t], iou);
      });
      missTable(tables.mapped, 'mapped', matched.mapped, tally);
      missTable(tables.truth, 'truth', matched.truth, tally);
      return tally;
    },
  };
}

const iouOf = (shared: number, a: number, b: number): number => shared / (a + b - shared);

function toSide(segments: TileSegments): TileSide {
  const length = segments.count + 1;
  return {
    ...segments,
    total: new Float64Array(length),
    compared: new Float64Array(length),
    kept: segments.isOpen.slice(),
    matched: new Uint8Array(length),
    withOpen: new Float64Array(length),
  };
}

/** Sizes, and the pixels that two segments of one class share. */
function countPixels(mapped: TileSide, truth: TileSide, pairs: PairCounts): void {
  pairs.clear();
  const { labels: m } = mapped;
  const { labels: t } = truth;
  for (let start = 0; start < m.length; ) {
    const a = m[start];
    const b = t[start];
    let end = start + 1;
    while (end < m.length && m[end] === a && t[end] === b) end++;
    const count = end - start;
    start = end;
    mapped.total[a] += count;
    truth.total[b] += count;
    if (a === 0 || b === 0) continue;
    mapped.compared[a] += count;
    truth.compared[b] += count;
    if (mapped.placeOf[a] === truth.placeOf[b]) pairs.add(a, b, count);
  }
}

/** Matches pairs that both lie inside the tile; sums up what the others share with segments that may go on. */
function decideInside(mapped: TileSide, truth: TileSide, pairs: PairCounts, tally: SegmentTally): void {
  pairs.forEach((m, t, count) => {
    if (truth.isOpen[t] === 1) mapped.withOpen[m] += count;
    if (mapped.isOpen[m] === 1) truth.withOpen[t] += count;
    if (mapped.isOpen[m] === 1 || truth.isOpen[t] === 1) return;
    const iou = iouOf(count, mapped.compared[m], truth.compared[t]);
    if (iou <= 0.5) return;
    mapped.matched[m] = 1;
    truth.matched[t] = 1;
    tally.match({ place: mapped.placeOf[m], isThing: mapped.isThing[m] }, truth.isThing[t], iou);
  });
}

/** A segment inside the tile is kept where a partner that goes on may still be more than half the union. */
function keepPossible(mapped: TileSide, truth: TileSide, pairs: PairCounts): void {
  pairs.forEach((m, t) => {
    if (mapped.isOpen[m] === truth.isOpen[t]) return;
    const [inside, at, open, openAt] = mapped.isOpen[m] === 1 ? [truth, t, mapped, m] : [mapped, m, truth, t];
    if (inside.matched[at] === 1) return;
    const shared = inside.withOpen[at];
    if (2 * shared > inside.compared[at] && open.compared[openAt] < 2 * shared) inside.kept[at] = 1;
  });
}

function keepSide(
  side: TileSide,
  { number }: SegmentSide,
  { tile, table }: { tile: Tile; table: SegmentTable },
): Uint32Array {
  const numbers = number(tile, side, side.kept);
  for (let label = 1; label <= side.count; label++) {
    if (numbers[label] > 0) table.add(numbers[label], factsOf(side, label));
  }
  return numbers;
}

function missRest(side: TileSide, name: 'mapped' | 'truth', tally: SegmentTally): void {
  for (let label = 1; label <= side.count; label++) {
    if (side.kept[label] === 0 && side.matched[label] === 0) tally.miss(name, factsOf(side, label));
  }
}

function missTable(table: SegmentTable, name: 'mapped' | 'truth', matched: Uint8Array, tally: SegmentTally): void {
  for (let number = 1; number < table.end; number++) {
    if (matched[number] === 1 || table.total[number] === 0) continue;
    const { place, isThing, total, compared } = table;
    const facts = { place: place[number], isThing: isThing[number], total: total[number], compared: compared[number] };
    tally.miss(name, facts);
  }
}

const factsOf = ({ placeOf, isThing, total, compared }: TileSide, label: number) => ({
  place: placeOf[label],
  isThing: isThing[label],
  total: total[label],
  compared: compared[label],
});
