import { roundUp } from '../simd/module.js';
import { useRows } from '../simd/rows.js';
import type { Plane } from './convolve.js';

/** Pixels of a row that are worked on together: all that is in use then lies near the processor. */
const PART_PX = 512;
const SINGLE = 4;

/** out = the lesser or the greater of a and b; what is 0 or more is a slot, what is less is the source -1 - i. */
interface Step {
  isMin: boolean;
  out: number;
  a: number;
  b: number;
}

/**
 * The median of the square around every pixel that has a whole one; other pixels hold anything. All pixels go through the
 * same comparisons: of as many values as may still hold the median the least and the greatest are forgotten, and the next
 * one is added (Paeth, Graphics Gems, 1990).
 */
export function networkMedian({ values, width, height }: Plane, reach: number): Float32Array {
  const size = 2 * reach + 1;
  const out = new Float32Array(values.length);
  const { steps, slots, result } = planSteps(size * size);
  const partBytes = PART_PX * SINGLE;
  const stride = roundUp(width * SINGLE, 16) + 64;
  const rows = slots * partBytes;
  const simd = useRows(rows + size * stride);
  const memory = new Float32Array(simd.memory.buffer, 0, (rows + size * stride) / SINGLE).fill(0);
  const sources = new Int32Array(size * size);
  const placeOf = (at: number): number => (at >= 0 ? at * partBytes : sources[-1 - at]);
  for (let row = 0; row < height; row++) {
    memory.set(values.subarray(row * width, (row + 1) * width), (rows + (row % size) * stride) / SINGLE);
    const middle = row - reach;
    if (middle < reach) continue;
    for (let x = reach; x < width - reach; x += PART_PX) {
      const count = Math.min(PART_PX, width - reach - x);
      for (let i = 0; i < sources.length; i++) {
        const from = x - reach + (i % size);
        sources[i] = rows + ((middle - reach + Math.floor(i / size)) % size) * stride + from * SINGLE;
      }
      const bytes = roundUp(count * SINGLE, 16);
      for (const { isMin, out: to, a, b } of steps) {
        if (isMin) simd.minF32(placeOf(to), placeOf(a), placeOf(b), bytes);
        else simd.maxF32(placeOf(to), placeOf(a), placeOf(b), bytes);
      }
      const start = (result * partBytes) / SINGLE;
      out.set(memory.subarray(start, start + count), middle * width + x);
    }
  }
  return out;
}

/** The comparisons for the median of an odd number of sources, how many slots they use, and where the median is then. */
function planSteps(count: number): { steps: Step[]; slots: number; result: number } {
  const steps: Step[] = [];
  let spare = 0;
  let slots = 1;
  let next = 0;
  const items: number[] = [];
  const free: number[] = [];
  const add = (): void => {
    const slot = free.pop() ?? slots++;
    const source = -1 - next++;
    steps.push({ isMin: true, out: slot, a: source, b: source });
    items.push(slot);
  };
  /** Afterwards the item at `i` is the lesser. */
  const order = (i: number, j: number): void => {
    steps.push({ isMin: true, out: spare, a: items[i], b: items[j] });
    steps.push({ isMin: false, out: items[j], a: items[i], b: items[j] });
    [spare, items[i]] = [items[i], spare];
  };
  while (items.length < (count >> 1) + 2) add();
  while (items.length > 1) {
    const last = items.length - 1;
    for (let i = 0; i < last - i; i++) order(i, last - i);
    for (let i = 1; i <= last / 2; i++) order(0, i);
    for (let i = Math.ceil(last / 2); i < last; i++) order(i, last);
    free.push(items.pop()!, items.shift()!);
    if (next < count) add();
  }
  return { steps, slots, result: items[0] };
}
