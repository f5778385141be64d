/** Some pixels of a window, 1 where they are, row by row. */
export interface Pixels {
  width: number;
  height: number;
  mask: Uint8Array;
}

/** Takes away the parts, connected by sides, that have less than a share of the pixels of the largest. */
export function dropSpecks({ width, height, mask }: Pixels, share: number): void {
  const parts = findParts({ width, height, mask });
  const least = share * parts.reduce((most, { count }) => Math.max(most, count), 0);
  const stack = new Int32Array(mask.length);
  for (const { start, count } of parts) {
    if (count < least) takePart({ width, height, mask }, { start, stack });
  }
}

/** First pixel and size of each part. */
function findParts({ width, height, mask }: Pixels): { start: number; count: number }[] {
  const rest = mask.slice();
  const stack = new Int32Array(mask.length);
  const parts: { start: number; count: number }[] = [];
  for (let start = rest.indexOf(1); start >= 0; start = rest.indexOf(1, start + 1)) {
    const count = takePart({ width, height, mask: rest }, { start, stack });
    parts.push({ start, count });
  }
  return parts;
}

/** Takes away the part that a pixel is in; returns how many pixels it had. */
function takePart({ width, height, mask }: Pixels, { start, stack }: { start: number; stack: Int32Array }): number {
  let count = 0;
  let open = 1;
  stack[0] = start;
  mask[start] = 0;
  const visit = (at: number): void => {
    if (mask[at] === 0) return;
    mask[at] = 0;
    stack[open++] = at;
  };
  for (; open > 0; count++) {
    const at = stack[--open];
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < width * (height - 1)) visit(at + width);
  }
  return count;
}
