/** The few words of WebAssembly (core specification 2.0, section 5) that are needed to write a module of one function. */

/** Whole numbers in base 128, low digits first (LEB128). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? digit + 128 : digit);
  } while (rest > 0);
  return bytes;
}

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const text = (value: string): number[] => [...unsigned(value.length), ...Buffer.from(value, 'ascii')];
const section = (id: number, body: readonly number[]): number[] => [id, ...unsigned(body.length), ...body];

export const TYPES = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;

type ValueType = (typeof TYPES)[keyof typeof TYPES];

/** An instruction of 128-bit vectors. */
export const simd = (opcode: number, ...immediates: number[]): number[] => [
  0xfd,
  ...unsigned(opcode),
  ...immediates.flat(),
];

/** Pushes a vector that holds a double, or eight bytes as a whole number, twice. */
export type Constant = (value: number | bigint) => number[];

export const local = {
  get: (index: number): number[] => [0x20, ...unsigned(index)],
  set: (index: number): number[] => [0x21, ...unsigned(index)],
  tee: (index: number): number[] => [0x22, ...unsigned(index)],
};

export const callFunction = (index: number): number[] => [0x10, ...unsigned(index)];
export const i32 = {
  constant: (value: number): number[] => [0x41, ...signed(value)],
  add: [0x6a],
  shl: [0x74],
  lessThan: [0x48],
};

/** Repeats `body` while it leaves a 1. */
export const repeatWhile = (body: readonly number[]): number[] => [0x03, 0x40, ...body, 0x0d, 0x00, 0x0b];

/** Signed LEB128 of a number that is not negative. */
function signed(value: number): number[] {
  const bytes = unsigned(value);
  const last = bytes.length - 1;
  return bytes[last]! < 64 ? bytes : [...bytes.slice(0, last), bytes[last]! + 128, 0];
}

interface ModuleParts {
  /** Names of functions of doubles that are called, with how many they take; they come first in the numbering. */
  imports: readonly { name: string; operands: number }[];
  /** Of the one function, `run`, which returns nothing. */
  parameters: readonly ValueType[];
  locals: readonly ValueType[];
  body: readonly number[];
}

/** A module that reads and writes the memory `env.memory`, calls `env.<name>`, and exports one function, `run`. */
export function makeModule({ imports, parameters, locals, body }: ModuleParts): Uint8Array {
  const types = [
    [0x60, ...vector(parameters.map((type) => [type])), 0],
    ...[1, 2].map((count) => [0x60, ...vector(Array(count).fill([TYPES.f64])), 1, TYPES.f64]),
  ];
  const imported = [
    [...text('env'), ...text('memory'), 2, 0, 1],
    ...imports.map(({ name, operands }) => [...text('env'), ...text(name), 0, operands]),
  ];
  const code = [...vector(locals.map((type) => [1, type])), ...body, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector(imported)),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...text('run'), 0, ...unsigned(imports.length)]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
}
