import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureDepths } from '../../../src/vectorize/instances/depth.js';
import { drawMask } from '../../support/draw.js';
import { METRES, splitInMemory } from './in-memory.js';

/** Written by `judge.py`, with SciPy and scikit-image. */
const judged = JSON.parse(readFileSync(new URL('./judged.json', import.meta.url), 'utf8')) as {
  rows: string[];
  squares: string;
  splits: { h: number; connectivity: 4 | 8; count: number; objects?: string }[];
}[];

describe.each(judged)('objects that touch', ({ rows, squares, splits }) => {
  const mask = drawMask(...rows);

  it('are as deep as SciPy has them', () => {
    const padded = drawMask(
      ...[rows[0], ...rows, rows[0]].map((row, i) => `.${i % (rows.length + 1) ? row : blank(row)}.`),
    );
    const window = { col: -1, row: -1, width: padded.width, height: padded.height };
    const inner = { col: 0, row: 0, width: mask.width, height: mask.height };
    const depths = measureDepths({ classes: padded.classes, window, inner, scale: METRES });
    expect(Array.from(depths, (units) => units / METRES.colUnits)).toEqual(toNumbers(squares));
  });

  it.each(splits)('are as many as scikit-image has, and nearly of its shape: $h m, $connectivity', (judge) => {
    const { connectivity, count, objects, h } = judge;
    const { instances, joined } = splitInMemory(mask, { splitM: h, connectivity, tileSizePx: 41 });
    expect(joined.instanceCount).toBe(count);
    if (!objects) return;
    // Where two ways are equally steep, each program has its own rule.
    const theirs = toNumbers(objects);
    expect(agreement(instances, theirs)).toBeGreaterThan(0.95);
    expect(agreement(theirs, instances)).toBeGreaterThan(0.95);
  });
});

const toNumbers = (words: string) => words.split(' ').map(Number);
const blank = (row: string) => '.'.repeat(row.length);

/** Share of the pixels that are in that object of `b` which has most of their object of `a`. */
function agreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const overlaps = new Map<number, Map<number, number>>();
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    total++;
    const of = overlaps.get(a[i]!) ?? new Map<number, number>();
    overlaps.set(a[i]!, of.set(b[i]!, (of.get(b[i]!) ?? 0) + 1));
  }
  return [...overlaps.values()].reduce((sum, of) => sum + Math.max(...of.values()), 0) / total;
}
