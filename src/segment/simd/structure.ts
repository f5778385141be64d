import { whole } from './encode.js';

/** Instructions of WebAssembly (core specification 2.0) that leave a value, or nothing. */
export type Code = number[];

export const END = 0x0b;
const [LOOP, IF, ELSE, REPEAT_IF] = [0x03, 0x04, 0x05, 0x0d];
const NOTHING = 0x40;

/** The value of a local; locals hold the parameters in order, then the others. */
export const get = (local: number): Code => [0x20, local];

/** local = value */
export const put = (local: number, value: Code): Code => [...value, 0x21, local];

/** The same, and the value is left. */
export const tee = (local: number, value: Code): Code => [...value, 0x22, local];

/** What takes one value and leaves one. */
export const unary =
  (...code: number[]) =>
  (a: Code): Code => [...a, ...code];

/** What takes two values and leaves one. */
export const binary =
  (...code: number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...code];

/** What loads from a place in bytes; an `offset` that is known beforehand costs nothing. */
export const loading =
  (...code: number[]) =>
  (place: Code, offset = 0): Code => [...place, ...code, 0, ...whole(offset)];

/** What stores at such a place. */
export const storing =
  (code: number[], lane: number[] = []) =>
  (place: Code, value: Code, offset = 0): Code => [...place, ...value, ...code, 0, ...whole(offset), ...lane];

/** if (condition) { yes } else { no } */
export const when = (condition: Code, yes: Code, no: Code = []): Code => [
  ...[...condition, IF, NOTHING, ...yes],
  ...(no.length > 0 ? [ELSE, ...no] : []),
  END,
];

/** do { body } while (condition) */
export const repeat = (body: Code, condition: Code): Code => [LOOP, NOTHING, ...body, ...condition, REPEAT_IF, 0, END];
