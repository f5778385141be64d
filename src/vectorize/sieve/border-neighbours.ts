import type { Window } from '../../raster/window.js';
import type { TileBorders } from '../borders.js';
import { ABOVE, ABOVE_LEFT, ABOVE_RIGHT, LEFT, meetingAt, NeighbourTable } from './neighbour-table.js';

type Numbered = TileBorders & { core: Window; first: number };

/**
 * Finds the parts that meet across tile borders, each meeting once. Tiles must come row by row, as to the stitcher;
 * parts are numbered as its open parts, over all tiles.
 */
export class BorderNeighbours {
  readonly table = new NeighbourTable();
  private above: Numbered[] = [];
  private current: Numbered[] = [];

  constructor(
    private readonly grid: { columns: number; width: number },
    private readonly connectivity: 4 | 8,
  ) {}

  /** `first` is the number of the tile's first open part. */
  add(borders: TileBorders, core: Window, first: number): void {
    const tile = { ...borders, core, first };
    const column = this.current.length;
    const left = this.current[column - 1];
    if (left) this.meetLeft(tile, left);
    if (this.above[column]) this.meetAbove(tile, this.above[column]);
    if (this.connectivity === 8) this.meetCorners(tile, this.above[column - 1], this.above[column + 1]);
    this.current.push(tile);
    if (this.current.length === this.grid.columns) {
      this.above = this.current;
      this.current = [];
    }
  }

  private meetLeft(tile: Numbered, left: Numbered): void {
    for (let i = 0; i < tile.height; i++) {
      const pixel = (tile.core.row + i) * this.grid.width + tile.core.col;
      const [here, there] = [partAt(tile, 'left', i), partAt(left, 'right', i)];
      this.meet(here, there, 1, meetingAt(pixel, LEFT));
      if (this.connectivity === 4 || i === 0) continue;
      this.meet(here, partAt(left, 'right', i - 1), 0, meetingAt(pixel, ABOVE_LEFT));
      this.meet(there, partAt(tile, 'left', i - 1), 0, meetingAt(pixel - 1, ABOVE_RIGHT));
    }
  }

  private meetAbove(tile: Numbered, above: Numbered): void {
    for (let i = 0; i < tile.width; i++) {
      const pixel = tile.core.row * this.grid.width + tile.core.col + i;
      const here = partAt(tile, 'top', i);
      this.meet(here, partAt(above, 'bottom', i), 1, meetingAt(pixel, ABOVE));
      if (this.connectivity === 4) continue;
      if (i > 0) this.meet(here, partAt(above, 'bottom', i - 1), 0, meetingAt(pixel, ABOVE_LEFT));
      if (i + 1 < tile.width) this.meet(here, partAt(above, 'bottom', i + 1), 0, meetingAt(pixel, ABOVE_RIGHT));
    }
  }

  private meetCorners(tile: Numbered, aboveLeft?: Numbered, aboveRight?: Numbered): void {
    const pixel = tile.core.row * this.grid.width + tile.core.col;
    const last = tile.width - 1;
    if (aboveLeft) {
      const there = partAt(aboveLeft, 'bottom', aboveLeft.width - 1);
      this.meet(partAt(tile, 'top', 0), there, 0, meetingAt(pixel, ABOVE_LEFT));
    }
    if (aboveRight) {
      const there = partAt(aboveRight, 'bottom', 0);
      this.meet(partAt(tile, 'top', last), there, 0, meetingAt(pixel + last, ABOVE_RIGHT));
    }
  }

  private meet(here: number, there: number, sides: number, meeting: number): void {
    if (here >= 0 && there >= 0) this.table.add(here, there, sides, meeting);
  }
}

/** Number of the part at a border pixel; -1 where nodata. */
function partAt(tile: Numbered, side: 'top' | 'bottom' | 'left' | 'right', i: number): number {
  return tile.classes[side][i] === 0 ? -1 : tile.first + tile.parts[side][i];
}
