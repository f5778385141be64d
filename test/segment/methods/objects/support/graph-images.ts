import { createRandom } from '../../../../../src/segment/methods/random.js';

export interface TestImage {
  width: number;
  height: number;
  columns: Float64Array[];
  defined: Uint8Array | null;
}

export interface ImageOptions {
  width: number;
  height: number;
  bands?: number;
  seed: number;
  /** Share of pixels without data. */
  holes?: number;
}

/** Patches of different brightness with noise on them; no two pixels are equal. */
export function makePatches({ width, height, bands = 2, seed, holes = 0 }: ImageOptions): TestImage {
  const random = createRandom(seed);
  const patchPx = 3 + Math.floor(random() * 6);
  const across = Math.ceil(width / patchPx);
  const columns = Array.from({ length: bands }, () => {
    const patches = Array.from({ length: across * Math.ceil(height / patchPx) }, () => 255 * random());
    return Float64Array.from({ length: width * height }, (_, i) => {
      const patch = Math.floor(Math.floor(i / width) / patchPx) * across + Math.floor((i % width) / patchPx);
      return patches[patch] + 40 * (random() - 0.5);
    });
  });
  const defined = holes > 0 ? Uint8Array.from({ length: width * height }, () => (random() < holes ? 0 : 1)) : null;
  return { width, height, columns, defined };
}

/** The same objects, numbered in the order of their first pixels. */
export function inPixelOrder(labels: ArrayLike<number>): Uint32Array {
  const known = new Map<number, number>([[0, 0]]);
  return Uint32Array.from(labels, (label) => {
    if (!known.has(label)) known.set(label, known.size);
    return known.get(label)!;
  });
}

/** Pixels beside one, in the window. */
export function neighboursOf(i: number, { width, height }: Pick<TestImage, 'width' | 'height'>, connectivity: 4 | 8) {
  const [x, y] = [i % width, Math.floor(i / width)];
  const steps = [
    [0, -1],
    [-1, 0],
    [1, 0],
    [0, 1],
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ].slice(0, connectivity);
  return steps
    .map(([dx, dy]) => [x + dx, y + dy])
    .filter(([nx, ny]) => nx >= 0 && ny >= 0 && nx < width && ny < height)
    .map(([nx, ny]) => ny * width + nx);
}

export function distanceOf(columns: readonly Float64Array[], i: number, j: number): number {
  return Math.sqrt(columns.reduce((sum, column) => sum + (column[i] - column[j]) ** 2, 0));
}

/** Parts of objects that hang together: as many as there are objects where each is in one piece. */
export function countParts(
  objects: Uint32Array,
  size: Pick<TestImage, 'width' | 'height'>,
  connectivity: 4 | 8,
): number {
  const seen = new Uint8Array(objects.length);
  let parts = 0;
  objects.forEach((object, start) => {
    if (object === 0 || seen[start] === 1) return;
    parts++;
    const stack = [start];
    seen[start] = 1;
    while (stack.length > 0) {
      for (const next of neighboursOf(stack.pop()!, size, connectivity)) {
        if (objects[next] !== object || seen[next] === 1) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
  });
  return parts;
}
