import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../errors.js';
import { BLOCK, type ByteSource, createProtoReader, type ProtoField, type ProtoReader, VARINT } from './proto.js';

/** A side of a tensor: a length, the name of one that is free, or null where nothing is said. */
export type Side = number | string | null;

/** An input or output of a graph. */
export interface OnnxPort {
  name: string;
  /** `float32`, `uint8`…, or `sequence`, `map`, `optional`, `unknown`. */
  elementType: string;
  /** Null where even the number of sides is unknown. */
  shape: Side[] | null;
}

/** What the header of an ONNX file says; the weights are never read. */
export interface OnnxFacts {
  bytes: number;
  irVersion: number;
  producer: string;
  producerVersion: string;
  /** Version of each set of operators; ONNX's own is that of the empty name. */
  operatorSets: Map<string, number>;
  metadata: Map<string, string>;
  /** Without those that are weights. */
  inputs: OnnxPort[];
  outputs: OnnxPort[];
  /** Kinds of operators, sorted. */
  operators: string[];
  /** The operator that makes each output, behind those that only reshape or convert it. */
  endOperators: Map<string, string>;
  /** Weights lie in files beside the model. */
  hasExternalData: boolean;
}

/** TensorProto.DataType of onnx.proto, by number. */
const ELEMENT_TYPES = (
  'unknown float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 complex128 ' +
  'bfloat16 float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4 float4e2m1'
).split(' ');
/** TypeProto: what is no tensor. */
const OTHER_TYPES: Readonly<Record<number, string>> = { 4: 'sequence', 5: 'map', 8: 'sparse tensor', 9: 'optional' };
const EXTERNAL = 1;
/** Far more than any network has. */
const MOST_PORTS = 1000;
/** Weights that may be listed among them. */
const MOST_LISTED = 100_000;
const MOST_SIDES = 64;
/** Operators that are looked behind, from an output backwards. */
const MOST_STEPS = 64;

/** Operators that leave the meaning of values as it is. */
const PASSING = new Set(['Cast', 'Flatten', 'Identity', 'Reshape', 'Squeeze', 'Transpose', 'Unsqueeze']);
/** Operators whose name alone says what the values are. */
const TELLING = new Set(['ArgMax', 'LogSoftmax', 'Sigmoid', 'Softmax', 'TreeEnsembleClassifier']);

interface Producer {
  operator: string;
  from: string;
}

/**
 * The header of an ONNX file.
 *
 * @throws InputError where the file cannot be read or is no ONNX file
 */
export function loadOnnxFacts(path: string): OnnxFacts {
  return withFile(path, (source) => parseOnnxFacts(source, path));
}

/**
 * Lets a file be read while `parse` runs.
 *
 * @throws InputError where it cannot be read
 */
export function withFile<T>(path: string, parse: (source: ByteSource) => T): T {
  const file = open(path);
  try {
    const { size } = fstatSync(file);
    const read = (start: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      const count = readSync(file, bytes, 0, length, start);
      return bytes.subarray(0, count);
    };
    return parse({ size, read });
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  const refuse = (got: string, cause?: Error): InputError =>
    new InputError({ thing: 'model', wanted: 'a file to read', got, source: path }, { cause });
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw refuse(code === 'ENOENT' ? 'none' : message, cause as Error);
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw refuse('something else');
}

/** As `loadOnnxFacts`; messages and fields are numbered as in onnx.proto (github.com/onnx/onnx). */
export function parseOnnxFacts(source: ByteSource, name: string): OnnxFacts {
  const reader = createProtoReader(source, name);
  if (source.size === 0) throw reader.refuse('an empty file');
  const facts: OnnxFacts = {
    bytes: source.size,
    irVersion: 0,
    producer: '',
    producerVersion: '',
    operatorSets: new Map(),
    metadata: new Map(),
    inputs: [],
    outputs: [],
    operators: [],
    endOperators: new Map(),
    hasExternalData: false,
  };
  let graphCount = 0;
  for (const field of reader.fields(0, source.size)) {
    if (field.wire === VARINT && field.number === 1) facts.irVersion = field.value;
    if (field.wire !== BLOCK) continue;
    if (field.number === 2) facts.producer = reader.text(field);
    else if (field.number === 3) facts.producerVersion = reader.text(field);
    else if (field.number === 7) {
      readGraph(reader, field, facts);
      graphCount++;
    } else if (field.number === 8) {
      const { texts, ints } = readMessage(reader, field, { texts: [1], ints: [2] });
      facts.operatorSets.set(texts.get(1) ?? '', ints.get(2) ?? 0);
    } else if (field.number === 14) {
      const { texts } = readMessage(reader, field, { texts: [1, 2] });
      facts.metadata.set(texts.get(1) ?? '', texts.get(2) ?? '');
    }
  }
  if (graphCount === 0) throw reader.refuse('a file without a graph');
  if (Math.max(facts.inputs.length, facts.outputs.length) > MOST_PORTS) {
    throw tooManyPorts(reader);
  }
  if (facts.outputs.length === 0) throw reader.refuse('a graph without outputs');
  return facts;
}

const tooManyPorts = (reader: ProtoReader): InputError =>
  reader.refuse(`a graph of more than ${MOST_PORTS} inputs or outputs`);

function readGraph(reader: ProtoReader, { start, end }: ProtoField, facts: OnnxFacts): void {
  const operators = new Set<string>();
  const producers = new Map<string, Producer>();
  const weights = new Set<string>();
  for (const field of reader.fields(start, end)) {
    if (field.wire !== BLOCK) continue;
    if (field.number === 1) operators.add(readNode(reader, field, producers));
    else if (field.number === 5) {
      const { texts, ints } = readMessage(reader, field, { texts: [8], ints: [14] });
      weights.add(texts.get(8) ?? '');
      if (ints.get(14) === EXTERNAL) facts.hasExternalData = true;
    } else if (facts.inputs.length + facts.outputs.length > MOST_LISTED) throw tooManyPorts(reader);
    else if (field.number === 11) facts.inputs.push(readPort(reader, field));
    else if (field.number === 12) facts.outputs.push(readPort(reader, field));
  }
  // Files of IR version 3 and before list weights among the inputs.
  facts.inputs = facts.inputs.filter((port) => !weights.has(port.name));
  facts.operators = [...operators].sort();
  for (const { name } of facts.outputs.slice(0, MOST_PORTS)) {
    const operator = findEnd(name, producers);
    if (operator) facts.endOperators.set(name, operator);
  }
}

/** The kind of a node, which is kept by its outputs where something can be told from it. */
function readNode(reader: ProtoReader, node: ProtoField, producers: Map<string, Producer>): string {
  const inputs: ProtoField[] = [];
  const outputs: ProtoField[] = [];
  let operator = '';
  for (const field of reader.fields(node.start, node.end)) {
    if (field.wire !== BLOCK) continue;
    if (field.number === 1 && inputs.length === 0) inputs.push(field);
    else if (field.number === 2) outputs.push(field);
    else if (field.number === 4) operator = reader.text(field);
  }
  if (PASSING.has(operator) || TELLING.has(operator)) {
    const from = inputs.length > 0 ? reader.text(inputs[0]) : '';
    for (const output of outputs) producers.set(reader.text(output), { operator, from });
  }
  return operator;
}

function findEnd(name: string, producers: ReadonlyMap<string, Producer>): string | null {
  let at = name;
  for (let step = 0; step < MOST_STEPS; step++) {
    const producer = producers.get(at);
    if (!producer) return null;
    if (TELLING.has(producer.operator)) return producer.operator;
    at = producer.from;
  }
  return null;
}

function readPort(reader: ProtoReader, port: ProtoField): OnnxPort {
  let name = '';
  let type: Omit<OnnxPort, 'name'> = { elementType: 'unknown', shape: null };
  for (const field of reader.fields(port.start, port.end)) {
    if (field.wire !== BLOCK) continue;
    if (field.number === 1) name = reader.text(field);
    else if (field.number === 2) type = readType(reader, field);
  }
  return { name, ...type };
}

function readType(reader: ProtoReader, type: ProtoField): Omit<OnnxPort, 'name'> {
  let elementType = 'unknown';
  let shape: Side[] | null = null;
  for (const field of reader.fields(type.start, type.end)) {
    if (field.wire !== BLOCK) continue;
    if (OTHER_TYPES[field.number]) elementType = OTHER_TYPES[field.number];
    if (field.number !== 1) continue;
    for (const part of reader.fields(field.start, field.end)) {
      if (part.number === 1 && part.wire === VARINT) elementType = ELEMENT_TYPES[part.value] ?? `type ${part.value}`;
      else if (part.number === 2 && part.wire === BLOCK) shape = readShape(reader, part);
    }
  }
  return { elementType, shape };
}

function readShape(reader: ProtoReader, shape: ProtoField): Side[] {
  const sides: Side[] = [];
  for (const field of reader.fields(shape.start, shape.end)) {
    if (field.number !== 1 || field.wire !== BLOCK) continue;
    const { texts, ints } = readMessage(reader, field, { texts: [2], ints: [1] });
    const length = ints.get(1) ?? 0;
    sides.push(length > 0 ? length : texts.get(2) || null);
    if (sides.length > MOST_SIDES) throw reader.refuse(`a tensor of more than ${MOST_SIDES} sides`);
  }
  return sides;
}

/** The texts and whole numbers of a small message, by their numbers; of each the last. */
function readMessage(
  reader: ProtoReader,
  { start, end }: ProtoField,
  wanted: { texts?: number[]; ints?: number[] },
): { texts: Map<number, string>; ints: Map<number, number> } {
  const texts = new Map<number, string>();
  const ints = new Map<number, number>();
  for (const field of reader.fields(start, end)) {
    if (field.wire === BLOCK && wanted.texts?.includes(field.number)) texts.set(field.number, reader.text(field));
    else if (field.wire === VARINT && wanted.ints?.includes(field.number)) ints.set(field.number, field.value);
  }
  return { texts, ints };
}
