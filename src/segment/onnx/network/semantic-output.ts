import { InputError } from '../../../errors.js';
import type { Layout } from '../model-contract.js';
import type { Tensor } from '../session.js';
import { sigmoid, softmax } from './activation.js';
import { float16Table } from './float16.js';
import { centrePlanes, type Planes, stretchPlanes } from './place-output.js';
import type { NetworkSpec, PatchOutputs, PatchScores, SemanticOutput } from './spec.js';

export type ScoreSpec = Pick<NetworkSpec, 'classes' | 'patchPx'> & { semantic: SemanticOutput };

/** Makes what a network says of a patch into scores, which are valid until it is asked again. */
export type ScoreReader = (outputs: PatchOutputs) => PatchScores;

/**
 * Scores of classes from an output:
 *
 * - `softmax`, `sigmoid`: as they are, bytes as shares of 255; `logits`: softmax over all channels
 * - a single channel is how likely the class of value 1 is, and what is left goes to that of value 0; its logits are made
 *   so by a sigmoid
 * - `argmax`: 1 for the class whose value it is; NaN where it is that of none
 *
 * What is of another size is brought to the patch before: logits and not shares, as networks are trained.
 */
export function createScoreReader({ semantic, classes, patchPx }: ScoreSpec): ScoreReader {
  const { name, layout, activation } = semantic;
  const values = classes.map(({ value }) => value);
  const area = patchPx * patchPx;
  const [raw, placed, answer] = [createBuffer(), createBuffer(), createBuffer()];

  const refuse = (wanted: string, got: string): InputError =>
    new InputError({ thing: `output ${name} of the model`, wanted, got });

  function placeOnPatch(planes: Planes): Float32Array {
    const { count, width, height } = planes;
    if (width === patchPx && height === patchPx) return planes.data;
    const out = placed(count * area);
    if (semantic.fit === 'stretch') stretchPlanes(planes, patchPx, out);
    else if (width <= patchPx && height <= patchPx) centrePlanes(planes, patchPx, out);
    else throw refuse(`${patchPx} x ${patchPx} pixels at most`, `${width} x ${height}`);
    return out;
  }

  /** One for each class: 1 where the network says its value. */
  function markIds(ids: Planes): Planes {
    const area = ids.width * ids.height;
    const data = answer(values.length * area);
    for (let i = 0; i < area; i++) {
      const at = values.indexOf(ids.data[i]);
      for (let k = 0; k < values.length; k++) data[k * area + i] = at < 0 ? Number.NaN : Number(k === at);
    }
    return { ...ids, data, count: values.length };
  }

  /** Of two classes, from how likely the second is. */
  function splitShare(planes: Planes): Float32Array {
    if (values.some((value) => value > 1)) throw refuse(`channels 0 to ${Math.max(...values)}`, 'a single channel');
    const share = placeOnPatch(planes);
    const scores = answer(values.length * area);
    const shareOf = activation === 'logits' ? raw(area) : share;
    if (activation === 'logits') sigmoid(share, shareOf, area);
    values.forEach((value, k) => {
      for (let i = 0; i < area; i++) scores[k * area + i] = value === 1 ? shareOf[i] : 1 - shareOf[i];
    });
    return scores;
  }

  function pickChannels(planes: Planes): Float32Array {
    const missing = values.find((value) => value >= planes.count);
    if (missing !== undefined) throw refuse(`a channel ${missing}`, `${planes.count} channels`);
    const channels = placeOnPatch(planes);
    if (activation === 'logits') {
      const classOf = Int32Array.from({ length: planes.count }, (_, c) => values.indexOf(c));
      const scores = answer(values.length * area);
      softmax({ logits: channels, area, classOf }, scores);
      return scores;
    }
    if (values.every((value, k) => value === k)) return channels;
    const scores = answer(values.length * area);
    values.forEach((value, k) => {
      scores.set(channels.subarray(value * area, (value + 1) * area), k * area);
    });
    return scores;
  }

  function toScores(planes: Planes): Float32Array {
    if (activation !== 'argmax') return planes.count === 1 ? splitShare(planes) : pickChannels(planes);
    if (planes.count > 1) throw refuse('one channel of ids', `${planes.count} channels`);
    return placeOnPatch(markIds(planes));
  }

  return (outputs) => {
    const tensor = outputs[name];
    const sides = findSides(tensor.shape, layout);
    if (!sides) throw refuse(`${layout} of one patch`, `sides ${tensor.shape.join(' x ')}`);
    const isShare = activation === 'softmax' || activation === 'sigmoid';
    const data = toPlanes(tensor, sides, { buffer: raw, divisor: isShare && isBytes(tensor) ? 255 : 1 });
    const planes = { data, count: sides.channels, width: sides.width, height: sides.height };
    const scores = toScores(planes);
    return { width: patchPx, height: patchPx, scores: scores.subarray(0, values.length * area) };
  };
}

interface Sides {
  channels: number;
  width: number;
  height: number;
  isLast: boolean;
}

/** What the sides of an output are, of which those of length 1 may be left out; null where they are something else. */
function findSides(shape: readonly number[], layout: Layout): Sides | null {
  const isLast = layout === 'NHWC' && !(shape.length === 2 || (shape.length === 3 && shape[0] === 1));
  const [width, height] = isLast ? [shape.at(-2), shape.at(-3)] : [shape.at(-1), shape.at(-2)];
  const channels = isLast ? shape.at(-1) : shape.length > 2 ? shape.at(-3) : 1;
  if (!width || !height || !channels || shape.slice(0, -3).some((side) => side !== 1)) return null;
  return { channels, width, height, isLast };
}

const isBytes = ({ data, type }: Tensor): boolean => data instanceof Uint8Array && type !== 'bool';

/** Numbers channel by channel; without a copy where they are so already. */
function toPlanes(
  { data, type }: Tensor,
  { channels, width, height, isLast }: Sides,
  { buffer, divisor }: { buffer: (length: number) => Float32Array; divisor: number },
): Float32Array {
  if (data instanceof Float32Array && (!isLast || channels === 1)) return data;
  const area = width * height;
  const out = buffer(channels * area);
  const [channelStep, pixelStep] = isLast ? [1, channels] : [area, 1];
  const halves = type === 'float16' ? float16Table() : null;
  for (let c = 0; c < channels; c++) {
    let from = c * channelStep;
    for (let i = 0, to = c * area; i < area; i++, to++, from += pixelStep) {
      const value = Number(data[from]);
      out[to] = halves ? halves[value] : value / divisor;
    }
  }
  return out;
}

/** Memory that is used again, as much as was ever asked for. */
function createBuffer(): (length: number) => Float32Array {
  let buffer = new Float32Array(0);
  return (length) => {
    if (buffer.length < length) buffer = new Float32Array(length);
    return buffer;
  };
}
