import type { ByteSource } from '../../../src/segment/onnx/proto.js';
import { encodeModel, type OnnxModel } from '../../../src/train/onnx/graph.js';

/** A small model as bytes: one input and one output of three bands and two classes, if nothing else is asked for. */
export function makeModel(parts: Partial<OnnxModel> = {}): Uint8Array {
  return encodeModel({
    name: 'tiny',
    description: '',
    producer: 'a test',
    producerVersion: '1',
    operatorSets: { '': 17 },
    metadata: {},
    nodes: [{ op: 'Softmax', inputs: ['image'], outputs: ['scores'] }],
    constants: [],
    inputs: [{ name: 'image', type: 'float32', shape: ['N', 3, 64, 64] }],
    outputs: [{ name: 'scores', type: 'float32', shape: ['N', 2, 64, 64] }],
    ...parts,
  });
}

export const toSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (start, length) => bytes.subarray(start, start + length),
});
