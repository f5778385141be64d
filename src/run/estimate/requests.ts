import { OUTPUT_NAMES } from '../../store/keys.js';
import { createGrid } from '../../tiling/grid.js';
import { VECTOR_FORMATS } from '../outputs.js';
import { blocksOf } from '../simplify-step.js';
import { addRanges, exactly, type Range, timesRange } from './range.js';
import type { Workload } from './workload.js';

/**
 * A piece of a run in the cloud, and what it asks of the store. Work on `units` is divided among calls; a piece of one
 * call has one.
 */
export interface PieceRequests {
  name: string;
  /** Tiles or blocks that batches are made of; or 1 call, or as many as there are shares. */
  units: number;
  kind: 'tiles' | 'alone' | 'shares';
  /** Of all units together. HEAD counts as GET; LIST, COPY and parts of uploads as PUT. */
  gets: Range;
  puts: Range;
}

/** Where a pack holds little, one request brings it all; where it is full, its large arrays take one each. Counted. */
const JOIN_GETS: Range = { low: 1, high: 10 };
const PUBLISH_GETS: Range = { low: 4, high: 15 };
const FILE_GETS: Readonly<Record<string, Range>> = {
  [OUTPUT_NAMES.mask]: { low: 1, high: 2 },
  [VECTOR_FORMATS.geojson.file]: { low: 1, high: 5 },
};
const VECTOR_GETS: Range = { low: 2, high: 12 };
/** Objects are looked for with 128 pixels around: in the tile and its neighbours. */
const AROUND_GETS: Range = { low: 1, high: 18 };
const UPLOAD_PART_BYTES = 8 * 2 ** 20;
const LIST_KEYS = 1000;
const MOST_FETCHED = 8 * 2 ** 20;

/** Every piece of a run in its order, with its requests; those for the scene are apart, in `sceneRequests`. */
export function pieceRequests(workload: Workload, { shares, outputBytes }: { shares: number; outputBytes: Range }) {
  const { tiles, steps, files } = workload;
  const blocks = blocksOf(createGrid({ ...workload })).count;
  const once = (name: string, gets: Range, puts: number | Range = 1): PieceRequests => {
    return { name, units: 1, kind: 'alone', gets, puts: typeof puts === 'number' ? exactly(puts) : puts };
  };
  const each = (name: string, gets: Range, units = tiles): PieceRequests => {
    return { name, units, kind: 'tiles', gets: timesRange(gets, units), puts: exactly(units) };
  };
  const perTile = (range: Range): Range => timesRange(range, tiles);
  const parts = timesRange(outputBytes, 1 / UPLOAD_PART_BYTES / Math.max(1, files.length));
  const pieces: (PieceRequests | false)[] = [
    once('plan', exactly(4)),
    once('fit', { low: 0, high: 2 }),
    each('segment', { low: 0, high: 2 }),
    steps.sieve && once('sieve regions', perTile({ low: 1, high: 2 })),
    steps.sieve && each('neighbours', { low: 1, high: 4 }),
    steps.sieve && once('sieve classes', perTile({ low: 1, high: 4 })),
    steps.sieve && each('sieve', { low: 2, high: 5 }),
    steps.split === 'find' && each('objects', AROUND_GETS),
    steps.split !== 'no' && once('join objects', perTile({ low: 1, high: 4 })),
    steps.split !== 'no' && each('split', { low: 2, high: 6 }),
    once('stitch', perTile({ low: 1, high: 2 }), { low: tiles + 1, high: tiles + 10 }),
    steps.simplify && each('simplify', timesRange({ low: 1, high: 4 }, blockTiles(workload)), blocks),
    each('vectorize', steps.simplify ? { low: 3, high: 7 } : { low: 2, high: 4 }),
    ...files.map((file) =>
      once(`write ${file}`, perTile(FILE_GETS[file] ?? VECTOR_GETS), addRanges(exactly(2), parts)),
    ),
    {
      name: 'join',
      units: shares,
      kind: 'shares',
      gets: timesRange(perTile(JOIN_GETS), shares),
      puts: timesRange({ low: 1, high: 2 }, shares),
    },
    once('finish join', exactly(shares), 1),
    once('publish', addRanges(perTile(PUBLISH_GETS), { low: 30, high: 60 }), { low: 10, high: 30 }),
  ];
  return pieces.filter((piece): piece is PieceRequests => piece !== false);
}

/** Tiles that a block of borders meets. */
function blockTiles({ tileSizePx, width, height }: Workload): Range {
  const { tileSizePx: side } = blocksOf(createGrid({ width, height, tileSizePx, overlapPx: 0 }));
  const across = side / tileSizePx;
  return { low: 1, high: (Math.ceil(across) + 2) ** 2 };
}

/**
 * Requests for the scene's own pixels, in all of a run. Blocks beside each other in the file come together, so a tile
 * takes one for each of its rows of blocks, and for every 8 MiB.
 */
export function sceneRequests(workload: Workload): { gets: Range; bytes: Range } {
  const { tiles, tileSizePx, overlapPx, storedBytes, block } = workload;
  const rows = Math.ceil(tileSizePx / block.height);
  const rowsAround = Math.ceil((tileSizePx + 2 * overlapPx) / block.height) + (overlapPx > 0 ? 1 : 0);
  const pieces = storedBytes / tiles / MOST_FETCHED;
  const around = ((tileSizePx + 2 * overlapPx + (overlapPx > 0 ? block.height : 0)) / tileSizePx) ** 2;
  // Strips reach across all tiles of a row: each worker fetches all of what its tiles meet.
  const repeats = block.isWholeRow ? Math.min(tiles, Math.ceil(workload.width / tileSizePx)) : around;
  return {
    gets: timesRange(
      { low: block.isWholeRow ? pieces : Math.max(rows, pieces), high: Math.max(rowsAround, pieces * repeats) + 1 },
      tiles,
    ),
    bytes: { low: storedBytes, high: storedBytes * repeats },
  };
}

/** Requests that find out what is due: each phase lists what is there. */
export const nextPuts = ({ tiles }: Workload, phases: number): Range => ({
  low: phases,
  high: 2 * phases + (phases * tiles) / LIST_KEYS,
});
