import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { putJson, type RunContext } from '../../src/run/context.js';
import { createFeatureCursor } from '../../src/run/feature-cursor.js';
import { createIdHeap } from '../../src/run/id-heap.js';
import { featureSourceKeys, mergeFeatures } from '../../src/run/merge-features.js';
import { openPack, writePack } from '../../src/run/pack.js';
import { createRunKeys } from '../../src/store/keys.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { createGrid, tileAt } from '../../src/tiling/grid.js';

interface Feature {
  id: number;
  text: string;
}

/** Features as a source of a run holds them. */
async function putSource(store: Store, key: string, features: readonly Feature[]): Promise<void> {
  const pieces = features.map(({ text }) => new TextEncoder().encode(text));
  const offsets = new Float64Array(pieces.length + 1);
  pieces.forEach(({ length }, i) => {
    offsets[i + 1] = offsets[i]! + length;
  });
  const arrays = {
    id: Float64Array.from(features, ({ id }) => id),
    bboxes: Float64Array.from(features.flatMap(({ id }) => [id, id + 1, id + 2, id + 3])),
    classId: Uint8Array.from(features, ({ id }) => id % 256),
    'geojson.offsets': offsets,
    'geojson.bytes': Uint8Array.from(pieces.flatMap((piece) => [...piece])),
  };
  await store.putStream(key, writePack(arrays));
}

const textOf = (id: number, length: number): string => `<${id}${'.'.repeat(length)}>`;
const byId = (a: Feature, b: Feature): number => a.id - b.id;
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a cursor', () => {
  it('comes by every feature, however little is read at once', async () => {
    const lengths = fc.array(fc.nat(40), { maxLength: 30 });
    const sizes = fc.record({
      rowsPerRead: fc.integer({ min: 1, max: 9 }),
      bytesPerRead: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(lengths, sizes, fc.boolean(), async (all, { rowsPerRead, bytesPerRead }, skips) => {
        const features = all.map((length, i) => ({ id: 3 * i + 1, text: textOf(i, length) }));
        const store = createMemoryStore();
        await putSource(store, 'a', features);
        const columns = [
          { name: 'bboxes', type: 'Float64Array', width: 4 },
          { name: 'classId', type: 'Uint8Array' },
        ] as const;
        const pack = await openPack(store, 'a');
        const cursor = createFeatureCursor({ pack, encoding: 'geojson', rowsPerRead, bytesPerRead, columns });
        const found: Feature[] = [];
        const boxes = new Float64Array(4 * features.length);
        const classes = new Uint8Array(features.length);
        for (let i = 0; await cursor.next(); i++) {
          cursor.copyColumn(0, boxes, i);
          cursor.copyColumn(1, classes, i);
          const isSkipped = skips && i % 3 === 1;
          found.push({ id: cursor.headId, text: isSkipped ? features[i]!.text : decode(await cursor.bytes()) });
        }
        expect(found).toEqual(features);
        expect([...boxes]).toEqual(features.flatMap(({ id }) => [id, id + 1, id + 2, id + 3]));
        expect([...classes]).toEqual(features.map(({ id }) => id % 256));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the merge of all sources', () => {
  it('has every feature once, in order of id, for any tiling and any pieces', async () => {
    const given = fc.record({
      tileSizePx: fc.integer({ min: 3, max: 25 }),
      ids: fc.uniqueArray(fc.nat(24 * 18 - 1), { maxLength: 150 }),
      // 0 stays in its tile, the others are joined, in pieces that overlap
      pieceOf: fc.infiniteStream(fc.nat(4)),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ tileSizePx, ids, pieceOf }) => {
        const { context, features } = await makeRun({ tileSizePx, ids, pieceOf });
        const merge = await mergeFeatures(context, { encoding: 'geojson' });
        const keys = await featureSourceKeys(context);
        const found: Feature[] = [];
        for (let merged = await merge.next(); merged; merged = await merge.next()) {
          const { cursor, source } = merged;
          found.push({ id: cursor.headId, text: decode(await cursor.bytes()) });
          expect(keys[source]).toBe(features.get(cursor.headId)!.key);
        }
        expect(found).toEqual([...features.values()].map(({ id, text }) => ({ id, text })).sort(byId));
        expect(await merge.next()).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  async function makeRun({
    tileSizePx,
    ids,
    pieceOf,
  }: {
    tileSizePx: number;
    ids: number[];
    pieceOf: Iterator<number>;
  }) {
    const store = createMemoryStore();
    const grid = createGrid({ width: 24, height: 18, tileSizePx, overlapPx: 0 });
    const keys = createRunKeys({ runId: 'r', sceneId: 's', recipe: 'c' });
    const sources = new Map<string, Feature[]>();
    for (let tile = 0; tile < grid.count; tile++) sources.set(keys.vectorize(tile), []);
    for (let piece = 0; piece < 4; piece++) sources.set(keys.joined(piece), []);
    const features = new Map<number, Feature & { key: string }>();
    for (const id of ids) {
      const tile = Array.from({ length: grid.count }, (_, i) => tileAt(grid, i)).find(({ core }) => {
        const [col, row] = [(id % 24) - core.col, Math.floor(id / 24) - core.row];
        return col >= 0 && col < core.width && row >= 0 && row < core.height;
      })!;
      const piece = pieceOf.next().value;
      const key = piece === 0 ? keys.vectorize(tile.index) : keys.joined(piece - 1);
      const feature = { id, text: textOf(id, id % 17) };
      features.set(id, { ...feature, key });
      sources.get(key)!.push(feature);
    }
    for (const [key, own] of sources) await putSource(store, key, own.sort(byId));
    await putJson(store, keys.joinedCount, { pieces: 4 });
    return { context: { store, keys, grid } as unknown as RunContext, features };
  }
});

describe('the heap', () => {
  it('gives the least first', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(99), { minLength: 1 }), { maxLength: 20 }), (lists) => {
        const heap = createIdHeap<{ headId: number; rest: number[] }>();
        for (const list of lists) {
          const [headId, ...rest] = list.toSorted((a, b) => a - b);
          heap.push({ headId: headId!, rest });
        }
        const given: number[] = [];
        for (let top = heap.top(); top; top = heap.top()) {
          given.push(top.headId);
          const next = top.rest.shift();
          if (next === undefined) heap.removeTop();
          else {
            top.headId = next;
            heap.settleTop();
          }
        }
        expect(given).toEqual(lists.flat().toSorted((a, b) => a - b));
      }),
    );
  });
});
