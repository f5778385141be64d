import { type BytePicture, byteRingBytes, createByteRing } from '../simd/byte-ring.js';
import { useBytes } from '../simd/bytes.js';
import { roundUp, VECTOR_BYTES } from '../simd/module.js';

/** Bytes of a difference. */
const WHOLE = 2;

/** The magnitudes that `computeGradient` gives by Sobel, of a picture of bytes without gaps: `factor` · sqrt(x² + y²). */
export function byteMagnitudes(picture: BytePicture, factor: number): Float32Array {
  const { width, height } = picture;
  const out = new Float32Array(width * height);
  const bytes = roundUp(width * WHOLE, VECTOR_BYTES);
  const [x, y, strength, magnitude] = [0, bytes, 2 * bytes, 3 * bytes];
  const begin = magnitude + 2 * bytes;
  const simd = useBytes(begin + byteRingBytes(width));
  const rowsAround = createByteRing(picture, begin, simd);
  const magnitudes = new Float32Array(simd.memory.buffer, magnitude, width);
  for (let row = 0; row < height; row++) {
    simd.byteGradient(x, y, strength, bytes, ...rowsAround(row));
    simd.magnitudes(magnitude, x, y, bytes, factor);
    out.set(magnitudes, row * width);
  }
  return out;
}
