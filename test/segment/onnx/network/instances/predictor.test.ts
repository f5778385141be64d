import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../src/segment/methods/random.js';
import { createInstancePredictor } from '../../../../../src/segment/onnx/network/instances/predictor.js';
import type { NetworkSpec, PatchInstance } from '../../../../../src/segment/onnx/network/spec.js';
import { CLASS_COUNT, type DiskScene, drawDisks, latticeOf, type Objects, scenes, seeObjects } from './disks.js';
import { createFakeRunner, describeNetwork, predictScene, renumber, scaledGrid, toMaskRcnn } from './fake-network.js';

/** Disks of a scene as a network without fault finds them, with pixels of the network of `scale` of the scene's. */
function findDisks(scene: DiskScene, changes: Partial<NetworkSpec> = {}) {
  const objects = drawDisks(scene);
  const spec = describeNetwork({ patchPx: scene.patchPx, overlapPx: scene.overlapPx, ...changes });
  const grid = { width: scene.width, height: scene.height, scaleX: 1, scaleY: 1 };
  const runner = createFakeRunner(grid, scene, (patch) => toMaskRcnn(patch, seeObjects(objects, patch)));
  return { objects, runner, predictor: createInstancePredictor(spec) };
}

const classesOf = ({ labels, classes }: Objects, ids: readonly number[]): number[] =>
  Array.from(labels, (label) => (label === 0 ? 0 : ids[classes[label - 1]]));

/** Enough for what patches see around a block. */
const haloOf = ({ patchPx, overlapPx }: DiskScene): number => patchPx + overlapPx;

describe('objects of a scene', () => {
  it('are whole, whatever the blocks they are found in', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, fc.integer({ min: 6, max: 60 }), async (scene, blockPx) => {
        const { objects, runner, predictor } = findDisks(scene);
        const { classes, joined } = await predictScene(predictor, runner, { ...scene, blockPx, haloPx: haloOf(scene) });
        expect(renumber(joined.objects)).toEqual(renumber(objects.labels));
        expect([...classes]).toEqual(classesOf(objects, [1, 2]));
      }),
      { numRuns: 40 },
    );
  });

  it('are the same in blocks of any size, however badly patches see them', async () => {
    await fc.assert(
      fc.asyncProperty(noisyScenes, async ({ blockPx, seed, ...size }) => {
        const scene = { ...size, lattice: latticeOf(size, size) };
        const objects = drawEach(scene);
        const grid = { width: scene.width, height: scene.height, scaleX: 1, scaleY: 1 };
        const runner = createFakeRunner(grid, scene, (patch) => {
          return toMaskRcnn(patch, spoil(seeObjects(objects, patch), createRandom(seed + 1000 * patch.index)));
        });
        const predictor = createInstancePredictor(describeNetwork(size));
        const found = await Promise.all(
          [blockPx, 100].map((side) =>
            predictScene(predictor, runner, { ...scene, blockPx: side, haloPx: haloOf(scene) }),
          ),
        );
        const [blocks, whole] = found.map(({ joined }) => renumber(joined.objects));
        expect(blocks).toEqual(whole);
        expect(found[0].classes).toEqual(found[1].classes);
      }),
      { numRuns: 15 },
    );
  });

  it('are classes without objects where nobody counts them', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { objects, runner, predictor } = findDisks(scene, { things: ['pond'] });
        const found = await predictor.predict(wholeOf(scene), runner);
        expect([...found.classes]).toEqual(classesOf(objects, [1, 2]));
        const trees = new Set(found.objects.filter((_, i) => found.classes[i] === 2));
        expect(trees.size).toBe(Number(objects.classes.includes(1)));
      }),
      { numRuns: 20 },
    );
  });
});

/** Disks that reach no further beyond a seam than is seen there, and may lie on each other. */
const noisyScenes = fc.record({
  width: fc.integer({ min: 30, max: 60 }),
  height: fc.integer({ min: 30, max: 60 }),
  patchPx: fc.integer({ min: 16, max: 24 }),
  overlapPx: fc.integer({ min: 4, max: 6 }),
  disks: fc.array(
    fc.record({
      x: fc.nat(60),
      y: fc.nat(60),
      radius: fc.integer({ min: 2, max: 4 }),
      class: fc.nat({ max: CLASS_COUNT - 1 }),
    }),
    { minLength: 5, maxLength: 40 },
  ),
  seed: fc.nat(),
  blockPx: fc.integer({ min: 12, max: 40 }),
});

/** The disks one by one, as if no other was there. */
function drawEach({ width, height, disks }: DiskScene): Objects {
  const each = disks.map((disk) => drawDisks({ width, height, disks: [disk] })).filter(({ masks }) => masks.length > 0);
  const [classes, masks] = [each.flatMap((one) => one.classes), each.flatMap((one) => one.masks)];
  return { width, height, labels: new Uint32Array(0), classes, masks };
}

/** Misses some, takes some for others, and sees holes. */
function spoil(seen: readonly PatchInstance[], random: () => number): PatchInstance[] {
  const found = seen.flatMap((one) => {
    if (random() < 0.1) return [];
    const kind = random() < 0.1 ? CLASS_COUNT - 1 - one.class : one.class;
    const mask = one.mask.map((value) => (value === 1 && random() < 0.15 ? 0 : value));
    return [{ ...one, class: kind, score: 0.3 + 0.7 * random(), mask }];
  });
  return found.filter(({ mask }) => mask.includes(1));
}

const wholeOf = ({ width, height }: DiskScene, valid: Uint8Array | null = null) => {
  const length = width * height;
  return { window: { col: 0, row: 0, width, height }, length, values: [new Float32Array(length)], valid };
};

/** Two ponds and a tree. */
function drawn(overlapPx = 4): DiskScene {
  const size = { width: 30, height: 20 };
  const disks = [
    { x: 5, y: 5, radius: 3, class: 0 },
    { x: 16, y: 10, radius: 5, class: 1 },
    { x: 26, y: 5, radius: 2, class: 0 },
  ];
  return { ...size, patchPx: 16, overlapPx, disks, lattice: latticeOf(size, { patchPx: 16, overlapPx }) };
}

describe('a block', () => {
  it('has numbers from 1 in order of first pixels, and the score of each object', async () => {
    const { objects, runner, predictor } = findDisks(drawn());
    const { objects: numbers, score, entropy } = await predictor.predict(wholeOf(drawn()), runner);
    expect([...numbers]).toEqual(renumber(objects.labels));
    for (const one of [1, 2, 3]) expect(new Set(score.filter((_, i) => numbers[i] === one)).size).toBe(1);
    expect(score.every((value, i) => value > 0 === numbers[i] > 0)).toBe(true);
    expect(entropy.every((value) => value > 0 && value <= 1)).toBe(true);
  });

  it('gives the rest to one class, as one object, and nothing to pixels without data', async () => {
    const scene = drawn();
    const { objects, runner, predictor } = findDisks(scene, { rest: 9 });
    const valid = Uint8Array.from(objects.labels, (_, i) => Number(i % 30 < 16));
    const found = await predictor.predict(wholeOf(scene, valid), runner);
    const wanted = classesOf(objects, [1, 2]).map((id, i) => (valid[i] ? id || 9 : 0));
    expect([...found.classes]).toEqual(wanted);
    expect([...found.objects].map((number) => number > 0)).toEqual(wanted.map((id) => id > 0));
    expect(new Set(found.objects.filter((_, i) => found.classes[i] === 9)).size).toBe(1);
    expect(new Set(found.score.filter((_, i) => found.classes[i] === 9))).toEqual(new Set([0]));
  });

  it('takes a value that is not a number for no data', async () => {
    const scene = drawn();
    const { runner, predictor } = findDisks(scene, { rest: 9 });
    const columns = wholeOf(scene);
    columns.values[0].fill(Number.NaN, 0, 31);
    const { classes } = await predictor.predict(columns, runner);
    expect(classes.indexOf(9)).toBe(31);
  });

  it('gives instances of a class without an id to the rest', async () => {
    const classes = [
      { value: 1, name: 'pond', color: null, id: 7 },
      { value: 2, name: 'shade', color: null, id: 0 },
    ];
    const scene = drawn();
    for (const rest of [0, 9]) {
      const { objects, runner, predictor } = findDisks(scene, { classes, rest });
      const found = await predictor.predict(wholeOf(scene), runner);
      expect([...found.classes]).toEqual(classesOf(objects, [7, rest]).map((id) => id || rest));
    }
  });

  it('leaves out instances that are not sure enough, and labels that nobody named', async () => {
    const scene = drawn();
    const { runner, predictor } = findDisks(scene, { minScore: 0.99 });
    expect(new Set((await predictor.predict(wholeOf(scene), runner)).classes)).toEqual(new Set([0]));
    const classes = [{ value: 2, name: 'tree', color: null, id: 2 }];
    const other = findDisks(scene, { classes });
    expect(new Set((await other.predictor.predict(wholeOf(scene), other.runner)).objects)).toEqual(new Set([0, 1]));
  });

  it('asks the patches that see it or a little beyond, and no others', async () => {
    const size = { width: 160, height: 16 };
    const scene = { ...size, patchPx: 16, overlapPx: 4, disks: [], lattice: latticeOf(size, drawn()) };
    const { runner, predictor } = findDisks(scene);
    const columns = { ...wholeOf(scene), keep: { col: 64, row: 0, width: 16, height: 16 } };
    await predictor.predict(columns, runner);
    // Pixels 60 to 83; patch k sees from 8 k - 4 to 8 k + 11.
    expect([...runner.asked].map((index) => scene.lattice.patchAt(index).window.col)).toEqual([52, 60, 68, 76]);
  });

  it('is as fine as the scene where the network sees larger or smaller pixels', async () => {
    for (const scale of [2, 0.5, 1.3]) {
      const own = drawn();
      const grid = scaledGrid(30, 20, scale);
      const lattice = latticeOf(grid, own);
      const disks = own.disks.map(({ x, y, radius, class: kind }) => {
        return { x: Math.round(x / scale), y: Math.round(y / scale), radius: Math.ceil(radius / scale), class: kind };
      });
      const objects = drawDisks({ ...grid, disks });
      const runner = createFakeRunner(grid, { lattice }, (patch) => toMaskRcnn(patch, seeObjects(objects, patch)));
      const { classes } = await createInstancePredictor(describeNetwork()).predict(wholeOf(own), runner);
      const nearest = Array.from({ length: 600 }, (_, i) => {
        const [row, col] = [Math.floor(i / 30), i % 30].map((at) => Math.floor((at + 0.5) / scale));
        return objects.labels[row * grid.width + col];
      });
      expect([...classes]).toEqual(nearest.map((label) => (label === 0 ? 0 : objects.classes[label - 1] + 1)));
    }
  });
});
