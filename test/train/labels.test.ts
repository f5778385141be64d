import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import type { LabelMap } from '../../src/train/labels/label-map.js';
import { countPixels, createPixelChooser } from '../../src/train/labels/label-pixels.js';
import { listClasses } from '../../src/train/labels/list-classes.js';
import { shareQuota } from '../../src/train/labels/share-quota.js';
import { splitLabels } from '../../src/train/labels/split-labels.js';

describe('splitLabels', () => {
  const classes = fc.array(fc.nat(4), { minLength: 1, maxLength: 60 }).map((list) => Uint8Array.from(list));

  it('holds back the share of each class, one at least where there are two, and never all', () => {
    fc.assert(
      fc.property(classes, fc.double({ min: 0.01, max: 0.9, noNaN: true }), fc.nat(), (classOf, share, seed) => {
        const parts = splitLabels([...classOf.keys()], classOf, { share, seed, use: 'split' });
        expect(parts.size).toBe(classOf.length);
        for (const classId of new Set(classOf)) {
          const own = [...parts].filter(([label]) => classOf[label] === classId);
          const held = own.filter(([, part]) => part === 'holdOut').length;
          if (own.length === 1) expect(held).toBe(0);
          else {
            expect(held).toBeGreaterThanOrEqual(1);
            expect(held).toBeLessThan(own.length);
            expect(Math.abs(held - share * own.length)).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('draws anew for another seed, and the same for the same', () => {
    const classOf = new Uint8Array(40);
    const draw = (seed: number) => splitLabels([...classOf.keys()], classOf, { share: 0.5, seed, use: 'split' });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('holds nothing back where the share is 0', () => {
    expect([...splitLabels([0, 1], new Uint8Array(2), { share: 0, seed: 1, use: 'split' }).values()]).toEqual([
      'train',
      'train',
    ]);
  });
});

describe('shareQuota', () => {
  it('gives all there is up to the most, no label more than it holds, and none less than another without need', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 12 }), fc.nat(300), (counts, most) => {
        const quota = shareQuota(counts, most);
        const sum = (list: number[]) => list.reduce((total, value) => total + value, 0);
        expect(sum(quota)).toBe(Math.min(most, sum(counts)));
        quota.forEach((value, i) => {
          expect(value).toBeLessThanOrEqual(counts[i]);
          if (value < counts[i]) expect(value).toBeGreaterThanOrEqual(Math.max(...quota) - 1);
        });
      }),
    );
  });
});

/** One square, drawn as rows of labels: 1 to 9, `.` for none, `x` where classes overlap. */
function drawMap(...rows: string[]): LabelMap {
  const owner = Int32Array.from([...rows.join('')], (sign) => (sign === '.' ? 0 : sign === 'x' ? -1 : Number(sign)));
  const core = { col: 0, row: 0, width: rows[0].length, height: rows.length };
  return { squares: [0], core: () => core, paint: () => owner, bboxLonLat: [0, 0, 1, 1] };
}

describe('pixels of labels', () => {
  const maps = [drawMap('11.2', '11x2', '3333'), drawMap('1111', '..33', '2222')];

  it('are counted over all scenes, without those in dispute', () => {
    expect(countPixels(maps, 3)).toEqual({ pixels: Float64Array.of(8, 6, 6), disputed: 1 });
  });

  it('are chosen as many as wanted, each label for itself, any as likely as another', () => {
    const { pixels } = countPixels(maps, 3);
    const hits = maps.map((map) => new Float64Array(map.paint(0).length));
    for (let seed = 0; seed < 400; seed++) {
      const choose = createPixelChooser(pixels, Float64Array.of(4, 6, 1), seed);
      const taken = [0, 0, 0];
      maps.forEach((map, m) => {
        const { places, labels } = choose(map, 0);
        places.forEach((place, j) => {
          expect(map.paint(0)[place]).toBe(labels[j] + 1);
          hits[m][place]++;
          taken[labels[j]]++;
        });
      });
      expect(taken).toEqual([4, 6, 1]);
    }
    maps.forEach((map, m) => {
      map.paint(0).forEach((owner, at) => {
        const wanted = [0, 200, 400, 400 / 6][Math.max(0, owner)];
        expect(Math.abs(hits[m][at] - wanted)).toBeLessThanOrEqual(wanted === 400 ? 0 : 45);
      });
    });
  });
});

describe('listClasses', () => {
  const known = [
    { id: 3, name: 'Forest', color: '#112233' },
    { id: 1, name: 'Water', color: '#445566' },
  ];

  it('numbers names by the alphabet, in ids that are free', () => {
    const { legend, classOf } = listClasses(['wood', 'acre', 'wood', 'forest'], known, 'labels');
    expect(legend.map(({ id, name }) => [id, name])).toEqual([
      [1, 'acre'],
      [2, 'wood'],
      [3, 'Forest'],
    ]);
    expect([...classOf]).toEqual([1, 0, 1, 2]);
    expect(legend[2].color).toBe('#112233');
  });

  it('takes numbers for ids, with the names that are known', () => {
    const { legend, classOf } = listClasses([9, 1, 9], known, 'labels');
    expect(legend.map(({ id, name }) => [id, name])).toEqual([
      [1, 'Water'],
      [9, 'class 9'],
    ]);
    expect([...classOf]).toEqual([1, 0, 1]);
  });

  it.each([[[0, 1]], [[1.5, 1]], [[256, 1]], [['a', 'a']], [[7, 7]]])('refuses %j', (values) => {
    expect(() => listClasses(values as (string | number)[], known, 'labels')).toThrow(InputError);
  });
});
