import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RefineOptions } from '../../../src/segment/refine/refine-step.js';
import { growInside } from '../layers/support.js';
import { createStep, cutMask, drawMask, refineRows } from './support.js';

const STEPS: RefineOptions[] = [
  { step: 'majority' },
  { step: 'majority', sizePx: 7 },
  { step: 'open' },
  { step: 'open', classes: [2], element: 'disk', sizePx: 5 },
  { step: 'close', classes: [2, 1] },
  { step: 'close', classes: [1], element: 'cross', sizePx: 5 },
  { step: 'erode', classes: [1, 3] },
  { step: 'erode', classes: [2], element: 'disk', sizePx: 5 },
  { step: 'dilate', classes: [3, 1] },
  { step: 'dilate', classes: [2], element: 'cross', sizePx: 7 },
  { step: 'fill', maxPixels: 1 },
  { step: 'fill', maxPixels: 6 },
  { step: 'remove', maxPixels: 1 },
  { step: 'remove', maxPixels: 4 },
];

describe.each(STEPS.map((options) => [Object.values(options).join(' '), options] as const))('%s', (_, options) => {
  const step = createStep(options);
  const mask = fc.record({ seed: fc.nat(10_000), width: fc.integer({ min: 1, max: 40 }), height: fc.constant(34) });

  it('does not depend on where a window is cut', () => {
    const part = fc.record({
      col: fc.nat(39),
      row: fc.nat(33),
      width: fc.integer({ min: 1, max: 20 }),
      height: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.nat(10_000), part, (seed, wanted) => {
        const scene = drawMask(seed, 40, 34);
        const whole = { col: 0, row: 0, width: 40, height: 34 };
        const core = growInside(wanted, 0, whole);
        const seen = growInside(core, step.haloPx, whole);
        const inner = { ...core, col: core.col - seen.col, row: core.row - seen.row };
        const cut = cutMask({ ...seen, classes: step.apply(cutMask(scene, seen)) }, inner);
        expect(cut.classes).toEqual(cutMask({ ...scene, classes: step.apply(scene) }, core).classes);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves nodata and the mask it is given, and makes no class of nothing', () => {
    fc.assert(
      fc.property(mask, ({ seed, width, height }) => {
        const scene = drawMask(seed, width, height);
        const before = scene.classes.slice();
        const changed = step.apply(scene);
        expect(scene.classes).toEqual(before);
        expect(changed.map((id) => Number(id === 0))).toEqual(before.map((id) => Number(id === 0)));
        const there = new Set(before);
        expect([...changed].every((id) => there.has(id))).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});

describe('steps, drawn', () => {
  const SPECK = ['11111', '11111', '11211', '11111', '11111'];

  it('majority: specks go, ties stay, nodata has no vote', () => {
    expect(refineRows({ step: 'majority' }, SPECK)).toEqual(Array(5).fill('11111'));
    expect(refineRows({ step: 'majority' }, ['1122', '1122'])).toEqual(['1122', '1122']);
    expect(refineRows({ step: 'majority' }, ['...', '.1.', '22.'])).toEqual(['...', '.2.', '22.']);
    expect(refineRows({ step: 'majority' }, ['...', '.1.', '2..'])).toEqual(['...', '.1.', '2..']);
  });

  it('open: a bridge goes to what lies beside it, the rest stays as it is', () => {
    const rows = ['222111222', '222111222', '222222222', '222111222', '222111222'];
    const opened = ['222111222', '222111222', '222111222', '222111222', '222111222'];
    expect(refineRows({ step: 'open', classes: [2] }, rows)).toEqual(opened);
    // Class 1 is in two parts of 3 x 2 pixels, of which the edge of the scene takes nothing away.
    expect(refineRows({ step: 'open', classes: [1] }, rows)).toEqual(rows);
  });

  it('close: a gap becomes the class on both sides', () => {
    const rows = ['111222111', '111222111', '111222111', '113222111'];
    expect(refineRows({ step: 'close', classes: [1] }, rows)).toEqual(rows.map((row) => row.replace('3', '1')));
    const closed = Array(4).fill('111111111');
    expect(refineRows({ step: 'close', classes: [1], sizePx: 5 }, rows)).toEqual(closed);
    expect(refineRows({ step: 'close', classes: [2, 1], sizePx: 5 }, rows)[0]).toBe('111222111');
  });

  it('erode and dilate: a rim of the radius, to the neighbour', () => {
    const rows = ['333333', '311111', '311111', '3111.1', '311111'];
    const eroded = ['333333', '333333', '331111', '3311.1', '331111'];
    expect(refineRows({ step: 'erode', classes: [1] }, rows)).toEqual(eroded);
    expect(refineRows({ step: 'dilate', classes: [3] }, rows)).toEqual(eroded);
    expect(refineRows({ step: 'dilate', classes: [2, 1] }, ['1.23', '3333'])).toEqual(['1.22', '1222']);
  });

  it('fill: holes of the size, not bays, not what touches nodata or the edge', () => {
    const rows = ['1111111', '1231121', '1111111', '1221.41', '2111111'];
    const filled = ['1111111', '1111111', '1111111', '1111.41', '2111111'];
    expect(refineRows({ step: 'fill', maxPixels: 2 }, rows)).toEqual(filled);
    expect(refineRows({ step: 'fill', maxPixels: 1 }, rows)[1]).toBe('1231111');
    expect(refineRows({ step: 'fill', classes: [2] }, rows)).toEqual(rows);
  });

  it('fill: of holes in each other the outer one counts', () => {
    const rows = ['11111', '12221', '12321', '12221', '11111'];
    expect(refineRows({ step: 'fill', maxPixels: 8 }, rows)[2]).toBe('12221');
    expect(refineRows({ step: 'fill', maxPixels: 9 }, rows)).toEqual(Array(5).fill('11111'));
  });

  it('remove: small objects go to the neighbour with most sides, whole', () => {
    const rows = ['11112222', '11332222', '11112222'];
    expect(refineRows({ step: 'remove', maxPixels: 2 }, rows)).toEqual(Array(3).fill('11112222'));
    expect(refineRows({ step: 'remove', classes: [1] }, rows)).toEqual(Array(3).fill('33332222'));
    expect(refineRows({ step: 'remove', maxPixels: 2 }, ['.2.', '22.', '...'])).toEqual(['.2.', '22.', '...']);
  });
});
