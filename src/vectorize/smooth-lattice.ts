/** Node cells along one side of a block, and the nodes those need: one before, two after. */
const BLOCK_CELLS = 16;
const BLOCK_NODES = BLOCK_CELLS + 3;
const BLOCKS_KEPT = 1024;
const STEPS_PX = [128, 64, 32, 16, 8, 4] as const;

/** Writes the function's values at a pixel position (fractions allowed) to `out`; NaN where it has none. */
export type Evaluate = (col: number, row: number, out: Float64Array) => void;

export interface SmoothFunction {
  /** Size of the scene in pixels; positions asked lie in 0..width, 0..height. */
  width: number;
  height: number;
  /** How many values the function has at a position. */
  fields: number;
  evaluate: Evaluate;
  /** Whether an interpolated value is as good as the one evaluated. */
  isClose(interpolated: number, evaluated: number): boolean;
}

/**
 * A costly smooth function over the scene, read by cubic interpolation from nodes `stepPx` pixels apart. Every answer
 * depends on the position alone: never on what was asked before, nor on a window.
 */
export interface SmoothLattice {
  stepPx: number;
  /** All fields at a position, to `out[0..fields)`. */
  sample: Evaluate;
  /**
   * The first field along `row` between node columns `cell·stepPx` and `(cell + 1)·stepPx`, as a cubic
   * `k0 + k1·t + k2·t² + k3·t³` with `t` from 0 to 1; false where it is not smooth there: evaluate it instead.
   */
  rowCubic(cell: number, row: number, cubic: Float64Array): boolean;
}

interface Block {
  nodes: Float64Array;
  known: Uint8Array;
  /** Per node cell: 0 not looked at, 1 interpolates well, 2 does not. */
  state: Uint8Array;
}

/**
 * Takes the widest step at which nearly all of a few cells over the scene, its corners among them, interpolate well;
 * each cell is then checked once more at its middle, and where that fails its positions are evaluated one by one.
 */
export function createSmoothLattice(source: SmoothFunction): SmoothLattice {
  for (const stepPx of STEPS_PX) {
    const lattice = createLattice(source, stepPx);
    if (stepPx === STEPS_PX.at(-1) || smoothShare(source, lattice) >= 0.8) return lattice;
  }
  throw new RangeError('unreachable: the last step is always taken');
}

function smoothShare({ width, height }: SmoothFunction, { stepPx, rowCubic }: SmoothLattice): number {
  const fractions = [0, 0.1, 0.31, 0.5, 0.73, 0.9, 1];
  const cubic = new Float64Array(4);
  let smooth = 0;
  for (const [index, fraction] of fractions.entries()) {
    for (const other of [fraction, fractions[(3 * index + 2) % 7], 1 - fraction]) {
      if (rowCubic(Math.floor((fraction * (width - 1)) / stepPx), other * (height - 1), cubic)) smooth++;
    }
  }
  return smooth / (3 * fractions.length);
}

function createLattice({ width, fields, evaluate, isClose }: SmoothFunction, stepPx: number): SmoothLattice {
  const blocksAcross = Math.floor(width / stepPx / BLOCK_CELLS) + 1;
  const rowStride = BLOCK_NODES * fields;
  const blocks = new Map<number, Block>();
  const value = new Float64Array(fields);
  let block: Block = emptyBlock(fields);
  let blockKey = -1;

  /** Makes `block` the one that holds the node cell; returns where its first node lies, or −1 where it is not smooth. */
  function enterCell(i: number, j: number): number {
    const key = (j >> 4) * blocksAcross + (i >> 4);
    if (key !== blockKey) enterBlock(key);
    const cell = (j & 15) * BLOCK_CELLS + (i & 15);
    if (block.state[cell] === 0) block.state[cell] = isSmooth(i, j) ? 1 : 2;
    return block.state[cell] === 1 ? (j & 15) * rowStride + (i & 15) * fields : -1;
  }

  function enterBlock(key: number): void {
    let found = blocks.get(key);
    if (!found) {
      if (blocks.size >= BLOCKS_KEPT) blocks.clear();
      found = emptyBlock(fields);
      blocks.set(key, found);
    }
    block = found;
    blockKey = key;
  }

  function fillNodes(i: number, j: number): void {
    for (let row = 0; row < 4; row++) {
      for (let col = 0; col < 4; col++) {
        const node = ((j & 15) + row) * BLOCK_NODES + (i & 15) + col;
        if (block.known[node]) continue;
        evaluate((i + col - 1) * stepPx, (j + row - 1) * stepPx, value);
        block.nodes.set(value, node * fields);
        block.known[node] = 1;
      }
    }
  }

  function isSmooth(i: number, j: number): boolean {
    fillNodes(i, j);
    evaluate((i + 0.5) * stepPx, (j + 0.5) * stepPx, value);
    const first = (j & 15) * rowStride + (i & 15) * fields;
    for (let field = 0; field < fields; field++) {
      if (!isClose(interpolate(first + field, 0.5, 0.5), value[field])) return false;
    }
    return true;
  }

  /** Tensor product of cubic Lagrange polynomials over 4 × 4 nodes, of which (0, 0) is the second in both directions. */
  function interpolate(first: number, t: number, s: number): number {
    const { nodes } = block;
    const w0 = (t * (t - 1) * (t - 2)) / -6;
    const w1 = ((t + 1) * (t - 1) * (t - 2)) / 2;
    const w2 = ((t + 1) * t * (t - 2)) / -2;
    const w3 = ((t + 1) * t * (t - 1)) / 6;
    const b = first + rowStride;
    const c = b + rowStride;
    const d = c + rowStride;
    const e = fields;
    const row0 = w0 * nodes[first] + w1 * nodes[first + e] + w2 * nodes[first + 2 * e] + w3 * nodes[first + 3 * e];
    const row1 = w0 * nodes[b] + w1 * nodes[b + e] + w2 * nodes[b + 2 * e] + w3 * nodes[b + 3 * e];
    const row2 = w0 * nodes[c] + w1 * nodes[c + e] + w2 * nodes[c + 2 * e] + w3 * nodes[c + 3 * e];
    const row3 = w0 * nodes[d] + w1 * nodes[d + e] + w2 * nodes[d + 2 * e] + w3 * nodes[d + 3 * e];
    return (
      ((s * (s - 1) * (s - 2)) / -6) * row0 +
      (((s + 1) * (s - 1) * (s - 2)) / 2) * row1 +
      (((s + 1) * s * (s - 2)) / -2) * row2 +
      (((s + 1) * s * (s - 1)) / 6) * row3
    );
  }

  return {
    stepPx,
    sample(col, row, out) {
      const u = col / stepPx;
      const v = row / stepPx;
      const i = Math.floor(u);
      const j = Math.floor(v);
      const first = enterCell(i, j);
      if (first < 0) return evaluate(col, row, out);
      for (let field = 0; field < fields; field++) out[field] = interpolate(first + field, u - i, v - j);
    },
    rowCubic(cell, row, cubic) {
      const v = row / stepPx;
      const j = Math.floor(v);
      const first = enterCell(cell, j);
      if (first < 0) return false;
      const before = interpolate(first, -1, v - j);
      const start = interpolate(first, 0, v - j);
      const end = interpolate(first, 1, v - j);
      const after = interpolate(first, 2, v - j);
      cubic[0] = start;
      cubic[1] = end - before / 3 - start / 2 - after / 6;
      cubic[2] = (before + end) / 2 - start;
      cubic[3] = (after - before) / 6 + (start - end) / 2;
      return true;
    },
  };
}

function emptyBlock(fields: number): Block {
  const count = BLOCK_NODES * BLOCK_NODES;
  return {
    nodes: new Float64Array(count * fields),
    known: new Uint8Array(count),
    state: new Uint8Array(BLOCK_CELLS * BLOCK_CELLS),
  };
}
