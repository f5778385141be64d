import { encodeMessage, type MessageWriter } from './protobuf.js';

/** What an attribute of a node holds. */
export type Attribute =
  | { int: number }
  | { text: string }
  | { ints: ArrayLike<number> }
  | { floats: ArrayLike<number> }
  | { texts: readonly string[] };

export interface Node {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** Set of operators; ONNX's own if not given. */
  domain?: string;
  attributes?: Record<string, Attribute>;
}

/** A constant. */
export type Constant = { name: string; shape: readonly number[] } & (
  | { type: 'int64'; values: readonly number[] }
  | { type: 'uint8'; values: readonly number[] }
  | { type: 'float32'; values: readonly number[] }
);

/** An input or output of the graph; a text stands for a side of any length. */
export interface Port {
  name: string;
  type: 'float32' | 'uint8';
  shape: readonly (number | string)[];
}

export interface OnnxModel {
  name: string;
  description: string;
  producer: string;
  producerVersion: string;
  /** Version of each set of operators, by its domain. */
  operatorSets: Record<string, number>;
  metadata: Record<string, string>;
  nodes: readonly Node[];
  constants: readonly Constant[];
  inputs: readonly Port[];
  outputs: readonly Port[];
}

/** The version of the format that came with ONNX 1.10. */
const IR_VERSION = 8;
/** TensorProto.DataType. */
const TYPES = { float32: 1, uint8: 2, int64: 7 } as const;
/** AttributeProto.AttributeType. */
const ATTRIBUTE = { int: 2, text: 3, floats: 6, ints: 7, texts: 8 } as const;

/** A model as the bytes of a `.onnx` file; fields are numbered as in onnx.proto (github.com/onnx/onnx). */
export function encodeModel(model: OnnxModel): Uint8Array {
  return encodeMessage((message) => {
    message.int(1, IR_VERSION);
    message.text(2, model.producer);
    message.text(3, model.producerVersion);
    message.text(6, model.description);
    message.message(7, (graph) => {
      for (const node of model.nodes) graph.message(1, (part) => writeNode(part, node));
      graph.text(2, model.name);
      for (const constant of model.constants) graph.message(5, (part) => writeConstant(part, constant));
      for (const port of model.inputs) graph.message(11, (part) => writePort(part, port));
      for (const port of model.outputs) graph.message(12, (part) => writePort(part, port));
    });
    for (const [domain, version] of Object.entries(model.operatorSets)) {
      message.message(8, (part) => {
        part.text(1, domain);
        part.int(2, version);
      });
    }
    for (const [key, value] of Object.entries(model.metadata)) {
      message.message(14, (part) => {
        part.text(1, key);
        part.text(2, value);
      });
    }
  });
}

function writeNode(message: MessageWriter, { op, inputs, outputs, domain = '', attributes = {} }: Node): void {
  for (const name of inputs) message.text(1, name);
  for (const name of outputs) message.text(2, name);
  message.text(3, `${op}_${outputs[0]}`);
  message.text(4, op);
  for (const [name, attribute] of Object.entries(attributes)) {
    message.message(5, (part) => {
      part.text(1, name);
      writeAttribute(part, attribute);
    });
  }
  if (domain) message.text(7, domain);
}

function writeAttribute(message: MessageWriter, attribute: Attribute): void {
  if ('int' in attribute) {
    message.int(3, attribute.int);
    message.int(20, ATTRIBUTE.int);
  } else if ('text' in attribute) {
    message.text(4, attribute.text);
    message.int(20, ATTRIBUTE.text);
  } else if ('floats' in attribute) {
    message.packedFloats(7, attribute.floats);
    message.int(20, ATTRIBUTE.floats);
  } else if ('ints' in attribute) {
    message.packedInts(8, attribute.ints);
    message.int(20, ATTRIBUTE.ints);
  } else {
    for (const text of attribute.texts) message.text(9, text);
    message.int(20, ATTRIBUTE.texts);
  }
}

function writeConstant(message: MessageWriter, { name, shape, type, values }: Constant): void {
  message.packedInts(1, shape);
  message.int(2, TYPES[type]);
  message.text(8, name);
  if (type === 'int64') message.packedInts(7, values);
  else if (type === 'float32') message.packedFloats(4, values);
  else message.packedInts(5, values);
}

function writePort(message: MessageWriter, { name, type, shape }: Port): void {
  message.text(1, name);
  message.message(2, (typeProto) => {
    typeProto.message(1, (tensor) => {
      tensor.int(1, TYPES[type]);
      tensor.message(2, (dimensions) => {
        for (const side of shape) {
          dimensions.message(1, (dimension) => {
            if (typeof side === 'number') dimension.int(1, side);
            else dimension.text(2, side);
          });
        }
      });
    });
  });
}
