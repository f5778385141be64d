import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyPixels } from '../../src/segment/onnx/classify-pixels.js';
import { hashModel, openSession } from '../../src/segment/onnx/session.js';
import { encodeEnsemble } from '../../src/train/onnx/ensemble-model.js';
import { encodeMessage } from '../../src/train/onnx/protobuf.js';
import { trainBoosting } from '../../src/train/trees/boosting.js';
import { predictEnsemble, type TreeEnsemble } from '../../src/train/trees/ensemble.js';
import { trainForest } from '../../src/train/trees/forest.js';
import { makeFolder } from '../support/write-scene.js';
import { makeSet } from './support.js';

const folder = makeFolder('onnx');

function openEnsemble(ensemble: TreeEnsemble, classIds: readonly number[]) {
  const features = Array.from({ length: ensemble.featureCount }, (_, k) => `f${k}`);
  const facts = { name: 'trees', description: '', version: '0', features, classIds, metadata: { note: 'ä' } };
  const bytes = encodeEnsemble(ensemble, facts);
  const sha256 = hashModel(bytes);
  const path = join(folder, `${sha256}.onnx`);
  writeFileSync(path, bytes);
  return openSession({ path, sha256 });
}

/** Values at, just below and just above the thresholds, where `<=` in another precision would go wrong. */
function edgeValues(ensemble: TreeEnsemble, count: number): Float32Array[] {
  const { threshold, feature, featureCount } = ensemble;
  return Array.from({ length: featureCount }, (_, k) => {
    const own = threshold.filter((_, node) => feature[node] === k);
    const pool = own.length > 0 ? own : Float32Array.of(0);
    return Float32Array.from({ length: count }, (_, i) => {
      const value = pool[(7 * i + 3 * k) % pool.length];
      const next = Math.fround(value + Math.max(1e-30, Math.abs(value) * 2 ** -23));
      return [value, next, Math.fround(2 * value - next)][(i + k) % 3];
    });
  });
}

const MODELS: [string, (seed: number) => TreeEnsemble][] = [
  ['forest', (seed) => trainForest(makeSet(300, seed), { trees: 11, seed, minLeaf: 1 + (seed % 4) }).ensemble],
  [
    'boosting',
    (seed) =>
      trainBoosting(makeSet(300, seed), {
        rounds: 6,
        learningRate: 0.3,
        maxLeaves: 7,
        maxDepth: 9,
        minLeaf: 5,
        l2: 1,
        patience: 5,
        heldBack: null,
      }).ensemble,
  ],
];

describe.each(MODELS)('a %s as ONNX', (name, train) => {
  it('gives the very classes of the trees themselves, and their scores', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), async (seed) => {
        const ensemble = train(seed);
        const ids = [7, 1, 200];
        const session = await openEnsemble(ensemble, ids);
        for (const features of [makeSet(500, seed + 1).features, edgeValues(ensemble, 500)]) {
          const { classes, scores } = predictEnsemble(ensemble, features);
          const columns = { length: 500, values: features, valid: null };
          const asked = await classifyPixels(session, columns, { withScores: true });
          expect(asked.classes).toEqual(classes.map((classId) => ids[classId]));
          asked.score?.forEach((score, i) => {
            const wanted = scores[3 * i + classes[i]];
            if (name === 'forest') expect(score).toBe(wanted);
            else expect(score).toBeCloseTo(wanted, 6);
          });
        }
      }),
      { numRuns: 8 },
    );
  });
});

describe('a forest of many nodes', () => {
  it('is the same in the several groups that it is written in', async () => {
    const set = makeSet(3000, 9, { mislabelled: 0.9 });
    const { ensemble } = trainForest(set, { trees: 40, seed: 1, minLeaf: 1 });
    expect(ensemble.feature.length).toBeGreaterThan(70_000);
    const session = await openEnsemble(ensemble, [1, 2, 3]);
    const { features } = makeSet(2000, 10);
    const { classes } = await classifyPixels(
      session,
      { length: 2000, values: features, valid: null },
      { withScores: false },
    );
    expect(classes).toEqual(predictEnsemble(ensemble, features).classes.map((classId) => classId + 1));
  });
});

describe('the wire format', () => {
  it('has numbers as varints, negative ones in ten bytes, and floats in four', () => {
    const bytes = encodeMessage((message) => {
      message.int(1, 300);
      message.int(2, -2);
      message.packedInts(3, [1, 128]);
      message.packedFloats(4, [1]);
      message.text(5, 'é');
    });
    const hex = '08ac0210feffffffffffffffff011a0301800122040000803f2a02c3a9';
    expect(Buffer.from(bytes).toString('hex')).toBe(hex);
  });
});
