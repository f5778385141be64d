import { list, PREAMBLE, section, sized, text } from './encode.js';
import { type Code, END } from './structure.js';

// Types of the WebAssembly core specification 2.0.
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;

export interface Func {
  name: string;
  params: number[];
  /** Types of the locals beside the parameters; one whole number if missing. */
  locals?: number[];
  body: Code;
}

/** What every module has beside its functions. */
export interface SimdMemory {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
}

const PAGE_BYTES = 65_536;
/** What instructions work on at a time. */
export const VECTOR_BYTES = 16;

/** The least multiple of `unit` that is not less. */
export const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

/** Makes room for so many bytes. Views of the memory end where it grows. */
export function growTo(bytes: number, { memory }: SimdMemory): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}

/**
 * Gives the thread's one module of these functions, with at least so many bytes of memory. What lies there is left from the
 * last use, and views of the memory hold until the next call.
 */
export function moduleOf<T extends SimdMemory>(funcs: () => readonly Func[]): (bytes: number) => T {
  let known: T | null = null;
  return (bytes) => {
    known ??= compileModule(funcs())() as T;
    growTo(bytes, known);
    return known;
  };
}

/** The same where there is a module for each key: every call gives one more, with a memory of its own, which goes when it does. */
export function modulesOf<K, T extends SimdMemory>(funcs: (key: K) => readonly Func[]): (key: K, bytes: number) => T {
  const known = new Map<K, () => unknown>();
  return (key, bytes) => {
    const create = known.get(key) ?? compileModule(funcs(key));
    known.set(key, create);
    const module = create() as T;
    growTo(bytes, module);
    return module;
  };
}

/**
 * Gives what makes instances, each with a memory of its own. They work on 16 bytes at a time, which JavaScript cannot; modules
 * are small enough to be put together here: no compiler, no binary file.
 */
export function compileModule(funcs: readonly Func[]): () => unknown {
  const module = new compiler.Module(Uint8Array.from(encodeModule(funcs)));
  return () => new compiler.Instance(module).exports;
}

/** What is needed of an interface that TypeScript only describes for browsers. */
interface Compiler {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}
const { WebAssembly: compiler } = globalThis as unknown as { WebAssembly: Compiler };

function encodeModule(funcs: readonly Func[]): number[] {
  const types = funcs.map(({ params }) => [0x60, ...list(params.map((param) => [param])), 0]);
  const exports = funcs.map(({ name }, i) => [...text(name), 0x00, i]);
  const memory = [...text('memory'), 0x02, 0];
  const code = funcs.map(({ locals = [I32], body }) => sized([...list(locals.map((type) => [1, type])), ...body, END]));
  return [
    ...PREAMBLE,
    ...section(1, types),
    ...section(
      3,
      funcs.map((_, i) => [i]),
    ),
    ...section(5, [[0x00, 1]]),
    ...section(7, [...exports, memory]),
    ...section(10, code),
  ];
}
