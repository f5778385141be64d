import { InputError } from '../../../errors.js';
import type { Tensor } from '../session.js';
import { type FoundObject, MOST_OBJECTS, type ReadOptions, rankScores, readNumbers } from './instances/found-object.js';
import { type Plane, placesOn, thresholdStretched } from './instances/stretch.js';

/** Outputs of a Mask R-CNN; with a side of length 1 before, or without. */
export interface MaskRcnnOutputs {
  /** K × 4: x1 y1 x2 y2, in pixels of the patch. */
  boxes: Tensor;
  /** K. */
  labels: Tensor;
  /** K. */
  scores: Tensor;
  /** Probabilities, K × 1 × size × size of the whole patch, or K × 1 × M × M of the box alone. */
  masks: Tensor;
}

/** A pixel belongs to an object from this probability on, as torchvision and Detectron have it. */
const THRESHOLD = 0.5;
const isIn = (probability: number): boolean => probability >= THRESHOLD;

/** The objects in a patch, best first. */
export function* readMaskRcnn(outputs: MaskRcnnOutputs, options: ReadOptions): Generator<FoundObject> {
  const { sizePx, minScore } = options;
  const [boxes, labels, scores, masks] = [
    ...[outputs.boxes, outputs.labels, outputs.scores].map(readNumbers),
    readNumbers(outputs.masks),
  ];
  const side = checkSides(outputs, scores.length, options);
  const area = side * side;
  const whole = { col: 0, row: 0, width: sizePx, height: sizePx };
  for (const k of rankScores(scores, minScore).slice(0, MOST_OBJECTS)) {
    const found = { label: labels[k], score: scores[k] };
    if (side === sizePx) {
      const mask = new Uint8Array(area);
      for (let i = 0, at = k * area; i < area; i++, at++) if (isIn(masks[at])) mask[i] = 1;
      yield { ...found, window: whole, mask };
    } else {
      const box = [0, 1, 2, 3].map((i) => boxes[4 * k + i]);
      const object = pasteMask(padMask(masks, k * area, side), { box, side, sizePx });
      if (object) yield { ...found, ...object };
    }
  }
}

/** Side of the masks. */
function checkSides({ boxes, masks, labels }: MaskRcnnOutputs, count: number, { source }: ReadOptions): number {
  const [height, width] = masks.shape.slice(-2);
  const fits =
    height === width &&
    masks.data.length === count * height * width &&
    boxes.data.length === 4 * count &&
    labels.data.length === count;
  if (fits) return width;
  const wanted = `boxes ${count} x 4, labels ${count} and square masks, ${count} x 1 x side x side, for ${count} scores`;
  const got = [boxes, labels, masks].map(({ shape }) => shape.join(' x ')).join(', ');
  throw new InputError({ thing: 'model: outputs of Mask R-CNN', wanted, got, source });
}

/** A mask with a border of zeros, so that it fades beyond its box. */
function padMask(masks: ArrayLike<number>, from: number, side: number): Plane {
  const width = side + 2;
  const values = new Float32Array(width * width);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) values[(y + 1) * width + x + 1] = masks[from + y * side + x];
  }
  return { width, height: width, values };
}

/**
 * Lays a padded mask over its box, which grows by as much about its middle, and then ends at whole pixels.
 * Source: torchvision, models/detection/roi_heads.py, paste_masks_in_image.
 */
function pasteMask(
  plane: Plane,
  { box: [x1, y1, x2, y2], side, sizePx }: { box: number[]; side: number; sizePx: number },
): Pick<FoundObject, 'window' | 'mask'> | null {
  const grown = (side + 2) / side;
  const reach = (low: number, high: number) => {
    const [middle, half] = [(low + high) / 2, ((high - low) / 2) * grown];
    const [first, last] = [Math.trunc(middle - half), Math.trunc(middle + half)];
    const size = Math.max(1, last - first + 1);
    return { first, size, from: Math.max(0, -first), end: Math.min(size, sizePx - first) };
  };
  const [across, down] = [reach(x1, x2), reach(y1, y2)];
  const [width, height] = [across.end - across.from, down.end - down.from];
  // Written so that a box which is not a number is left out, too.
  if (!(width > 0 && height > 0)) return null;
  const places = { across: placesOn(plane.width, across), down: placesOn(plane.height, down) };
  return {
    window: { col: across.first + across.from, row: down.first + down.from, width, height },
    mask: thresholdStretched(plane, places, isIn),
  };
}
