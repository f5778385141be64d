import { UnionFind } from '../union-find.js';
import { OUTSIDE, type PassTable } from './pass.js';

/** Basins numbered from the one with the highest peak down, and what is known of them. */
export interface BasinsToMerge {
  /** Depth in metres of each basin's peak, and the most that the peak of the whole object can have, where it goes on outside. */
  peakM: Float64Array;
  ceilingM: Float64Array;
  passes: PassTable;
  /** Rows of `passes` from the highest down. */
  falling: Uint32Array;
  /** Metres of a depth of one unit. */
  unitM: number;
  /** Two objects stay apart where both rise by more than this above the pass between them. */
  splitM: number;
}

export interface MergedBasins {
  /** Basins of one object are one set; its smallest member has the highest peak. */
  sets: UnionFind;
  /** Per basin that is the smallest of its set: 1 where another tile may have more of the object. */
  isOpen: Uint8Array;
  /** Rows of passes that only the whole scene can decide. */
  undecided: number[];
}

/**
 * Goes through the passes from the highest down and merges what meets there, unless both sides have a peak that is more
 * than `splitM` higher: merging by persistence (Edelsbrunner, Letscher and Zomorodian 2002; Chazal et al. 2013).
 *
 * Where a pass leads outside, the object has an unknown part from there on: its peak is known only to lie between the
 * highest one seen and the ceiling. A pass is decided where both bounds say the same, and is left undecided otherwise; of
 * passes between two objects that are linked by undecided ones, directly or not, only those matter.
 */
export function mergeBasins({ peakM, ceilingM, passes, falling, unitM, splitM }: BasinsToMerge): MergedBasins {
  const { length } = peakM;
  const sets = new UnionFind(length);
  const links = new UnionFind(length);
  sets.add(length);
  links.add(length);
  const isOpen = new Uint8Array(length);
  const undecided: number[] = [];
  const { a, b, low } = passes.columns;
  for (const row of falling) {
    if (b[row] === OUTSIDE) {
      isOpen[sets.find(a[row])] = 1;
      continue;
    }
    if (links.find(a[row]) === links.find(b[row])) continue;
    const one = sets.find(a[row]);
    const other = sets.find(b[row]);
    const passM = unitM * Math.sqrt(low[row]);
    if (Math.min(peakM[one], peakM[other]) - passM > splitM) continue;
    links.union(one, other);
    const mostOfOne = isOpen[one] ? ceilingM[one] : peakM[one];
    const mostOfOther = isOpen[other] ? ceilingM[other] : peakM[other];
    if (Math.min(mostOfOne, mostOfOther) - passM > splitM) undecided.push(row);
    else {
      sets.union(one, other);
      isOpen[Math.min(one, other)] = isOpen[one] | isOpen[other];
    }
  }
  return { sets, isOpen, undecided };
}
