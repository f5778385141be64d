import { type BytePicture, byteRingBytes, createByteRing } from '../../simd/byte-ring.js';
import { useBytes } from '../../simd/bytes.js';
import { roundUp, VECTOR_BYTES } from '../../simd/module.js';
import { createMarks, type Marks, rowOfMarks, takeWords, wordsOf } from './edge-marks.js';
import type { Thresholds } from './edge-thresholds.js';

/** Bytes of a gradient or a strength. */
const WHOLE = 2;
/** More than any strength. */
const HIGHEST = 0x7fff;

/** The crests that `findFourWayCrests` finds, in a picture of bytes without gaps: in whole numbers of 16 bits. */
export function findByteCrests(picture: BytePicture, { low, high }: Thresholds): Marks {
  const { width, height } = picture;
  const marks = createMarks(width, height);
  const places = layOut(width);
  const { bytes } = places;
  const simd = useBytes(places.end);
  const view = (place: number): Int32Array => new Int32Array(simd.memory.buffer, place, wordsOf(width));
  const [weak, strong] = [view(places.weak), view(places.strong)];
  const strengths = new Int16Array(simd.memory.buffer);
  // Beyond the window strengths are 0.
  strengths.fill(0, 0, places.picture / WHOLE);
  const rowsAround = createByteRing(picture, places.picture, simd);
  const [least, most] = [toLimit(low), toLimit(high)];
  for (let row = 0; row <= height; row++) {
    const [x, y, strength] = places.gradientOf(row);
    const first = strength / WHOLE;
    if (row < height) simd.byteGradient(x, y, strength, bytes, ...rowsAround(row));
    strengths.fill(0, row < height ? first + width : first, first + width + 1);
    if (row === 0) continue;
    const [ownX, ownY, own] = places.gradientOf(row - 1);
    const above = places.gradientOf(row + 1)[2];
    const around = [above - WHOLE, own - WHOLE, strength - WHOLE] as const;
    simd.fourWayCrests(places.weak, places.strong, bytes, ...around, ownX, ownY, least, most);
    takeWords(weak, width, marks.weak, rowOfMarks(marks, row - 1));
    takeWords(strong, width, marks.strong, rowOfMarks(marks, row - 1));
  }
  return marks;
}

/** The greatest whole number that is not above a threshold, or one that is as good. */
const toLimit = (threshold: number): number => Math.max(-1, Math.min(Math.floor(threshold), HIGHEST));

/** Places in memory: x, y and strength of three rows, each with a margin on either side; bits; the picture's rows. */
function layOut(width: number) {
  const bytes = roundUp(width * WHOLE, VECTOR_BYTES);
  const stride = bytes + 2 * VECTOR_BYTES;
  const gradientOf = (row: number): [x: number, y: number, strength: number] => {
    const x = (row % 3) * 3 * stride + VECTOR_BYTES;
    return [x, x + stride, x + 2 * stride];
  };
  const weak = 9 * stride;
  const strong = weak + bytes;
  const picture = strong + bytes;
  return { bytes, gradientOf, weak, strong, picture, end: picture + byteRingBytes(width) };
}
