import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Window } from '../../../../../src/raster/window.js';
import { forEachBit, toBitMask } from '../../../../../src/segment/onnx/network/instances/bit-mask.js';
import {
  type Instance,
  joinInstances,
  type PatchInstances,
  selectInstances,
} from '../../../../../src/segment/onnx/network/instances/join-patches.js';
import { layInstances } from '../../../../../src/segment/onnx/network/instances/lay-instances.js';
import type { Patch } from '../../../../../src/segment/onnx/network/spec.js';
import { type DiskScene, drawDisks, scenes, seeObjects } from './disks.js';

/** Two patches of 6 x 3 pixels that share columns 4 and 5. */
const LEFT: Patch = { index: 0, window: box(0, 6), cell: box(0, 5) };
const RIGHT: Patch = { index: 1, window: box(4, 6), cell: box(5, 5) };

function box(col: number, width: number): Window {
  return { col, row: 0, width, height: 3 };
}

/** An instance drawn on the pixels of a patch. */
function draw({ window }: Patch, score: number, kind: number, ...rows: string[]): Instance {
  return {
    class: kind,
    score,
    mask: toBitMask(
      window,
      Uint8Array.from(rows.join(''), (char) => Number(char === '#')),
    ),
  };
}

const see = (patch: Patch, ...instances: Instance[]): PatchInstances => ({ patch, instances });

function textOf({ mask }: Instance, width = 10): string[] {
  const cells = Array.from({ length: 3 }, () => Array<string>(width).fill('.'));
  forEachBit(mask, { col: 0, row: 0, width, height: 3 }, (i) => {
    cells[Math.floor(i / width)][i % width] = '#';
  });
  return cells.map((row) => row.join(''));
}

describe('instances of two patches', () => {
  it('are one where both see the same in what both see', () => {
    const joined = joinInstances([
      see(LEFT, draw(LEFT, 0.6, 2, '......', '..####', '......')),
      see(RIGHT, draw(RIGHT, 0.9, 2, '......', '####..', '......')),
    ]);
    expect(joined.map((one) => textOf(one))).toEqual([['..........', '..######..', '..........']]);
    expect(joined[0]).toMatchObject({ class: 2, score: 0.9 });
  });

  it('are two where their masks differ there, though their boxes are the same', () => {
    const joined = joinInstances([
      see(LEFT, draw(LEFT, 0.6, 0, '....#.', '......', '.....#')),
      see(RIGHT, draw(RIGHT, 0.9, 0, '.#....', '......', '#.....')),
    ]);
    expect(joined).toHaveLength(2);
  });

  it('are one from half of what either covers on', () => {
    const left = draw(LEFT, 0.6, 0, '....##', '....##', '......');
    const half = draw(RIGHT, 0.9, 0, '##....', '......', '......');
    const less = draw(RIGHT, 0.9, 0, '##....', '......', '#.....');
    expect(joinInstances([see(LEFT, left), see(RIGHT, half)])).toHaveLength(1);
    expect(joinInstances([see(LEFT, left), see(RIGHT, less)])).toHaveLength(2);
  });

  it('are two where they are of two classes, or where they do not reach what both see', () => {
    const left = draw(LEFT, 0.6, 0, '......', '..####', '......');
    expect(
      joinInstances([see(LEFT, left), see(RIGHT, draw(RIGHT, 0.9, 1, '......', '####..', '......'))]),
    ).toHaveLength(2);
    expect(
      joinInstances([see(LEFT, left), see(RIGHT, draw(RIGHT, 0.9, 0, '......', '..##..', '......'))]),
    ).toHaveLength(2);
  });

  it('are one where a third patch sees that they are', () => {
    const middle: Patch = { index: 1, window: box(4, 6), cell: box(5, 4) };
    const last: Patch = { index: 2, window: box(8, 6), cell: box(9, 5) };
    const row = ['......', '######', '......'];
    const seen = [LEFT, middle, last].map((patch) => see(patch, draw(patch, 0.5, 0, ...row)));
    expect(joinInstances(seen).map((one) => textOf(one, 14))).toEqual([
      ['..............', '##############', '..............'],
    ]);
  });
});

describe('what a patch contributes', () => {
  it('is the best of instances that cover each other', () => {
    const best = draw(LEFT, 0.9, 0, '###...', '###...', '......');
    const nearly = draw(LEFT, 0.8, 1, '###...', '##....', '......');
    const other = draw(LEFT, 0.7, 1, '..#...', '..#...', '..#...');
    expect(selectInstances(LEFT, [best, nearly, other], 0.5).instances).toEqual([best, other]);
  });

  it('has a pixel in its own cell', () => {
    const beyond = draw(LEFT, 0.9, 0, '.....#', '.....#', '.....#');
    const across = draw(LEFT, 0.8, 0, '......', '....##', '......');
    expect(selectInstances(LEFT, [beyond], 0.5).instances).toEqual([]);
    expect(selectInstances(LEFT, [across], 0.5).instances).toEqual([across]);
  });
});

describe('instances that claim the same pixels', () => {
  const whole = box(0, 6);
  const lay = (instances: Instance[], maxIou = 0.5) => {
    const { labels, instances: laid } = layInstances(instances, whole, maxIou);
    return { text: Array.from({ length: 3 }, (_, row) => labels.slice(row * 6, row * 6 + 6).join('')), laid };
  };
  const low = draw(LEFT, 0.3, 0, '####..', '####..', '......');
  const high = draw(LEFT, 0.8, 1, '..####', '..####', '......');

  it('leave them to the better one', () => {
    const { text, laid } = lay([low, high]);
    expect(text).toEqual(['221111', '221111', '000000']);
    expect(laid).toEqual([high, low]);
  });

  it('leave them to the first where they are as good', () => {
    const equal = { ...high, score: 0.3 };
    expect(lay([low, equal]).text).toEqual(['111122', '111122', '000000']);
  });

  it('are dropped where they cover a better one too much', () => {
    expect(lay([low, high], 0.3).laid).toEqual([high]);
  });

  it('are dropped where better ones leave less than half of them', () => {
    const half = draw(LEFT, 0.1, 0, '.###..', '.###..', '.#....');
    const more = draw(LEFT, 0.1, 0, '.###..', '.###..', '.##...');
    const better = draw(LEFT, 0.8, 1, '..####', '..####', '......');
    expect(lay([half, better]).laid).toEqual([better]);
    expect(lay([more, better]).laid).toEqual([better, more]);
  });

  it('lose what is cut off with less than a quarter of the largest part', () => {
    const better = draw(LEFT, 0.8, 1, '.#....', '.#.##.', '.#....');
    const cut = draw(LEFT, 0.1, 0, '.#####', '##...#', '.#####');
    expect(lay([cut, better]).text).toEqual(['.12222', '.1.112', '.12222'].map((row) => row.replaceAll('.', '0')));
  });
});

describe('patches over a scene', () => {
  it('give back the objects that they see cut, of any size', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { objects, patches, size } = seeScene(scene);
        const joined = joinInstances(patches);
        expect(joined.map((one) => maskOf(one, size)).sort()).toEqual(
          objects.masks.map((mask) => mask.join('')).sort(),
        );
        const { labels } = layInstances(joined, size, 0.5);
        expect(labels.map(Math.sign)).toEqual(objects.labels.map(Math.sign));
      }),
      { numRuns: 60 },
    );
  });
});

function seeScene(scene: DiskScene) {
  const objects = drawDisks(scene);
  const size = { col: 0, row: 0, width: scene.width, height: scene.height };
  const patches = scene.lattice.patchesOver(size, 'cell').map((patch) => {
    const seen = seeObjects(objects, patch).map(({ score, class: kind, window, mask }) => {
      return { class: kind, score, mask: toBitMask(window, mask) };
    });
    return selectInstances(patch, seen, 0.5);
  });
  return { objects, patches, size };
}

function maskOf({ mask }: Instance, size: Window): string {
  const cells = new Uint8Array(size.width * size.height);
  forEachBit(mask, size, (i) => {
    cells[i] = 1;
  });
  return cells.join('');
}
