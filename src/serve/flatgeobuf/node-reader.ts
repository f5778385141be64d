import { InternalError } from '../../errors.js';
import { coalesce, type Range } from './coalesce.js';
import type { Box } from './header.js';

/** minX, minY, maxX, maxY (f64) and an offset (u64). */
export const NODE_BYTES = 40;
const WORD = 2 ** 32;

/** Reads of nodes: 256 kB between two are read with them; two reads, unless 20 MB would be read in vain. */
const READS = { freeGap: 6_500, maxCount: 2, maxWaste: 500_000 };

/** Nodes of a tree that were read, by their numbers from the root. */
export interface NodeReader {
  /** Makes nodes known, with few reads. */
  load(ranges: readonly Range[]): Promise<void>;
  /** Of a node that is known. */
  box(node: number): Box;
  /** Of a leaf: where its feature starts, counted from the first feature; of others the number of their first child. */
  offset(node: number): number;
  /** How often nodes were read. */
  reads(): number;
}

/** Where nodes come from that are not known yet. */
export interface NodeSource {
  read(start: number, end: number): Promise<Uint8Array>;
  /** All nodes but the first ones, where it is better to have them than to read `wanted` more of them; else null. */
  readRest(wanted: number): Promise<Uint8Array | null>;
}

interface Piece extends Range {
  view: DataView;
}

/** @param top the first nodes, which are known already */
export function createNodeReader(top: Uint8Array, { read: readNodes, readRest }: NodeSource): NodeReader {
  let reads = 0;
  const pieces: Piece[] = [toPiece(0, top)];
  let last = pieces[0];
  const pieceOf = (node: number): Piece => {
    if (node >= last.start && node < last.end) return last;
    const piece = pieces.find(({ start, end }) => node >= start && node < end);
    if (!piece) throw new InternalError({ thing: 'index', wanted: `node ${node} to be read`, got: 'none' });
    last = piece;
    return piece;
  };
  const isKnown = ({ start, end }: Range): boolean => pieces.some((piece) => start >= piece.start && end <= piece.end);
  return {
    async load(ranges) {
      const missing = ranges.filter((range) => range.end > range.start && !isKnown(range));
      if (missing.length === 0) return;
      const due = coalesce(missing, READS);
      const rest = await readRest(due.reduce((sum, { start, end }) => sum + end - start, 0));
      const read = rest
        ? [toPiece(pieces[0].end, rest)]
        : await Promise.all(due.map(async ({ start, end }) => toPiece(start, await readNodes(start, end))));
      reads += read.length;
      pieces.push(...read);
    },
    reads: () => reads,
    box(node) {
      const { view, start } = pieceOf(node);
      const at = NODE_BYTES * (node - start);
      return [
        view.getFloat64(at, true),
        view.getFloat64(at + 8, true),
        view.getFloat64(at + 16, true),
        view.getFloat64(at + 24, true),
      ];
    },
    offset(node) {
      const { view, start } = pieceOf(node);
      const at = NODE_BYTES * (node - start) + 32;
      return view.getUint32(at + 4, true) * WORD + view.getUint32(at, true);
    },
  };
}

const toPiece = (start: number, bytes: Uint8Array): Piece => ({
  start,
  end: start + Math.floor(bytes.length / NODE_BYTES),
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});
