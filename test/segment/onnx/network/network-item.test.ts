import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DescribedModel, describeModel } from '../../../../src/segment/onnx/describe-model.js';
import { readMlm } from '../../../../src/segment/onnx/mlm.js';
import { type Answers, pickChoices } from '../../../../src/segment/onnx/network/answers.js';
import { makeNetworkItem } from '../../../../src/segment/onnx/network/network-item.js';
import { readOwnAnswers } from '../../../../src/segment/onnx/network/own-answers.js';
import { resolveNetwork } from '../../../../src/segment/onnx/network/resolve.js';
import { parseOnnxFacts } from '../../../../src/segment/onnx/onnx-facts.js';
import { makeModel, toSource } from '../tiny-model.js';

const facts = parseOnnxFacts(
  toSource(
    makeModel({
      inputs: [{ name: 'image', type: 'float32', shape: ['N', 3, 'H', 'W'] }],
      outputs: [{ name: 'scores', type: 'float32', shape: ['N', 2, 'H', 'W'] }],
      nodes: [{ op: 'Conv', inputs: ['image'], outputs: ['scores'] }],
    }),
  ),
  'tiny.onnx',
);
const described: DescribedModel = {
  path: '/models/tiny.onnx',
  facts,
  contract: describeModel(facts, null),
  own: {},
  radiusPx: 9,
};

const number = fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value + 0);
const positive = fc.double({ min: 1e-4, max: 1e4, noNaN: true });
const scaling = fc.record(
  { scale: positive, offset: number, mean: number, std: positive, clipMin: number },
  { requiredKeys: [] },
);
const name = fc.string({ minLength: 1, maxLength: 8 });
const color = fc.integer({ min: 0, max: 0xffffff }).map((rgb) => `#${rgb.toString(16).padStart(6, '0')}`);
const classOf = (value: number) =>
  fc.record(
    { name, value: fc.constant(value), color, id: fc.integer({ min: 0, max: 255 }) },
    { requiredKeys: ['name', 'value'] },
  );
const answers = fc
  .record(
    {
      values: fc.constantFrom('stored' as const, 'reflectance' as const),
      scaling: fc.oneof(
        scaling,
        fc.tuple(scaling, scaling, scaling),
        fc.constantFrom('none' as const, '8-bit' as const),
      ),
      bands: fc.uniqueArray(fc.constantFrom('red', 'green', 'blue', 'nir', 'ndvi'), { minLength: 3, maxLength: 3 }),
      activation: fc.constantFrom('softmax' as const, 'sigmoid' as const, 'logits' as const),
      classes: fc.oneof(fc.tuple(classOf(0), classOf(1)), fc.tuple(name, name)),
      pixelSizeM: fc.oneof(positive, fc.constant('any' as const)),
      fit: fc.constantFrom('stretch' as const, 'centre' as const),
      expected: fc.record({ min: fc.constant(0), max: positive }),
      transform: fc.constant('dynamic-world' as const),
      patchPx: fc.integer({ min: 64, max: 640 }),
      overlapPx: fc.integer({ min: 0, max: 31 }),
    },
    { requiredKeys: ['values', 'scaling', 'bands', 'activation', 'classes', 'pixelSizeM', 'overlapPx'] },
  )
  .map((given) => ({ kind: 'semantic', ...given }) as Answers & { patchPx?: number; overlapPx: number });

describe('the description of a network', () => {
  it('is understood as what it was made of', () => {
    fc.assert(
      fc.property(answers, ({ patchPx, overlapPx, ...given }) => {
        const choices = pickChoices({ ...(patchPx ? { patchPx } : {}), overlapPx });
        const spec = resolveNetwork({ described, modelSha256: 'a', answers: given, choices });
        const item = JSON.parse(
          JSON.stringify(makeNetworkItem({ name: 'tiny', spec, described, file: 'tiny.onnx', before: null })),
        );
        const said = readMlm(item, { source: 'model.json', modelFile: 'tiny.onnx' });
        const contract = describeModel(facts, said);
        expect(contract.notes).toEqual([]);
        const again = { ...described, contract, own: readOwnAnswers(item, 'model.json') };
        const without = { described: again, modelSha256: 'a', answers: {}, choices: pickChoices({}) };
        expect(resolveNetwork(without)).toEqual(spec);
      }),
      { numRuns: 60 },
    );
  });

  it('has nothing twice', () => {
    const given: Answers = {
      ...{ kind: 'semantic', values: 'stored', scaling: '8-bit', bands: ['red', 'green', 'blue'] },
      ...{ activation: 'softmax', classes: ['land', 'water'], pixelSizeM: 10 },
    };
    const spec = resolveNetwork({ described, modelSha256: 'a', answers: given, choices: pickChoices({}) });
    const item = makeNetworkItem({ name: 'tiny', spec, described, file: 'tiny.onnx', before: null });
    expect(readOwnAnswers(item, '')).toEqual({ values: 'stored', activation: 'softmax' });
  });
});
