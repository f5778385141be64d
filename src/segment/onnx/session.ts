import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { InputError } from '../../errors.js';
import { withinGate } from './gate.js';

/** An array of a model's input or output; the last side runs fastest. */
export interface Tensor {
  data: Float32Array | Uint8Array;
  shape: readonly number[];
}

/** A model ready to be asked. */
export interface OnnxSession {
  inputs: readonly string[];
  outputs: readonly string[];
  /** Gives the outputs that are named. */
  run(inputs: Readonly<Record<string, Tensor>>, outputs: readonly string[]): Promise<Record<string, Tensor>>;
}

/** A model's file and its content. */
export interface ModelFile {
  path: string;
  sha256: string;
}

/** The model of this thread: a worker serves one run after the other, and most of them name the same model. */
let current: { key: string; session: Promise<OnnxSession> } | undefined;

/**
 * The session of a model, made at the first need.
 *
 * @throws InputError where the file cannot be read, is not what it was when the run was planned, or holds no model
 */
export function openSession(file: ModelFile): Promise<OnnxSession> {
  const key = JSON.stringify(file);
  if (current?.key !== key) {
    const session = createSession(file);
    current = { key, session };
    session.catch(() => {
      if (current?.session === session) current = undefined;
    });
  }
  return current.session;
}

async function createSession({ path, sha256 }: ModelFile): Promise<OnnxSession> {
  const bytes = await readModel(path);
  const found = hashModel(bytes);
  if (found !== sha256) {
    throw new InputError({ thing: 'model', wanted: `the file of SHA-256 ${sha256}`, got: found, source: path });
  }
  const { default: ort } = await import('onnxruntime-node');
  const refuse = (cause: Error): never => {
    const got = cause.message.replace(/^Error: /, '');
    throw new InputError(
      { thing: 'model', wanted: 'an ONNX model that ONNX Runtime can run', got, source: path },
      { cause },
    );
  };
  // Each worker is a thread already: more of them would only get into each other's way.
  const threads = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
  const options: InferenceSession.SessionOptions = { ...threads, executionProviders: ['cpu'], logSeverityLevel: 3 };
  const session = await withinGate(() => ort.InferenceSession.create(bytes, options)).catch(refuse);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(inputs, outputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, shape }]) => [name, new ort.Tensor(data, [...shape])]),
      );
      const results = await withinGate(() => session.run(feeds, [...outputs])).catch(refuse);
      return Object.fromEntries(outputs.map((name) => [name, toTensor(results[name] as OrtTensor)]));
    },
  };
}

const toTensor = ({ data, dims }: OrtTensor): Tensor => ({ data: data as Tensor['data'], shape: dims });

/** @throws InputError where there is no such file */
export async function readModel(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === 'ENOENT' ? 'none' : cause.message;
    throw new InputError({ thing: 'model', wanted: 'a file to read', got, source: path }, { cause });
  });
}

export const hashModel = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
