import type { Taps } from './separable.js';

/** A Gaussian times a wave along one axis: cosine and sine; null where the wave does not go along this axis. */
export interface Wave {
  cosine: Taps;
  sine: Taps | null;
}

/** Waves that differ only in whether they rise or fall to the right: angles `a` and 180 - `a`. */
export interface WavePair {
  down: Wave;
  along: Wave;
  /** Whether the angle up to 90 degrees is asked for, and the one beyond. */
  isRising: boolean;
  isFalling: boolean;
}

interface WaveOptions {
  /** Waves per pixel. */
  frequency: number;
  sigmaPx: number;
  /** Degrees, from the right towards down. */
  angles: readonly number[];
}

/** Standard deviations that the kernels reach. */
const TRUNCATE = 3;

export const waveRadius = (sigmaPx: number): number => Math.ceil(TRUNCATE * sigmaPx);

/** The kernels of all angles, each pair of mirrored angles once. */
export function createWavePairs({ frequency, sigmaPx, angles }: WaveOptions): WavePair[] {
  const pairs = new Map<number, { isRising: boolean; isFalling: boolean }>();
  for (const angle of angles) {
    const steep = Math.min(angle, 180 - angle);
    const known = pairs.get(steep) ?? { isRising: false, isFalling: false };
    pairs.set(steep, { isRising: known.isRising || angle === steep, isFalling: known.isFalling || angle !== steep });
  }
  const waveAlong = (share: number): Wave => createWave(frequency * share, sigmaPx);
  return [...pairs].map(([angle, asked]) => {
    const radians = (angle * Math.PI) / 180;
    return {
      ...asked,
      down: waveAlong(angle === 0 ? 0 : Math.sin(radians)),
      along: waveAlong(angle === 90 ? 0 : Math.cos(radians)),
    };
  });
}

function createWave(frequency: number, sigmaPx: number): Wave {
  const gaussian = Float64Array.from(
    { length: waveRadius(sigmaPx) + 1 },
    (_, x) => Math.exp(-0.5 * (x / sigmaPx) ** 2) / (sigmaPx * Math.sqrt(2 * Math.PI)),
  );
  const phase = 2 * Math.PI * frequency;
  return {
    cosine: { weights: gaussian.map((weight, x) => weight * Math.cos(phase * x)), odd: false },
    sine: frequency === 0 ? null : { weights: gaussian.map((weight, x) => weight * Math.sin(phase * x)), odd: true },
  };
}
