import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { InputError, InternalError } from '../../errors.js';
import { checkCuda, isCardAtFault } from './cuda.js';
import { withinGate } from './gate.js';
import { fetchModel } from './model-file.js';
import { getModelThreads } from './threads.js';

/** Types of numbers that tensors hold here. */
export type TensorType = (typeof TENSOR_TYPES)[number];

const TENSOR_TYPES = [
  ...(['float32', 'float64', 'float16', 'bool'] as const),
  ...(['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'] as const),
];

export type TensorData =
  | (Float32Array | Float64Array)
  | (Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array)
  | (BigInt64Array | BigUint64Array);

/** An array of a model's input or output; the last side runs fastest. */
export interface Tensor {
  /** Of float16 the bits, as Uint16Array; of bool 0 and 1, as Uint8Array. */
  data: TensorData;
  shape: readonly number[];
  /** Always there in outputs; may be left out where the array alone tells. */
  type?: TensorType;
}

/** What a model says of an input or output of its own. */
export interface Port {
  name: string;
  /** A `TensorType`, or what it is instead. */
  type: string;
  /** Lengths of the sides; null where one is free. Empty where it is no tensor. */
  shape: readonly (number | null)[];
}

/** What computes. */
export type Device = 'cpu' | 'cuda';

/** A model ready to be asked. */
export interface OnnxSession {
  inputs: readonly string[];
  outputs: readonly string[];
  inputPorts: readonly Port[];
  outputPorts: readonly Port[];
  /** Gives the outputs that are named. */
  run(inputs: Readonly<Record<string, Tensor>>, outputs: readonly string[]): Promise<Record<string, Tensor>>;
}

/** A model's file and its content. */
export interface ModelFile {
  /** A path, or where else it lies: it is fetched then. */
  path: string;
  sha256: string;
  /** `cpu` if missing. */
  device?: Device;
  /** Threads within a call; this worker's share of the cores if missing. */
  threads?: number;
}

/** A recipe may name a few models, in layers; a worker that serves other runs later must not keep those of all. */
const MOST_SESSIONS = 3;

/** The models of this thread by file, the one that was used last at the end. */
const sessions = new Map<string, Promise<OnnxSession>>();

/**
 * The session of a model, made at the first need.
 *
 * @throws InputError where the file cannot be read, is not what it was when the run was planned, or holds no model; where
 * the device is not there; InternalError where it fails
 */
export function openSession(file: ModelFile): Promise<OnnxSession> {
  const key = JSON.stringify([file.path, file.sha256, file.device, file.threads]);
  const session = sessions.get(key) ?? createSession(file);
  sessions.delete(key);
  sessions.set(key, session);
  if (sessions.size > MOST_SESSIONS) sessions.delete(sessions.keys().next().value as string);
  session.catch(() => {
    if (sessions.get(key) === session) sessions.delete(key);
  });
  return session;
}

async function createSession(file: ModelFile): Promise<OnnxSession> {
  const { sha256, device = 'cpu', threads = getModelThreads() } = file;
  const path = await fetchModel(file.path, sha256);
  await checkModel(path, sha256);
  if (device === 'cuda') checkCuda(path);
  const runtime = await import('onnxruntime-node');
  // Some loaders take the library for an ES module, which has no default.
  const ort = runtime.default ?? runtime;
  const refuse = (cause: Error): never => {
    if (device === 'cuda' && isCardAtFault(cause.message)) {
      const facts = { thing: 'device cuda', wanted: 'a graphics card that computes', got: cause.message, source: path };
      throw new InternalError(facts, { cause });
    }
    const wanted = `an ONNX model that ONNX Runtime can run${device === 'cuda' ? ' with CUDA' : ''}`;
    throw new InputError(
      { thing: 'model', wanted, got: cause.message.replace(/^Error: /, ''), source: path },
      { cause },
    );
  };
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Memory laid out beforehand comes on top of what is there already: a third more, and no faster.
    enableMemPattern: false,
    executionProviders: [device],
    logSeverityLevel: 3,
  };
  const session = await withinGate(() => ort.InferenceSession.create(path, options)).catch(refuse);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    inputPorts: session.inputMetadata.map(toPort),
    outputPorts: session.outputMetadata.map(toPort),
    async run(inputs, outputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, tensor]) => [name, toOrtTensor(ort.Tensor, tensor)]),
      );
      const results = await withinGate(() => session.run(feeds, [...outputs])).catch(refuse);
      return Object.fromEntries(outputs.map((name) => [name, toTensor(results[name] as OrtTensor)]));
    },
  };
}

/** @throws InputError where there is no such file, or another */
async function checkModel(path: string, sha256: string): Promise<void> {
  const found = hashModel(await readModel(path));
  if (found === sha256) return;
  throw new InputError({ thing: 'model', wanted: `the file of SHA-256 ${sha256}`, got: found, source: path });
}

function toOrtTensor(Constructor: typeof OrtTensor, { type, data, shape }: Tensor): OrtTensor {
  // Its types want a pair of type and array that belong together, one by one.
  return type
    ? new Constructor(type as 'uint8', data as Uint8Array, shape)
    : new Constructor(data as Uint8Array, shape);
}

/** @throws InternalError where it holds something else than numbers, which no port that is asked for does */
function toTensor({ type, data, dims }: OrtTensor): Tensor {
  if (!(TENSOR_TYPES as readonly string[]).includes(type)) {
    throw new InternalError({ thing: 'output of a model', wanted: 'numbers', got: type });
  }
  const numbers = data as TensorData;
  // Newer versions of Node.js have an array of their own for half floats.
  const isHalf = type === 'float16' && !(numbers instanceof Uint16Array);
  const bits = isHalf ? new Uint16Array(numbers.buffer, numbers.byteOffset, numbers.length) : numbers;
  return { type: type as TensorType, data: bits, shape: dims };
}

function toPort(port: InferenceSession.ValueMetadata): Port {
  if (!port.isTensor) return { name: port.name, type: 'no tensor', shape: [] };
  return {
    name: port.name,
    type: port.type,
    shape: port.shape.map((side) => (Number(side) > 0 ? Number(side) : null)),
  };
}

/** @throws InputError where there is no such file */
export async function readModel(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === 'ENOENT' ? 'none' : cause.message;
    throw new InputError({ thing: 'model', wanted: 'a file to read', got, source: path }, { cause });
  });
}

export const hashModel = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
