/** Pixels of parts, one part after the other. */
export interface SmallParts {
  pixels: Int32Array;
  /** Where in `pixels` each part ends, exclusive. */
  ends: Int32Array;
}

interface Keys {
  /** Pixels next to each other with the same key, but 0, are of one part. */
  keys: Uint8Array;
  width: number;
}

const UNSEEN = 0;
const SEEN = 1;
const BIG = 2;

/** Parts (4-connected) of at most `maxPixels`. A flood stops as soon as a part is too big, so each pixel is looked at once. */
export function findSmallParts({ keys, width }: Keys, maxPixels: number): SmallParts {
  const state = new Uint8Array(keys.length);
  // A part is written where the next small one belongs, and written over if it is not small.
  const pixels = new Int32Array(keys.length + maxPixels + 4);
  const ends: number[] = [];
  let start = 0;
  let end = 0;
  let key = 0;
  let isBig = false;
  const visit = (pixel: number): void => {
    if (keys[pixel] !== key) return;
    if (state[pixel] === BIG) isBig = true;
    else if (state[pixel] === UNSEEN) {
      state[pixel] = SEEN;
      pixels[end++] = pixel;
    }
  };
  for (let seed = 0, column = 0; seed < keys.length; seed++, column = column + 1 === width ? 0 : column + 1) {
    key = keys[seed];
    if (key === 0 || state[seed] !== UNSEEN) continue;
    // Most pixels of a big part lie beside one that is known to be of it.
    const isLeftBig = column > 0 && keys[seed - 1] === key && state[seed - 1] === BIG;
    if (isLeftBig || (seed >= width && keys[seed - width] === key && state[seed - width] === BIG)) {
      state[seed] = BIG;
      continue;
    }
    end = start;
    isBig = false;
    visit(seed);
    for (let at = start; at < end && !isBig; at++) {
      const pixel = pixels[at];
      const x = pixel % width;
      if (x > 0) visit(pixel - 1);
      if (x < width - 1) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel + width < keys.length) visit(pixel + width);
      if (end - start > maxPixels) isBig = true;
    }
    if (isBig) for (let at = start; at < end; at++) state[pixels[at]] = BIG;
    else {
      ends.push(end);
      start = end;
    }
  }
  return { pixels: pixels.subarray(0, start), ends: Int32Array.from(ends) };
}
