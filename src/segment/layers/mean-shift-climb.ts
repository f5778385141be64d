import { type Shape, SQUARE_MODULES } from './mean-shift-square.js';

interface ClimbOptions {
  width: number;
  height: number;
  radiusPx: number;
  maxRounds: number;
  /** How far apart like values are, for each plane. */
  ranges: readonly number[];
  /** Number of the plane that is kept. */
  take: number;
}

/** Bytes for a look's table (32 for each 16 bytes of columns) and for what it finds. */
const TABLE_BYTES = 2048;
const FOUND_BYTES = 128;

/**
 * For every pixel, where its square climbs to: by rounds, the square around the place moves to the middle of the pixels in it
 * that are within a distance of 1 over all planes, each in its ranges, and the value becomes their mean, until the place
 * stays. Infinite pixels are not there. Sums run over the square in one order, counted from its upper left corner, so they
 * are the same wherever the window begins. Sums of whole numbers up to 255 are exact in single precision.
 */
export function climbModes(planes: readonly ArrayLike<number>[], shape: Shape, options: ClimbOptions): Float32Array {
  const { width, height, radiusPx, maxRounds, ranges, take } = options;
  const layout = layOut(shape, planes.length, options);
  const { look, memory } = SQUARE_MODULES[shape](planes.length, layout.bytes);
  const numbers = new (shape === 'F32' ? Float32Array : Float64Array)(memory.buffer);
  placePlanes(numbers, planes, options, layout);
  fillTable(memory.buffer, shape, options);
  const wholes = new Int32Array(memory.buffer, TABLE_BYTES, FOUND_BYTES / 4);
  const found = numbers.subarray(TABLE_BYTES / layout.size, (TABLE_BYTES + FOUND_BYTES) / layout.size);
  const { perVector, size, planeBytes, rowBytes } = layout;
  const wholesPer = 4 / perVector;
  const addWholes = (which: number): number => {
    let sum = 0;
    for (let k = 0; k < 4; k += wholesPer) sum += wholes[which * 4 + k];
    return sum;
  };
  const side = 2 * radiusPx + 1;
  const acrossBytes = Math.ceil(side / perVector) * 16;
  const [, b = ranges[0], c = ranges[0], d = ranges[0]] = ranges;
  const [wb, wc, wd] = [b, c, d].map((range) => (ranges[0] / range) ** 2);
  const values = new Float64Array(4);
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    let x = i % width;
    let y = (i - x) / width;
    for (let k = 0; k < planes.length; k++) values[k] = planes[k][i];
    if (values[0] === Number.POSITIVE_INFINITY) continue;
    for (let round = 0; round < maxRounds; round++) {
      const top = layout.start + y * rowBytes + x * size;
      const [va, vb, vc, vd] = [values[0], values[1], values[2], values[3]];
      look(TABLE_BYTES, 0, top, planeBytes, rowBytes, acrossBytes, side * rowBytes, va, 1, vb, wb, vc, wc, vd, wd);
      const count = addWholes(0);
      // Values move on with the place, so they can be far from all pixels around it.
      if (count === 0) break;
      const moveX = Math.round(addWholes(2) / count);
      const moveY = Math.round(((radiusPx + 1) * count - addWholes(1)) / count);
      for (let k = 0; k < planes.length; k++) {
        let sum = 0;
        for (let part = 0; part < perVector; part++) sum += found[(3 + k) * perVector + part];
        values[k] = sum / count;
      }
      if (moveX === 0 && moveY === 0) break;
      x += moveX;
      y += moveY;
    }
    out[i] = values[take];
  }
  return out;
}

/** Planes lie one after the other, with a radius of pixels around that are not there, and as many more as a look may take. */
function layOut(shape: Shape, planeCount: number, { width, height, radiusPx }: ClimbOptions) {
  const size = shape === 'F32' ? 4 : 8;
  const rowBytes = (width + 2 * radiusPx + 4) * size;
  const planeBytes = rowBytes * (height + 2 * radiusPx);
  const start = TABLE_BYTES + FOUND_BYTES;
  return { size, perVector: 16 / size, rowBytes, planeBytes, start, bytes: start + planeCount * planeBytes };
}

function placePlanes(
  numbers: Float32Array | Float64Array,
  planes: readonly ArrayLike<number>[],
  { width, height, radiusPx }: ClimbOptions,
  { size, rowBytes, planeBytes, start }: ReturnType<typeof layOut>,
): void {
  numbers.fill(Number.POSITIVE_INFINITY, start / size);
  planes.forEach((plane, k) => {
    for (let row = 0; row < height; row++) {
      const to = (start + k * planeBytes + (row + radiusPx) * rowBytes) / size + radiusPx;
      for (let x = 0; x < width; x++) numbers[to + x] = plane[row * width + x];
    }
  });
}

/** Limits of the columns, below 0 beyond the square, and their numbers, which are 0 in the middle. */
function fillTable(buffer: ArrayBuffer, shape: Shape, { radiusPx, ranges }: ClimbOptions): void {
  const isShort = shape === 'F32';
  const perVector = isShort ? 4 : 2;
  const limits = new (isShort ? Float32Array : Float64Array)(buffer, 0, (TABLE_BYTES / 16) * perVector);
  const places = new Int32Array(buffer, 0, TABLE_BYTES / 4);
  for (let x = 0; x < (TABLE_BYTES / 32) * perVector; x++) {
    const at = Math.floor(x / perVector) * 2 * perVector + (x % perVector);
    const place = ((at + perVector) * 4) / perVector;
    limits[at] = x <= 2 * radiusPx ? ranges[0] ** 2 : -1;
    places[place] = x - radiusPx;
    if (!isShort) places[place + 1] = x < radiusPx ? -1 : 0;
  }
}
