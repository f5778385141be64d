import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { findRadiusPx } from '../../../src/segment/onnx/network/receptive-field.js';
import { parseOnnxGraph } from '../../../src/segment/onnx/onnx-graph.js';
import { makeModel, toSource } from './tiny-model.js';

const MODEL = makeModel({
  nodes: [
    {
      op: 'Conv',
      inputs: ['image', 'weights'],
      outputs: ['features'],
      attributes: { pads: { ints: [1, 1, 1, 1] }, group: { int: 1 }, auto_pad: { text: 'NOTSET' } },
    },
    { op: 'Resize', inputs: ['features', '', 'scales'], outputs: ['scores'], attributes: { mode: { text: 'linear' } } },
  ],
  constants: [
    { name: 'weights', type: 'float32', shape: [2, 3, 3, 3], values: Array(54).fill(0.5) },
    { name: 'scales', type: 'float32', shape: [4], values: [1, 1, 2, 2.5] },
    { name: 'sizes', type: 'int64', shape: [2], values: [-1, 2 ** 40] },
  ],
});

describe('the graph of a model', () => {
  it('has nodes with their numbers and texts, and constants that are no weights', () => {
    const graph = parseOnnxGraph(toSource(MODEL), 'a test');
    expect(graph.nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs])).toEqual([
      ['Conv', ['image', 'weights'], ['features']],
      ['Resize', ['features', '', 'scales'], ['scores']],
    ]);
    expect([...graph.nodes[0]!.ints]).toEqual([
      ['pads', [1, 1, 1, 1]],
      ['group', [1]],
    ]);
    expect([...graph.nodes[1]!.texts]).toEqual([['mode', 'linear']]);
    expect([...graph.constants]).toEqual([
      ['weights', { shape: [2, 3, 3, 3], values: null }],
      ['scales', { shape: [4], values: [1, 1, 2, 2.5] }],
      ['sizes', { shape: [2], values: [-1, 2 ** 40] }],
    ]);
    expect([graph.inputs, graph.outputs]).toEqual([['image'], ['scores']]);
  });

  it('of a broken file is a graph or one clear error, always', () => {
    const flips = fc.array(fc.tuple(fc.nat(MODEL.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(MODEL.length), flips, (length, flips) => {
        const broken = Uint8Array.from(MODEL);
        for (const [at, bits] of flips) broken[at] ^= bits;
        try {
          const graph = parseOnnxGraph(toSource(broken.subarray(0, length)), 'a test');
          const radius = findRadiusPx(graph, { inputs: new Map([['image', [1, 3, 64, 64]]]) });
          expect(radius === null || radius >= 0).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});
