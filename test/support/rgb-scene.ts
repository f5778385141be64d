import { createRandom, type TestScene } from './write-scene.js';

/** An aerial picture, so to speak: red, green and blue of one-metre pixels, in smooth patches. */
export function makeRgb(width: number, height: number, seed = 1): TestScene {
  const random = createRandom(seed);
  const bands = [9, 13, 17].map((period) =>
    Uint8Array.from({ length: width * height }, (_, at) => {
      const [col, row] = [at % width, Math.floor(at / width)];
      return 120 + 90 * Math.sin(col / period) * Math.cos(row / (period + 2)) + 20 * random();
    }),
  );
  const affine: TestScene['affine'] = [1, 0, 545000, 0, -1, 5340000];
  return { width, height, dataType: 'uint8', bands, bandNames: ['red', 'green', 'blue'], affine };
}
