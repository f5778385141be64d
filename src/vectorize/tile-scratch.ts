/** Large arrays that a worker uses again for every tile, instead of leaving them to the garbage collector. */
export interface TileScratch {
  /** Room for `length` labels; holds anything. */
  labels(length: number): Uint32Array;
  /** `length` zeros. */
  zeros(length: number): Uint8Array;
}

export function createTileScratch(): TileScratch {
  let labels = new Uint32Array(0);
  let zeros = new Uint8Array(0);
  return {
    labels(length) {
      if (labels.length < length) labels = new Uint32Array(length);
      return labels.subarray(0, length);
    },
    zeros(length) {
      if (zeros.length < length) zeros = new Uint8Array(length);
      return zeros.subarray(0, length).fill(0);
    },
  };
}
