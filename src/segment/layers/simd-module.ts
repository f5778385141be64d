/** Codes of the WebAssembly core specification 2.0, as far as they are needed here. */
export const I32 = 0x7f;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
export const get = (local: number) => [0x20, local];
export const tee = (local: number) => [0x22, local];
export const I32_ADD = 0x6a;
export const I32_LESS = 0x49;
const STEP = [0x41, 16];
const LOOP = [0x03, 0x40];
const REPEAT_IF = [0x0d, 0];
const END = 0x0b;
export const LOAD = [0xfd, 0x00, 0, 0];
export const STORE = [0xfd, 0x0b, 0, 0];
export const SPLAT_F64 = [0xfd, 0x14];
export const ADD_F64 = [0xfd, 0xf0, 0x01];
export const MULTIPLY_F64 = [0xfd, 0xf2, 0x01];
const LOAD_HALF = [0xfd, 0x5d, 0, 0];
const STORE_HALF = [0xfd, 0x5b, 0, 0, 0];
const TO_F64 = [0xfd, 0x5f];
const TO_F32 = [0xfd, 0x5e];
const HALVE = [0x41, 1, 0x76];

/** What two rows can be joined by, 16 bytes at a time. */
const JOINS = {
  or: [0xfd, 0x50],
  minF32: [0xfd, 0xea, 0x01],
  maxF32: [0xfd, 0xeb, 0x01],
  addF64: ADD_F64,
  divideF32: [0xfd, 0xe7, 0x01],
};

type Join = (out: number, a: number, b: number, bytes: number) => void;

/** Functions on rows in one memory; all places are in bytes, and `bytes` (a multiple of 16) is more than 0. */
export interface SimdModule extends Record<keyof typeof JOINS, Join> {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  /** Single precision to double; `bytes` are those of `out`. */
  widen(out: number, a: number, bytes: number): void;
  /** Double precision to single; `bytes` are those of `a`. */
  narrow(out: number, a: number, bytes: number): void;
  /** out = weight · a, in double precision. */
  scaleF64(out: number, a: number, bytes: number, weight: number): void;
  /** out += w0 · (a0 + b0) + w1 · (a1 + b1) + w2 · (a2 + b2) + w3 · (a3 + b3), in double precision, in this order. */
  addPairsF64(out: number, bytes: number, ...pairs: number[]): void;
  /** The same, but out = weight · middle + ...; `middle` and `weight` come last. */
  weighPairsF64(out: number, bytes: number, ...pairs: number[]): void;
}

export interface Func {
  name: string;
  params: number[];
  /** Types of the locals beside the parameters; one whole number if missing: how far the row is done. */
  locals?: number[];
  body: number[];
}

/** Locals hold parameters in order, then the counter. */
export const at = (local: number, counter: number): number[] => [...get(local), ...get(counter), I32_ADD];

/** do { body } while ((counter += 16) < bytes) */
export const loop = (counter: number, bytes: number, body: number[]): number[] =>
  repeat(body, [...get(counter), ...STEP, I32_ADD, ...tee(counter), ...get(bytes), I32_LESS]);

/** do { body } while (condition) */
export const repeat = (body: number[], condition: number[]): number[] => [
  ...LOOP,
  ...body,
  ...condition,
  ...REPEAT_IF,
  END,
];

export function joinRows(name: string, operation: number[]): Func {
  const body = [...at(0, 4), ...at(1, 4), ...LOAD, ...at(2, 4), ...LOAD, ...operation, ...STORE];
  return { name, params: [I32, I32, I32, I32], body: loop(4, 3, body) };
}

const atHalf = (local: number, counter: number): number[] => [...get(local), ...get(counter), ...HALVE, I32_ADD];

function widenRow(): Func {
  const body = [...at(0, 3), ...atHalf(1, 3), ...LOAD_HALF, ...TO_F64, ...STORE];
  return { name: 'widen', params: [I32, I32, I32], body: loop(3, 2, body) };
}

export function narrowRow(): Func {
  const body = [...atHalf(0, 3), ...at(1, 3), ...LOAD, ...TO_F32, ...STORE_HALF];
  return { name: 'narrow', params: [I32, I32, I32], body: loop(3, 2, body) };
}

export function scaleRow(): Func {
  const body = [...at(0, 4), ...at(1, 4), ...LOAD, ...get(3), ...SPLAT_F64, ...MULTIPLY_F64, ...STORE];
  return { name: 'scaleF64', params: [I32, I32, I32, F64], body: loop(4, 2, body) };
}

function addPairs(name: string, isNew: boolean): Func {
  const counter = isNew ? 16 : 14;
  const pair = (first: number): number[] => [
    ...[...at(first, counter), ...LOAD, ...at(first + 1, counter), ...LOAD, ...ADD_F64],
    ...[...get(first + 2), ...SPLAT_F64, ...MULTIPLY_F64],
  ];
  const sum = [2, 5, 8, 11].flatMap((first, k) => [...pair(first), ...(k > 0 ? ADD_F64 : [])]);
  const middle = [...at(14, counter), ...LOAD, ...get(15), ...SPLAT_F64, ...MULTIPLY_F64];
  const begin = isNew ? middle : [...at(0, counter), ...LOAD];
  const body = [...at(0, counter), ...begin, ...sum, ...ADD_F64, ...STORE];
  const params = [I32, I32, ...[0, 1, 2, 3].flatMap(() => [I32, I32, F64]), ...(isNew ? [I32, F64] : [])];
  return { name, params, body: loop(counter, 1, body) };
}

/**
 * A module that works on 16 bytes at a time, which JavaScript cannot. It is small enough to be put together here: no
 * compiler, no binary file.
 */
export function createSimdModule(): SimdModule {
  const joins = Object.entries(JOINS).map(([name, operation]) => joinRows(name, operation));
  return compileModule([
    ...joins,
    widenRow(),
    narrowRow(),
    scaleRow(),
    addPairs('addPairsF64', false),
    addPairs('weighPairsF64', true),
  ])() as SimdModule;
}

/** Gives what makes instances, each with a memory of its own. */
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
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
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

const section = (id: number, entries: readonly number[][]): number[] => [id, ...sized(list(entries))];

const list = (entries: readonly number[][]): number[] => [...whole(entries.length), ...entries.flat()];

const sized = (bytes: readonly number[]): number[] => [...whole(bytes.length), ...bytes];

const text = (name: string): number[] => sized([...new TextEncoder().encode(name)]);

/** A whole number in groups of seven bits, the lowest first (LEB128). */
export const whole = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...whole(Math.floor(value / 128))];
