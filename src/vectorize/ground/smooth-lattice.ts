/** Node cells along one side of a block, and the nodes those need: one before, two after. */
const BLOCK_CELLS = 16;
const BLOCK_NODES = BLOCK_CELLS + 3;
const BLOCKS_KEPT = 1024;
const SIXTH = 1 / 6;
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
  const perStep = 1 / stepPx;
  const rowStride = BLOCK_NODES * fields;
  const blocks = new Map<number, Block>();
  const value = new Float64Array(fields);
  const interpolated = new Float64Array(fields);
  const rowValues = new Float64Array(4 * fields);
  let rowCell = -1;
  let rowRow = -1;
  let rowIsSmooth = false;
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
    combineRows((j & 15) * rowStride + (i & 15) * fields, 0.5);
    combineRow(0.5, interpolated);
    return value.every((evaluated, field) => isClose(interpolated[field], evaluated));
  }

  /** Cubic Lagrange along the columns of nodes at s: four values of each field, of nodes −1, 0, 1 and 2 of the row. */
  function combineRows(first: number, s: number): void {
    const { nodes } = block;
    const s0 = SIXTH * s * (1 - s) * (s - 2);
    const s1 = 0.5 * (s + 1) * (1 - s) * (2 - s);
    const s2 = 0.5 * (s + 1) * s * (2 - s);
    const s3 = SIXTH * (s + 1) * s * (s - 1);
    for (let k = 0; k < rowValues.length; k++) {
      const a = first + k;
      rowValues[k] =
        s0 * nodes[a] + s1 * nodes[a + rowStride] + s2 * nodes[a + 2 * rowStride] + s3 * nodes[a + 3 * rowStride];
    }
  }

  /** And along the row at t. */
  function combineRow(t: number, out: Float64Array): void {
    const t0 = SIXTH * t * (1 - t) * (t - 2);
    const t1 = 0.5 * (t + 1) * (1 - t) * (2 - t);
    const t2 = 0.5 * (t + 1) * t * (2 - t);
    const t3 = SIXTH * (t + 1) * t * (t - 1);
    for (let k = 0; k < fields; k++) {
      out[k] =
        t0 * rowValues[k] +
        t1 * rowValues[k + fields] +
        t2 * rowValues[k + 2 * fields] +
        t3 * rowValues[k + 3 * fields];
    }
  }

  /** Makes `rowValues` those of the row within the cell: kept, as half the corners of a ring share their row. */
  function enterRow(cell: number, row: number): boolean {
    if (cell === rowCell && row === rowRow) return rowIsSmooth;
    const v = row * perStep;
    const j = Math.floor(v);
    const first = enterCell(cell, j);
    rowCell = cell;
    rowRow = row;
    rowIsSmooth = first >= 0;
    if (rowIsSmooth) combineRows(first, v - j);
    return rowIsSmooth;
  }

  return {
    stepPx,
    sample(col, row, out) {
      const u = col * perStep;
      const i = Math.floor(u);
      if (enterRow(i, row)) combineRow(u - i, out);
      else evaluate(col, row, out);
    },
    rowCubic(cell, row, cubic) {
      if (!enterRow(cell, row)) return false;
      const before = rowValues[0];
      const start = rowValues[fields];
      const end = rowValues[2 * fields];
      const after = rowValues[3 * fields];
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
