/** Width of the lines of an image with a frame of one pixel around it. */
export const framedWidth = (width: number): number => width + 2;

/**
 * Steps to the neighbours of a pixel in lines of `stride` pixels, in the order they are asked: above, left, right, below, then
 * the corners from the upper left on.
 */
export function neighborSteps(connectivity: 4 | 8, stride: number): Int32Array {
  const sides = [-stride, -1, 1, stride];
  return Int32Array.from(connectivity === 4 ? sides : [...sides, -stride - 1, -stride + 1, stride - 1, stride + 1]);
}

/** Copies an image into the middle of one with a frame of one pixel around it. */
export function putInFrame(framed: Uint32Array, image: Uint32Array, width: number): void {
  for (let i = 0, at = width + 3; i < image.length; i += width, at += width + 2) {
    framed.set(image.subarray(i, i + width), at);
  }
}

/** The middle of an image with a frame of one pixel around it. */
export function takeFromFrame(framed: Uint32Array | Int32Array, width: number, height: number): Uint32Array {
  const image = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * (width + 2) + 1;
    image.set(framed.subarray(start, start + width), y * width);
  }
  return image;
}

/** Where a pixel of an image is in its frame. */
export const framedIndex = (pixel: number, width: number): number => pixel + 2 * Math.floor(pixel / width) + width + 3;
