import { createStream, shuffle } from '../random.js';

/** What a label is for. */
export type Part = 'train' | 'holdOut';

/**
 * Holds back a share of the labels of every class, drawn at random: whole labels, for neighbouring pixels are alike, and a
 * model judged by pixels beside those it has learnt from looks better than it is (Roberts and others 2017, Ecography 40).
 * One at least where a class has two, and never all. `labels` are the numbers of those that may be drawn.
 */
export function splitLabels(
  labels: readonly number[],
  classOf: Uint8Array,
  { share, seed, use }: { share: number; seed: number; use: 'split' | 'heldBack' },
): Map<number, Part> {
  const parts = new Map<number, Part>(labels.map((label) => [label, 'train']));
  if (share === 0) return parts;
  for (const classId of new Set(labels.map((label) => classOf[label]))) {
    const own = labels.filter((label) => classOf[label] === classId);
    const count = Math.min(own.length - 1, Math.max(1, Math.round(own.length * share)));
    for (const label of shuffle(own, createStream(seed, use, classId)).slice(0, count)) parts.set(label, 'holdOut');
  }
  return parts;
}
