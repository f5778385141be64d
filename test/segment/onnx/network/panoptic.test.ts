import { describe, expect, it } from 'vitest';
import { createInstancePredictor } from '../../../../src/segment/onnx/network/instances/predictor.js';
import type { NetworkSpec, Patch, PatchInstance, PatchOutputs } from '../../../../src/segment/onnx/network/spec.js';
import { drawDisks, latticeOf, seeObjects } from './instances/disks.js';
import { createFakeRunner, describeNetwork, predictScene, renumber, toMaskRcnn } from './instances/fake-network.js';

const SIZE = { width: 40, height: 30 };
const PATCH = { patchPx: 16, overlapPx: 4 };

/** Channels 0 to 2; instances of houses are called 1. */
const CLASSES = [
  { value: 0, name: 'grass', color: null, id: 1 },
  { value: 1, name: 'house', color: null, id: 2, label: 1 },
  { value: 2, name: 'water', color: null, id: 3 },
];

const spec = describeNetwork({
  ...PATCH,
  kind: 'panoptic',
  semantic: { name: 'scores', layout: 'NCHW', activation: 'softmax', fit: 'stretch' },
  classes: CLASSES,
});

/** Grass in the west, water in the east; between them, and below, the network takes all for houses. */
const stuffAt = (col: number, row: number): readonly number[] =>
  row >= 25 ? [0.2, 0.7, 0.1] : col < 18 ? [0.6, 0.3, 0.1] : col < 22 ? [0.1, 0.8, 0.1] : [0.1, 0.1, 0.8];

const houses = drawDisks({
  ...SIZE,
  disks: [
    { x: 8, y: 9, radius: 5, class: 0 },
    { x: 20, y: 14, radius: 6, class: 0 },
    { x: 33, y: 5, radius: 3, class: 0 },
  ],
});

function toOutputs(patch: Patch, found: readonly PatchInstance[]): PatchOutputs {
  const { window } = patch;
  const area = window.width * window.height;
  const scores = Float32Array.from({ length: 3 * area }, (_, i) => {
    const [col, row] = [i % window.width, Math.floor((i % area) / window.width)];
    return stuffAt(window.col + col, window.row + row)[Math.floor(i / area)];
  });
  return { ...toMaskRcnn(patch, found), scores: { data: scores, shape: [1, 3, window.height, window.width] } };
}

/** Both outputs under names of their own. */
function rename({ scores, ...outputs }: PatchOutputs, instanceScores: PatchOutputs): PatchOutputs {
  return { ...outputs, scores: instanceScores.scores, logits: scores };
}

const answer = (see: (patch: Patch) => PatchInstance[]) => (patch: Patch) =>
  rename(toOutputs(patch, see(patch)), toMaskRcnn(patch, see(patch)));

const named: NetworkSpec = { ...spec, semantic: { ...spec.semantic!, name: 'logits' } };
const runnerOf = (see: (patch: Patch) => PatchInstance[]) =>
  createFakeRunner({ ...SIZE, scaleX: 1, scaleY: 1 }, { lattice: latticeOf(SIZE, PATCH) }, answer(see));

const predictWhole = (network: NetworkSpec, see = (patch: Patch) => seeObjects(houses, patch)) => {
  const length = SIZE.width * SIZE.height;
  const columns = { window: { col: 0, row: 0, ...SIZE }, length, values: [new Float32Array(length)], valid: null };
  return createInstancePredictor(network).predict(columns, runnerOf(see));
};

const at = (col: number, row: number): number => row * SIZE.width + col;
const pixels = houses.labels.map((_, i) => i);
const stuffOf = (i: number): number => (Math.floor(i / 40) >= 25 || i % 40 < 22 ? 1 : 3);

describe('things over stuff', () => {
  it('are the instances, and where there are none the best class that is not counted', async () => {
    const { classes, objects, score } = await predictWhole(named);
    const wanted = Array.from(pixels, (i) => (houses.labels[i] > 0 ? 2 : stuffOf(i)));
    expect([...classes]).toEqual(wanted);
    // One number for each house and each of the two other classes, in order of first pixels.
    expect([...objects]).toEqual(
      renumber(Array.from(pixels, (i) => (houses.labels[i] > 0 ? houses.labels[i] : 10 + stuffOf(i)))),
    );
    expect(score[at(2, 2)]).toBe(Math.fround(0.6));
    expect(score[at(20, 28)]).toBe(Math.fround(0.2));
  });

  it('are the same in blocks of any size', async () => {
    const { classes, objects } = await predictWhole(named);
    for (const blockPx of [8, 13, 20]) {
      const found = await predictScene(
        createInstancePredictor(named),
        runnerOf((patch) => seeObjects(houses, patch)),
        {
          ...SIZE,
          blockPx,
          haloPx: 24,
        },
      );
      expect([...found.classes]).toEqual([...classes]);
      const things = (numbers: ArrayLike<number>) =>
        renumber(Array.from(numbers, (number, i) => (classes[i] === 2 ? number : 0)));
      expect(things(found.joined.objects)).toEqual(things(objects));
    }
  });

  it('blend the stuff where that is asked for', async () => {
    const { classes } = await predictWhole(named);
    for (const seams of ['uniform', 'cosine', 'gaussian'] as const) {
      expect((await predictWhole({ ...named, seams })).classes).toEqual(classes);
    }
  });

  it('get the rest where no class is sure enough', async () => {
    const { classes, score } = await predictWhole({ ...named, minScore: 0.25, rest: 8 });
    expect(classes[at(20, 28)]).toBe(8);
    expect(classes[at(2, 2)]).toBe(1);
    expect(score[at(2, 2)]).toBe(Math.fround(0.6));
  });

  it('are dropped where better ones leave less than half of them', async () => {
    const strip = (col: number, score: number, width: number): PatchInstance => {
      return { class: 0, score, window: { col, row: 2, width, height: 4 }, mask: new Uint8Array(4 * width).fill(1) };
    };
    const one = { ...SIZE, width: 16, height: 16 };
    const predict = async (instances: PatchInstance[]) => {
      const lattice = latticeOf(one, PATCH);
      const runner = createFakeRunner(
        { ...one, scaleX: 1, scaleY: 1 },
        { lattice },
        answer(() => instances),
      );
      const columns = { window: { col: 0, row: 0, ...one }, length: 256, values: [new Float32Array(256)], valid: null };
      const { objects } = await createInstancePredictor({ ...named, maxIou: 1 }).predict(columns, runner);
      return new Set(objects).size;
    };
    // Grass is the third.
    expect(await predict([strip(0, 0.9, 6), strip(3, 0.5, 6)])).toBe(3);
    expect(await predict([strip(0, 0.9, 6), strip(3, 0.5, 5)])).toBe(2);
  });
});
