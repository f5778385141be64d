import type { Side } from '../borders.js';
import { UnionFind } from '../union-find.js';
import type { TileObjects } from './join-blocks.js';
import { type JoinedSplits, numberInstances } from './join-splits.js';

/** What one tile hands to the joiner. */
export type ObjectsToJoin = Omit<TileObjects, 'objects'>;

/** Joins objects across tile borders. Tiles must come row by row; one row of borders is kept. */
export class ObjectJoiner {
  private readonly sets = new UnionFind();
  private readonly openOffsets: number[] = [0];
  private readonly completeCounts: number[] = [];
  private above: PlacedTile[] = [];
  private current: PlacedTile[] = [];

  constructor(private readonly columns: number) {}

  add({ openCount, completeCount, border }: ObjectsToJoin): void {
    const first = this.sets.add(openCount);
    this.openOffsets.push(first + openCount);
    this.completeCounts.push(completeCount);
    const tile: PlacedTile = { ...border, first };
    const left = this.current.at(-1);
    const top = this.above[this.current.length];
    if (left) this.joinSides(left, 'right', tile, 'left');
    if (top) this.joinSides(top, 'bottom', tile, 'top');
    this.current.push(tile);
    if (this.current.length === this.columns) [this.above, this.current] = [this.current, []];
  }

  finish(): JoinedSplits {
    const { numbers, count } = this.sets.number();
    return numberInstances({
      openOffsets: this.openOffsets,
      instances: numbers,
      count,
      completeCounts: this.completeCounts,
    });
  }

  private joinSides(a: PlacedTile, sideA: Side, b: PlacedTile, sideB: Side): void {
    const [classesA, classesB] = [a.classes[sideA], b.classes[sideB]];
    const [joinsA, joinsB] = [a.joins[sideA], b.joins[sideB]];
    const [objectsA, objectsB] = [a.objects[sideA], b.objects[sideB]];
    for (let i = 0; i < classesA.length; i++) {
      if (classesA[i] === 0 || classesA[i] !== classesB[i] || !joinsA[i] || !joinsB[i]) continue;
      this.sets.union(a.first + objectsA[i] - 1, b.first + objectsB[i] - 1);
    }
  }
}

/** A tile's border, and the number in the scene of the first of its open objects. */
type PlacedTile = ObjectsToJoin['border'] & { first: number };
