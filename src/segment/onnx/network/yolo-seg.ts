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

/**
 * The objects in a patch, best first.
 * @param options `leastClasses`: one more than the largest number of a class that has a name
 */
export function* readYoloSeg(
  { detections, prototypes }: YoloSegOutputs,
  options: ReadOptions & { leastClasses: number },
): Generator<FoundObject> {
  const { minScore, sizePx } = options;
  const numbers = readNumbers(detections);
  const [count, height, width] = prototypes.shape.slice(-3);
  const planes: Prototypes = { values: readNumbers(prototypes), count, width, height };
  const layout = findLayout({ detections, prototypes }, count, options);
  const all = detect(numbers, layout);
  const scores = all.map(({ score }) => score);
  const ranked = rankScores(scores, minScore).map((k) => all[k]);
  const first = layout.isSorted ? 4 + 2 : 4 + layout.classCount;
  for (const { label, score, box, index } of layout.isSorted ? ranked.slice(0, MOST_OBJECTS) : dropCovered(ranked)) {
    const coefficients = Float64Array.from({ length: count }, (_, m) => {
      return numbers[index * layout.step + (first + m) * layout.stride];
    });
    const object = drawMask(planes, coefficients, { box, sizePx });
    if (object) yield { label, score, ...object };
  }
}

/** The mask of a box; null where no pixel of the patch lies in it. */
function drawMask(
  prototypes: Prototypes,
  coefficients: Float64Array,
  { box: [x1, y1, x2, y2], sizePx }: { box: Detected['box']; sizePx: number },
): Pick<FoundObject, 'window' | 'mask'> | null {
  const [left, right] = pixelsOf(x1, x2, sizePx);
  const [top, bottom] = pixelsOf(y1, y2, sizePx);
  if (!(right > left && bottom > top)) return null;
  const across = placesOn(prototypes.width, { size: sizePx, from: left, end: right });
  const down = placesOn(prototypes.height, { size: sizePx, from: top, end: bottom });
  const logits = mixPrototypes(prototypes, coefficients, { across, down });
  const mask = thresholdStretched(logits, { across, down }, (logit) => logit > 0);
  return { window: { col: left, row: top, width: right - left, height: bottom - top }, mask };
}

function findLayout(
  { detections, prototypes }: YoloSegOutputs,
  coefficientCount: number,
  { leastClasses, source }: { leastClasses: number; source: string },
): Detections {
  const [rows, columns] = detections.shape.slice(-2);
  const others = 4 + coefficientCount;
  const sorted = 2 + others;
  if (columns === sorted && (rows === SORTED_ROWS || leastClasses + others !== sorted)) {
    return { count: rows, step: columns, stride: 1, classCount: 0, isSorted: true };
  }
  // Classes may be without a name; then it shows by there being more anchors than numbers of each.
  const hasRoom = (side: number, anchors: number): boolean =>
    side === leastClasses + others || (side > leastClasses + others && side < anchors);
  if (hasRoom(rows, columns)) {
    return { count: columns, step: 1, stride: columns, classCount: rows - others, isSorted: false };
  }
  if (hasRoom(columns, rows)) {
    return { count: rows, step: columns, stride: 1, classCount: columns - others, isSorted: false };
  }
  const wanted = `1 x ${leastClasses + others} x anchors (box, ${leastClasses} classes, ${coefficientCount} coefficients), or 1 x ${SORTED_ROWS} x ${sorted}`;
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

interface Prototypes {
  /** Plane by plane. */
  values: ArrayLike<number>;
  count: number;
  width: number;
  height: number;
}

/**
 * Coefficients times prototypes, where they are needed. Logits, not probabilities, are stretched then, as Ultralytics does
 * today: above 0 is above a half, and the line between is straighter.
 */
function mixPrototypes(
  { values: planes, count, width, height }: Prototypes,
  coefficients: Float64Array,
  { across, down }: { across: Places; down: Places },
): Plane {
  const area = width * height;
  const values = new Float32Array(area);
  const [left, right] = [across.lower[0], across.upper[across.upper.length - 1]];
  const [top, bottom] = [down.lower[0], down.upper[down.upper.length - 1]];
  for (let row = top; row <= bottom; row++) {
    for (let at = row * width + left; at <= row * width + right; at++) {
      let sum = 0;
      for (let m = 0; m < count; m++) sum += coefficients[m] * planes[m * area + at];
      values[at] = sum;
    }
  }
  return { width, height, values };
}
