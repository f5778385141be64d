import { list, PREAMBLE, section, signed, sized, text, whole } from '../simd/encode.js';

/** The few words of WebAssembly (core specification 2.0) that are needed to write a module of one function. */

export const TYPES = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;

type ValueType = (typeof TYPES)[keyof typeof TYPES];

/** An instruction of 128-bit vectors. */
export const simd = (opcode: number, ...immediates: number[]): number[] => [
  0xfd,
  ...whole(opcode),
  ...immediates.flat(),
];

/** Pushes a vector that holds a double, or eight bytes as a whole number, twice. */
export type Constant = (value: number | bigint) => number[];

export const local = {
  get: (index: number): number[] => [0x20, ...whole(index)],
  set: (index: number): number[] => [0x21, ...whole(index)],
  tee: (index: number): number[] => [0x22, ...whole(index)],
};

export const callFunction = (index: number): number[] => [0x10, ...whole(index)];
export const i32 = {
  constant: (value: number): number[] => [0x41, ...signed(value)],
  add: [0x6a],
  shl: [0x74],
  lessThan: [0x48],
};

/** Repeats `body` while it leaves a 1. */
export const repeatWhile = (body: readonly number[]): number[] => [0x03, 0x40, ...body, 0x0d, 0x00, 0x0b];

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
    [0x60, ...list(parameters.map((type) => [type])), 0],
    ...[1, 2].map((count) => [0x60, ...list(Array(count).fill([TYPES.f64])), 1, TYPES.f64]),
  ];
  const imported = [
    [...text('env'), ...text('memory'), 2, 0, 1],
    ...imports.map(({ name, operands }) => [...text('env'), ...text(name), 0, operands]),
  ];
  const code = [...list(locals.map((type) => [1, type])), ...body, 0x0b];
  return Uint8Array.from([
    ...PREAMBLE,
    ...section(1, types),
    ...section(2, imported),
    ...section(3, [[0]]),
    ...section(7, [[...text('run'), 0, ...whole(imports.length)]]),
    ...section(10, [sized(code)]),
  ]);
}
