import { withFile } from './onnx-facts.js';
import { BLOCK, type ByteSource, createProtoReader, type ProtoField, type ProtoReader, VARINT } from './proto.js';

/** A node of a graph, with those of its attributes that are whole numbers or texts. */
export interface GraphNode {
  operator: string;
  inputs: string[];
  outputs: string[];
  ints: Map<string, number[]>;
  texts: Map<string, string>;
}

export interface GraphConstant {
  shape: number[];
  /** Null where there are more than a few, which are weights; and of other types than float32 and int64. */
  values: number[] | null;
}

/** The nodes of a model in an order in which they can be computed, without its weights. */
export interface OnnxGraph {
  nodes: GraphNode[];
  constants: Map<string, GraphConstant>;
  /** Weights may be among them. */
  inputs: string[];
  outputs: string[];
}

/** Constants with more values are weights, and are not read. */
const MOST_VALUES = 16;
/** TensorProto.DataType. */
const FLOAT32 = 1;
const INT64 = 7;

/**
 * The graph of an ONNX file; messages and fields are numbered as in onnx.proto (github.com/onnx/onnx).
 *
 * @throws InputError where the file cannot be read or is no ONNX file
 */
export function loadOnnxGraph(path: string): OnnxGraph {
  return withFile(path, (source) => parseOnnxGraph(source, path));
}

export function parseOnnxGraph(source: ByteSource, name: string): OnnxGraph {
  const reader = createProtoReader(source, name);
  const graph: OnnxGraph = { nodes: [], constants: new Map(), inputs: [], outputs: [] };
  for (const field of reader.fields(0, source.size)) {
    if (field.number === 7 && field.wire === BLOCK) readGraph(reader, field, graph);
  }
  return graph;
}

function readGraph(reader: ProtoReader, { start, end }: ProtoField, graph: OnnxGraph): void {
  for (const field of reader.fields(start, end)) {
    if (field.wire !== BLOCK) continue;
    if (field.number === 1) graph.nodes.push(readNode(reader, field, graph));
    else if (field.number === 5) {
      const { name, ...constant } = readTensor(reader, field);
      graph.constants.set(name, constant);
    } else if (field.number === 11) graph.inputs.push(readName(reader, field));
    else if (field.number === 12) graph.outputs.push(readName(reader, field));
  }
}

function readName(reader: ProtoReader, port: ProtoField): string {
  for (const field of reader.fields(port.start, port.end)) {
    if (field.number === 1 && field.wire === BLOCK) return reader.text(field);
  }
  return '';
}

function readNode(reader: ProtoReader, { start, end }: ProtoField, graph: OnnxGraph): GraphNode {
  const node: GraphNode = { operator: '', inputs: [], outputs: [], ints: new Map(), texts: new Map() };
  const attributes: ProtoField[] = [];
  for (const field of reader.fields(start, end)) {
    if (field.wire !== BLOCK) continue;
    if (field.number === 1) node.inputs.push(reader.text(field));
    else if (field.number === 2) node.outputs.push(reader.text(field));
    else if (field.number === 4) node.operator = reader.text(field);
    else if (field.number === 5) attributes.push(field);
  }
  for (const attribute of attributes) readAttribute(reader, attribute, { node, graph });
  return node;
}

/** A tensor as an attribute is the value of a node `Constant`. */
function readAttribute(
  reader: ProtoReader,
  { start, end }: ProtoField,
  { node, graph }: { node: GraphNode; graph: OnnxGraph },
): void {
  let name = '';
  let text: string | null = null;
  const ints: number[] = [];
  for (const field of reader.fields(start, end)) {
    if (field.number === 1 && field.wire === BLOCK) name = reader.text(field);
    else if (field.number === 4 && field.wire === BLOCK) text = new TextDecoder().decode(reader.bytes(field));
    else if (field.number === 3 && field.wire === VARINT) ints.push(field.value);
    else if (field.number === 8) for (const value of numbersOf(reader, field)) ints.push(value);
    else if (field.number === 5 && field.wire === BLOCK && node.operator === 'Constant') {
      const { shape, values } = readTensor(reader, field);
      graph.constants.set(node.outputs[0], { shape, values });
    }
  }
  if (text !== null) node.texts.set(name, text);
  if (ints.length > 0) node.ints.set(name, ints);
}

function readTensor(reader: ProtoReader, { start, end }: ProtoField): GraphConstant & { name: string } {
  const shape: number[] = [];
  const floats: ProtoField[] = [];
  const ints: ProtoField[] = [];
  let raw: ProtoField | null = null;
  let type = 0;
  let name = '';
  for (const field of reader.fields(start, end)) {
    if (field.number === 1) for (const side of numbersOf(reader, field)) shape.push(side);
    else if (field.number === 2 && field.wire === VARINT) type = field.value;
    else if (field.number === 4) floats.push(field);
    else if (field.number === 7) ints.push(field);
    else if (field.number === 8 && field.wire === BLOCK) name = reader.text(field);
    else if (field.number === 9 && field.wire === BLOCK) raw = field;
  }
  const count = shape.reduce((product, side) => product * side, 1);
  if (count > MOST_VALUES || (type !== FLOAT32 && type !== INT64)) return { name, shape, values: null };
  const parts = raw ? [raw] : type === FLOAT32 ? floats : ints;
  const values = parts.flatMap((part) =>
    type === INT64 && !raw ? numbersOf(reader, part) : readFixed(reader.bytes(part), type),
  );
  return { name, shape, values: values.length === count ? values : null };
}

/** Whole numbers, of which each is a field of its own, or all are one. */
const numbersOf = (reader: ProtoReader, field: ProtoField): number[] =>
  field.wire === BLOCK ? reader.varints(field) : [field.value];

/** Numbers of a fixed width, the lowest byte first. */
function readFixed(bytes: Uint8Array, type: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = type === INT64 ? 8 : 4;
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) =>
    type === INT64 ? Number(view.getBigInt64(i * 8, true)) : view.getFloat32(i * 4, true),
  );
}
