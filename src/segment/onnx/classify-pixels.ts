import { InputError } from '../../errors.js';
import type { Columns, Prediction } from '../segmenter.js';
import type { OnnxSession } from './session.js';

/** Pixels that a model is asked about at once: what it needs for them is a few dozen bytes each. */
const BATCH_PX = 1 << 14;
/**
 * Batches are filled up to whole multiples of so many pixels, with zeros. What is left over behind whole vectors is computed
 * by other instructions, which round otherwise: a pixel would get other bits beside other pixels.
 */
const WHOLE_PX = 64;

/** Names of a model's outputs. */
const CLASSES = 'classes';
const SCORES = 'scores';

/**
 * Asks a model about every pixel of which all columns are known; the others get class 0. The model takes
 * 1 × columns × 1 × pixels and gives `classes` (1 × 1 × pixels) and `scores` (1 × classes × 1 × pixels, adding up to 1).
 * What it says of a pixel must not depend on the others.
 */
export async function classifyPixels(
  session: OnnxSession,
  columns: Columns,
  { withScores }: { withScores: boolean },
): Promise<Prediction> {
  const { length, values } = columns;
  const wanted = withScores ? [CLASSES, SCORES] : [CLASSES];
  checkPorts(session, wanted);
  const classes = new Uint8Array(length);
  const score = new Float32Array(withScores ? length : 0);
  const entropy = new Float32Array(withScores ? length : 0);
  const places = new Uint32Array(Math.min(BATCH_PX, length));
  for (let from = 0; from < length; ) {
    const { count, end } = findKnown(columns, from, places);
    from = end;
    if (count === 0) continue;
    const across = WHOLE_PX * Math.ceil(count / WHOLE_PX);
    const batch = new Float32Array(across * values.length);
    values.forEach((column, k) => {
      for (let j = 0; j < count; j++) batch[k * across + j] = column[places[j]]!;
    });
    const shape = [1, values.length, 1, across];
    const answer = await session.run({ [session.inputs[0]]: { data: batch, shape } }, wanted);
    const ids = answer[CLASSES].data as Uint8Array;
    for (let j = 0; j < count; j++) classes[places[j]] = ids[j];
    if (withScores) rateScores(answer[SCORES].data as Float32Array, { places, count, across, score, entropy });
  }
  return withScores ? { classes, score, entropy } : { classes };
}

/** Places of the next pixels whose columns are all known, as many as `places` holds; `end` is where to go on. */
function findKnown(
  { length, values, valid }: Columns,
  from: number,
  places: Uint32Array,
): { count: number; end: number } {
  let count = 0;
  let at = from;
  for (; at < length && count < places.length; at++) {
    if (valid && valid[at] === 0) continue;
    let isKnown = true;
    for (let k = 0; k < values.length; k++) if (Number.isNaN(values[k][at])) isKnown = false;
    if (isKnown) places[count++] = at;
  }
  return { count, end: at };
}

/** Where the first `count` of the `across` pixels that were asked about are, and where their ratings go. */
interface Rated {
  places: Uint32Array;
  count: number;
  across: number;
  score: Float32Array;
  entropy: Float32Array;
}

/** The best score of each pixel, and Shannon's entropy of all, divided by the logarithm of their number. */
function rateScores(scores: Float32Array, { places, count, across, score, entropy }: Rated): void {
  const classCount = scores.length / across;
  for (let j = 0; j < count; j++) {
    let best = 0;
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      const share = scores[k * across + j];
      if (share > best) best = share;
      if (share > 0) sum -= share * Math.log(share);
    }
    score[places[j]] = best;
    entropy[places[j]] = classCount > 1 ? Math.min(1, Math.max(0, sum / Math.log(classCount))) : 0;
  }
}

function checkPorts({ inputs, outputs }: OnnxSession, wanted: readonly string[]): void {
  const missing = wanted.filter((name) => !outputs.includes(name));
  if (inputs.length === 1 && missing.length === 0) return;
  const got = `inputs ${inputs.join(', ')} and outputs ${outputs.join(', ')}`;
  throw new InputError({ thing: 'model', wanted: `one input, and outputs ${wanted.join(' and ')}`, got });
}
