/** What a pixel is before and after growing. */
export const NONE = 0;
export const WEAK = 1;
export const STRONG = 2;
/** Strong, or joined to a strong one: only after growing. */
export const REACHED = 3;

/** Marks of a window, row by row, in a frame of one pixel of `NONE`. */
export interface Marks {
  values: Uint8Array;
  width: number;
  height: number;
}

export function createMarks(width: number, height: number): Marks {
  return { values: new Uint8Array((width + 2) * (height + 2)), width, height };
}

/** Place of a row's first pixel in the framed array. */
export const rowOfMarks = ({ width }: Marks, row: number): number => (row + 1) * (width + 2) + 1;

/** Marks every strong pixel, and every weak one that a path of weak ones joins to it, as reached. */
export function growStrong({ values, width, height }: Marks, connectivity: 4 | 8): void {
  const stride = width + 2;
  const near = [-1, 1, -stride, stride];
  if (connectivity === 8) near.push(-stride - 1, -stride + 1, stride - 1, stride + 1);
  const steps = Int32Array.from(near);
  const stack = new Int32Array(width * height);
  for (let seed = values.indexOf(STRONG); seed >= 0; seed = values.indexOf(STRONG, seed + 1)) {
    let size = 1;
    stack[0] = seed;
    values[seed] = REACHED;
    while (size > 0) {
      const at = stack[--size];
      for (let k = 0; k < steps.length; k++) {
        const next = at + steps[k];
        const mark = values[next];
        if (mark !== WEAK && mark !== STRONG) continue;
        values[next] = REACHED;
        stack[size++] = next;
      }
    }
  }
}

/** Classes of a window: 2 where reached, 1 elsewhere, 0 where `present` says that there is no data. */
export function classesOfMarks(marks: Marks, present: Uint8Array | null): Uint8Array {
  const { values, width, height } = marks;
  const classes = new Uint8Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    const from = rowOfMarks(marks, row);
    for (let x = 0; x < width; x++, i++) classes[i] = values[from + x] === REACHED ? 2 : 1;
  }
  if (present) for (let i = 0; i < classes.length; i++) if (present[i] === 0) classes[i] = 0;
  return classes;
}
