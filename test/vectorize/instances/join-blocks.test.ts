import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandWindow, intersectWindows, type Window } from '../../../src/raster/window.js';
import { createGrid, tileAt } from '../../../src/tiling/grid.js';
import { joinBlocks, type SeenBlock } from '../../../src/vectorize/instances/join-blocks.js';
import { toInstances } from '../../../src/vectorize/instances/join-splits.js';
import { ObjectJoiner } from '../../../src/vectorize/instances/object-joiner.js';
import { UnionFind } from '../../../src/vectorize/union-find.js';

interface Scene {
  width: number;
  height: number;
  /** Class of every pixel. */
  classes: Uint8Array;
  /** Blocks see objects as they like: each block has numbers of its own for each pixel that it sees. */
  blockPx: number;
  overlapPx: number;
  seed: number;
}

const scenes: fc.Arbitrary<Scene> = fc
  .record({
    width: fc.integer({ min: 1, max: 14 }),
    height: fc.integer({ min: 1, max: 14 }),
    blockPx: fc.integer({ min: 2, max: 8 }),
    overlapPx: fc.integer({ min: 0, max: 3 }),
    seed: fc.nat(),
  })
  .chain((sizes) =>
    fc
      .array(fc.nat({ max: 2 }), { minLength: sizes.width * sizes.height, maxLength: sizes.width * sizes.height })
      .map((classes) => ({ ...sizes, classes: Uint8Array.from(classes) })),
  );

/** What a block sees: of every class two objects or three, in stripes that differ from block to block. */
function seeBlock(scene: Scene, blocks: ReturnType<typeof createGrid>, index: number): SeenBlock {
  const { width, classes, overlapPx, seed } = scene;
  const { core } = tileAt(blocks, index);
  const window = intersectWindows(expandWindow(core, overlapPx), {
    ...core,
    col: 0,
    row: 0,
    width,
    height: scene.height,
  })!;
  const stripe = 2 + ((seed + index) % 3);
  const objects = new Uint32Array(window.width * window.height);
  const seen = new Uint8Array(objects.length);
  for (let r = 0, i = 0; r < window.height; r++) {
    for (let c = 0; c < window.width; c++, i++) {
      const [x, y] = [window.col + c, window.row + r];
      seen[i] = classes[y * width + x];
      objects[i] = seen[i] === 0 ? 0 : 1 + seen[i] * 100 + Math.floor((x + 2 * y + (seed % 5)) / stripe);
    }
  }
  return { window, classes: seen, objects };
}

/** Instance of every pixel of the scene, by tiles of a size. */
function joinScene(scene: Scene, tileSizePx: number): Uint32Array {
  const { width, height, classes, blockPx } = scene;
  const blocks = createGrid({ width, height, tileSizePx: blockPx, overlapPx: 0 });
  const tiles = createGrid({ width, height, tileSizePx, overlapPx: 0 });
  const joiner = new ObjectJoiner(tiles.columns);
  const found = Array.from({ length: tiles.count }, (_, index) => {
    const { core } = tileAt(tiles, index);
    const pieces = Array.from({ length: blocks.count }, (_, block) => {
      const shared = intersectWindows(tileAt(blocks, block).core, core);
      return shared ? [{ shared, block: seeBlock(scene, blocks, block) }] : [];
    }).flat();
    const objects = joinBlocks(core, crop(classes, width, core), pieces);
    joiner.add(objects);
    return { core, objects };
  });
  const joined = joiner.finish();
  const out = new Uint32Array(width * height);
  found.forEach(({ core, objects }, tile) => {
    const instances = toInstances(objects.objects, objects.openCount, tile, joined);
    for (let i = 0; i < instances.length; i++) {
      out[(core.row + Math.floor(i / core.width)) * width + core.col + (i % core.width)] = instances[i];
    }
  });
  return out;
}

/** The same by the definition: pixels side by side are joined where both their blocks see one object. */
function joinByDefinition(scene: Scene): Uint32Array {
  const { width, height, classes, blockPx } = scene;
  const blocks = createGrid({ width, height, tileSizePx: blockPx, overlapPx: 0 });
  const blockOf = (x: number, y: number) =>
    seeBlock(scene, blocks, Math.floor(y / blockPx) * blocks.columns + Math.floor(x / blockPx));
  const numberIn = ({ window, objects }: SeenBlock, x: number, y: number): number => {
    const [c, r] = [x - window.col, y - window.row];
    return c < 0 || r < 0 || c >= window.width || r >= window.height ? 0 : objects![r * window.width + c];
  };
  const sets = new UnionFind();
  sets.add(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [u, v] of [[x + 1, y] as const, [x, y + 1] as const]) {
        if (u >= width || v >= height || classes[y * width + x] !== classes[v * width + u]) continue;
        const agree = [blockOf(x, y), blockOf(u, v)].every((block) => {
          const object = numberIn(block, x, y);
          return object !== 0 && object === numberIn(block, u, v);
        });
        if (agree) sets.union(y * width + x, v * width + u);
      }
    }
  }
  return Uint32Array.from(classes, (id, i) => (id === 0 ? 0 : sets.find(i) + 1));
}

function crop(values: Uint8Array, stride: number, { col, row, width, height }: Window): Uint8Array {
  return Uint8Array.from(
    { length: width * height },
    (_, i) => values[(row + Math.floor(i / width)) * stride + col + (i % width)],
  );
}

/** Every number replaced by the place, from 1, where it first comes. */
function canonical(numbers: Uint32Array): number[] {
  const first = new Map<number, number>([[0, 0]]);
  return Array.from(numbers, (value, i) => {
    if (!first.has(value)) first.set(value, i + 1);
    return first.get(value)!;
  });
}

describe('objects found in blocks', () => {
  it('are the same for any tiles: those that both blocks agree on', () => {
    fc.assert(
      fc.property(scenes, fc.integer({ min: 1, max: 16 }), (scene, tileSizePx) => {
        expect(canonical(joinScene(scene, tileSizePx))).toEqual(canonical(joinByDefinition(scene)));
      }),
      { numRuns: 300 },
    );
  });
});
