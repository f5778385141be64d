import { type Marks, rowOfMarks, wordsOf } from './edge-marks.js';

/** Words of marks, and those among them that have to hand on what they have got. */
interface Growth extends Pick<Marks, 'weak' | 'strong' | 'stride'> {
  /** All bits where pixels that touch at a corner are joined, none otherwise. */
  corners: number;
  /** Places of words, each once at most: so many of them wait. */
  waiting: Int32Array;
  count: number;
  /** By place: 1 where the word waits. */
  isWaiting: Uint8Array;
}

/**
 * Makes strong every weak pixel that a path of weak ones joins to a strong one: a word of 32 pixels at a time, each of which
 * hands on to the words around it, and again once it has got more.
 */
export function growStrong(marks: Marks, connectivity: 4 | 8): void {
  const { weak, strong, width, height, stride } = marks;
  const words = wordsOf(width);
  const waiting = new Int32Array(words * height);
  // At first all wait for their turn, row by row.
  const isWaiting = new Uint8Array(strong.length).fill(1);
  const growth = { weak, strong, stride, corners: connectivity === 8 ? -1 : 0, waiting, count: 0, isWaiting };
  for (let row = 0; row < height; row++) {
    const from = rowOfMarks(marks, row);
    for (let place = from; place < from + words; place++) growFrom(growth, place);
  }
  while (growth.count > 0) growFrom(growth, waiting[--growth.count]);
}

function growFrom(growth: Growth, place: number): void {
  const { weak, strong, stride, corners, isWaiting } = growth;
  isWaiting[place] = 0;
  if (strong[place] === 0) return;
  const own = growWord(strong[place], weak[place]);
  strong[place] = own;
  const wide = own | (((own << 1) | (own >>> 1)) & corners);
  const first = own << 31;
  const last = own >>> 31;
  offer(growth, place - 1, first);
  offer(growth, place + 1, last);
  offer(growth, place - stride, wide);
  offer(growth, place + stride, wide);
  offer(growth, place - stride - 1, first & corners);
  offer(growth, place - stride + 1, last & corners);
  offer(growth, place + stride - 1, first & corners);
  offer(growth, place + stride + 1, last & corners);
}

function offer(growth: Growth, place: number, bits: number): void {
  const { weak, strong, isWaiting } = growth;
  const fresh = bits & weak[place] & ~strong[place];
  if (fresh === 0) return;
  strong[place] |= fresh;
  if (isWaiting[place] === 1) return;
  isWaiting[place] = 1;
  growth.waiting[growth.count++] = place;
}

/** The runs of bits in `mask` that have one in `seeds`; those are within `mask`. */
function growWord(seeds: number, mask: number): number {
  // Upwards: what is carried runs through to the end of a run.
  let grown = (((mask + seeds) ^ mask) | seeds) & mask;
  let open = mask;
  grown |= open & (grown >>> 1);
  open &= open >>> 1;
  grown |= open & (grown >>> 2);
  open &= open >>> 2;
  grown |= open & (grown >>> 4);
  open &= open >>> 4;
  grown |= open & (grown >>> 8);
  open &= open >>> 8;
  return grown | (open & (grown >>> 16));
}
