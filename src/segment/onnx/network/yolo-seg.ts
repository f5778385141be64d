import { InputError } from '../../../errors.js';
import type { Tensor } from '../session.js';
import { type FoundObject, MOST_OBJECTS, type ReadOptions, rankScores, readNumbers } from './instances/found-object.js';
import { type Places, type Plane, placesOn, thresholdStretched } from './instances/stretch.js';

/** Outputs of a YOLO that segments, as Ultralytics exports it. */
export interface YoloSegOutputs {
  /**
   * 1 × (4 + C + M) × A, or its last sides exchanged: centre x y, width, height in pixels of the patch, probabilities of C
   * classes, M coefficients, of A anchors. Or 1 × 300 × (6 + M), already sorted out: x1 y1 x2 y2, score, class, coefficients.
   */
  detections: Tensor;
  /** 1 × M × height × width. */
  prototypes: Tensor;
}

/** Boxes of one class that cover each other more are one object; Ultralytics' own limit. */
const BOX_IOU = 0.7;
/** Rows of an output that is already sorted out. */
const SORTED_ROWS = 300;

/** Detections without masks, and how to read the coefficients of each. */
interface Detections {
  count: number;
  /** The `feature`-th number of detection `k` is at `k · step + feature · stride`. */
  step: number;
  stride: number;
  classCount: number;
  isSorted: boolean;
}

interface Detected {
  label: number;
  score: number;
  box: readonly [x1: number, y1: number, x2: number, y2: number];
  /** Its number among all. */
  index: number;
}

/** The objects in a patch, best first. */
export function* readYoloSeg(
  outputs: YoloSegOutputs,
  options: ReadOptions & { classCount: number },
): Generator<FoundObject> {
  const { minScore, sizePx } = options;
  const numbers = readNumbers(outputs.detections);
  const prototypes = readNumbers(outputs.prototypes);
  const [count, height, width] = outputs.prototypes.shape.slice(-3);
  const layout = findLayout(outputs, count, options);
  const all = detect(numbers, layout);
  const ranked = rankScores(
    all.map(({ score }) => score),
    minScore,
  ).map((k) => all[k]);
  const first = layout.isSorted ? 4 + 2 : 4 + layout.classCount;
  for (const { label, score, box, index } of layout.isSorted ? ranked.slice(0, MOST_OBJECTS) : dropCovered(ranked)) {
    const [left, right] = pixelsOf(box[0], box[2], sizePx);
    const [top, bottom] = pixelsOf(box[1], box[3], sizePx);
    if (!(right > left && bottom > top)) continue;
    const across = placesOn(width, { size: sizePx, from: left, end: right });
    const down = placesOn(height, { size: sizePx, from: top, end: bottom });
    const coefficients = Float64Array.from(
      { length: count },
      (_, m) => numbers[index * layout.step + (first + m) * layout.stride],
    );
    const logits = mixPrototypes({ prototypes, width, height, coefficients }, { across, down });
    const mask = thresholdStretched(logits, { across, down }, (logit) => logit > 0);
    yield { label, score, window: { col: left, row: top, width: right - left, height: bottom - top }, mask };
  }
}

function findLayout(
  { detections, prototypes }: YoloSegOutputs,
  coefficientCount: number,
  { classCount, source }: { classCount: number; source: string },
): Detections {
  const [rows, columns] = detections.shape.slice(-2);
  const features = 4 + classCount + coefficientCount;
  const sorted = 6 + coefficientCount;
  const base = { classCount, isSorted: false };
  if (columns === sorted && (rows === SORTED_ROWS || features !== sorted)) {
    return { ...base, count: rows, step: columns, stride: 1, isSorted: true };
  }
  if (rows === features) return { ...base, count: columns, step: 1, stride: columns };
  if (columns === features) return { ...base, count: rows, step: columns, stride: 1 };
  const wanted = `1 x ${features} x anchors (box, ${classCount} classes, ${coefficientCount} coefficients), or 1 x ${SORTED_ROWS} x ${sorted}`;
  const got = `${detections.shape.join(' x ')} with prototypes ${prototypes.shape.join(' x ')}`;
  throw new InputError({ thing: 'model: output of YOLO', wanted, got, source });
}

function detect(numbers: ArrayLike<number>, { count, step, stride, classCount, isSorted }: Detections): Detected[] {
  return Array.from({ length: count }, (_, index) => {
    const at = (feature: number): number => numbers[index * step + feature * stride];
    if (isSorted) return { label: at(5), score: at(4), box: [at(0), at(1), at(2), at(3)], index };
    let label = 0;
    for (let c = 1; c < classCount; c++) if (at(4 + c) > at(4 + label)) label = c;
    const [x, y, halfWidth, halfHeight] = [at(0), at(1), at(2) / 2, at(3) / 2];
    return {
      label,
      score: at(4 + label),
      box: [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight],
      index,
    };
  });
}

/** Of boxes of one class that cover each other the best. */
function dropCovered(ranked: readonly Detected[]): Detected[] {
  const kept: Detected[] = [];
  for (const one of ranked) {
    if (kept.length === MOST_OBJECTS) break;
    if (kept.every(({ label, box }) => label !== one.label || boxIou(box, one.box) <= BOX_IOU)) kept.push(one);
  }
  return kept;
}

function boxIou(a: Detected['box'], b: Detected['box']): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (!(width > 0 && height > 0)) return 0;
  const shared = width * height;
  return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared);
}

/** Pixels of the patch whose number lies within the box, as Ultralytics cuts masks. */
function pixelsOf(low: number, high: number, sizePx: number): [from: number, end: number] {
  return [Math.max(0, Math.ceil(low)), Math.min(sizePx, Math.ceil(high))];
}

/**
 * Coefficients times prototypes, where they are needed. Logits, not probabilities, are stretched then: above 0 is above a
 * half, and the line between is straighter.
 */
function mixPrototypes(
  { prototypes, width, height, coefficients }: Prototypes,
  { across, down }: { across: Places; down: Places },
): Plane {
  const values = new Float32Array(width * height);
  const [left, right] = [across.lower[0], across.upper[across.upper.length - 1]];
  const [top, bottom] = [down.lower[0], down.upper[down.upper.length - 1]];
  for (let row = top; row <= bottom; row++) {
    for (let col = left; col <= right; col++) {
      const at = row * width + col;
      let sum = 0;
      for (let m = 0; m < coefficients.length; m++) sum += coefficients[m] * prototypes[m * width * height + at];
      values[at] = sum;
    }
  }
  return { width, height, values };
}

interface Prototypes {
  prototypes: ArrayLike<number>;
  width: number;
  height: number;
  coefficients: Float64Array;
}
