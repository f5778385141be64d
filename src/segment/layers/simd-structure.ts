import { I32, V128 } from './simd-module.js';

/** Instructions that leave a value, or nothing. */
export type Code = number[];

// Codes of the WebAssembly core specification 2.0.
const IF = [0x04, 0x40];
const ELSE = 0x05;
const END = 0x0b;
const SET = 0x21;

/** local = value */
export const put = (local: number, value: Code): Code => [...value, SET, local];

/** if (condition) { yes } else { no } */
export const when = (condition: Code, yes: Code, no: Code): Code => [...condition, ...IF, ...yes, ELSE, ...no, END];

/** What takes two values and leaves one. */
export const binary =
  (...code: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...code];

/** What takes one value and leaves one. */
export const unary =
  (...code: number[]) =>
  (a: Code): Code => [...a, ...code];

export type Locals = ReturnType<typeof createLocals>;

/** Hands out the locals of a function, after its parameters; at most 128 in all. */
export function createLocals(paramCount: number) {
  const types: number[] = [];
  const take = (type: number): number => paramCount + types.push(type) - 1;
  const takeMany = (type: number, count: number): number[] => Array.from({ length: count }, () => take(type));
  return {
    types,
    takeNumbers: (count: number): number[] => takeMany(I32, count),
    takeVectors: (count: number): number[] => takeMany(V128, count),
  };
}
