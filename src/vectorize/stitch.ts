import type { OpenParts, TileBorders } from './borders.js';
import { copyMeasures, createMeasureTable, type MeasureTable, mergeMeasures } from './measure.js';
import { UnionFind } from './union-find.js';

/** What one tile hands to the stitcher. `measures` has one row per open part. */
export interface TileToStitch {
  borders: TileBorders;
  open: OpenParts;
  measures: MeasureTable;
}

/** The regions that touch a tile border, joined over the whole scene. */
export interface Stitched {
  /** Open part `i` of tile `t` is number `partOffsets[t] + i` in `part` and `region`. */
  partOffsets: Uint32Array;
  /** Part in the scene (0 …) of each tile's open part. */
  part: Uint32Array;
  /** Region in the scene (0 …, in order of id) of each tile's open part. */
  region: Uint32Array;
  regionCount: number;
  /** One row per region. */
  measures: MeasureTable;
}

/**
 * Joins parts and regions across tile borders. Tiles must come row by row; only one row of borders is kept.
 * Source: union-find over border pixels, as in distributed connected-component labelling.
 */
export class Stitcher {
  private readonly parts = new UnionFind();
  private readonly regions = new UnionFind();
  private readonly firstOfClass = new Map<number, number>();
  private readonly partOffsets: number[] = [0];
  private readonly tables: MeasureTable[] = [];
  /** Borders of the row above and of this row, with the number of each tile's first open part. */
  private above: NumberedBorders[] = [];
  private current: NumberedBorders[] = [];

  constructor(
    private readonly columns: number,
    private readonly connectivity: 4 | 8,
    /** What makes a region of parts: that they touch, or that they are of one class, wherever they are. */
    private readonly regionsBy: 'touch' | 'class' = 'touch',
  ) {}

  add({ borders, open, measures }: TileToStitch): void {
    const first = this.parts.add(open.labels.length);
    this.regions.add(open.labels.length);
    this.partOffsets.push(this.parts.length);
    // A copy: the table given may be a view into all that is known of the tile.
    this.tables.push(copyMeasures(measures));
    const firstOfRegion = new Map<number, number>();
    open.region.forEach((region, i) => {
      const other = firstOfRegion.get(region);
      if (other === undefined) firstOfRegion.set(region, first + i);
      else this.regions.union(other, first + i);
    });

    if (this.regionsBy === 'class') {
      measures.classId.forEach((classId, i) => {
        const other = this.firstOfClass.get(classId);
        if (other === undefined) this.firstOfClass.set(classId, first + i);
        else this.regions.union(other, first + i);
      });
    }

    const column = this.current.length;
    const tile = { ...borders, first };
    const left = this.current[column - 1];
    const top = this.above[column];
    if (left) this.joinSides(left, 'right', tile, 'left');
    if (top) this.joinSides(top, 'bottom', tile, 'top');
    if (this.connectivity === 8) {
      const topLeft = this.above[column - 1];
      const topRight = this.above[column + 1];
      if (topLeft) this.joinCorner(topLeft, topLeft.width - 1, tile, 0);
      if (topRight) this.joinCorner(topRight, 0, tile, tile.width - 1);
    }
    this.current.push(tile);
    if (this.current.length === this.columns) {
      this.above = this.current;
      this.current = [];
    }
  }

  private joinSides(a: NumberedBorders, sideA: 'right' | 'bottom', b: NumberedBorders, sideB: 'left' | 'top'): void {
    const classesA = a.classes[sideA];
    const classesB = b.classes[sideB];
    const join = (i: number, j: number, sets: UnionFind[]): void => {
      if (classesA[i] === 0 || classesA[i] !== classesB[j]) return;
      for (const set of sets) set.union(a.first + a.parts[sideA][i], b.first + b.parts[sideB][j]);
    };
    const both = [this.parts, this.regions];
    const regionsOnly = [this.regions];
    for (let i = 0; i < classesA.length; i++) {
      join(i, i, both);
      if (this.connectivity === 4) continue;
      if (i > 0) join(i, i - 1, regionsOnly);
      if (i + 1 < classesA.length) join(i, i + 1, regionsOnly);
    }
  }

  /** Pixel `i` of the bottom row of `a` touches pixel `j` of the top row of `b` at a corner. */
  private joinCorner(a: NumberedBorders, i: number, b: NumberedBorders, j: number): void {
    if (a.classes.bottom[i] === 0 || a.classes.bottom[i] !== b.classes.top[j]) return;
    this.regions.union(a.first + a.parts.bottom[i], b.first + b.parts.top[j]);
  }

  finish(): Stitched {
    const part = this.parts.number().numbers;
    const { numbers, count } = this.regions.number();
    const layers = this.tables[0]?.layers ?? [];
    const unordered = createMeasureTable(count, layers);
    this.tables.forEach((table, tile) => {
      const offset = this.partOffsets[tile];
      for (let row = 0; row < table.pixels.length; row++) mergeMeasures(unordered, numbers[offset + row], table, row);
    });

    // Regions are renumbered in order of id, which does not depend on the tiling.
    const byId = Uint32Array.from({ length: count }, (_, i) => i).sort(
      (a, b) => unordered.first[a] - unordered.first[b],
    );
    const measures = createMeasureTable(count, layers);
    const rank = new Uint32Array(count);
    byId.forEach((region, i) => {
      rank[region] = i;
      mergeMeasures(measures, i, unordered, region);
    });
    const partOffsets = Uint32Array.from(this.partOffsets);
    return { partOffsets, part, region: numbers.map((number) => rank[number]), regionCount: count, measures };
  }
}

type NumberedBorders = TileBorders & { first: number };
