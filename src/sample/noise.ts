/**
 * Seeded noise from integer hashing. Only `+ - * /` and square roots follow, which IEEE 754 rounds exactly, so the
 * same seed gives the same values on every machine.
 */

const TO_UNIT = 1 / 4294967296;

/** A well mixed 32-bit hash of three integers. */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform in [0, 1), the same for the same three integers. */
export function hashUnit(x: number, y: number, seed: number): number {
  return hash(x, y, seed) * TO_UNIT;
}

/** Smooth noise in [0, 1): random values on a unit grid, joined by the cubic `3t² − 2t³`. */
export function valueNoise(x: number, y: number, seed: number): number {
  const col = Math.floor(x);
  const row = Math.floor(y);
  const fx = smooth(x - col);
  const fy = smooth(y - row);
  const top = lerp(hashUnit(col, row, seed), hashUnit(col + 1, row, seed), fx);
  const bottom = lerp(hashUnit(col, row + 1, seed), hashUnit(col + 1, row + 1, seed), fx);
  return lerp(top, bottom, fy);
}

/** Sum of octaves of noise, each twice as fine and half as strong, in [0, 1). `period` in pixels of the coarsest. */
export function fractalNoise(x: number, y: number, period: number, octaves: number, seed: number): number {
  let total = 0;
  let weight = 1;
  let weights = 0;
  let scale = 1 / period;
  for (let octave = 0; octave < octaves; octave++) {
    total += weight * valueNoise(x * scale + 17.31 * octave, y * scale - 9.77 * octave, seed + octave);
    weights += weight;
    weight *= 0.5;
    scale *= 2;
  }
  return total / weights;
}

/** A stream of numbers in [0, 1), drawn in order. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let counter = 0;
  return () => hashUnit(counter++, 0x5bd1, seed);
}

/** Nearly normal noise of mean 0 and variance 1 (four uniforms added; never beyond ±3.5). */
export function nearlyNormal(index: number, channel: number, seed: number): number {
  const a = hash(index, channel, seed);
  const b = hash(index, channel + 101, seed);
  const sum = (a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16);
  return (sum / 65535 - 2) * 1.7320508;
}

export function lerp(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

export function clamp01(value: number): number {
  return value < 0 ? 0 : Math.min(value, 1);
}

/** 0 below `from`, 1 above `to`, a smooth step between. */
export function smoothStep(from: number, to: number, value: number): number {
  return smooth(clamp01((value - from) / (to - from)));
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
