// How a module is written down: WebAssembly core specification 2.0, section 5.

/** A whole number in groups of seven bits, the lowest first (LEB128). */
export const whole = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...whole(Math.floor(value / 128))];

/** As `whole`, for numbers of 32 bits that may be below 0: the sign is the highest bit of the last group. */
export const signed = (value: number): number[] =>
  value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];

export const list = (entries: readonly (readonly number[])[]): number[] => [
  ...whole(entries.length),
  ...entries.flat(),
];

export const sized = (bytes: readonly number[]): number[] => [...whole(bytes.length), ...bytes];

export const text = (value: string): number[] => sized([...new TextEncoder().encode(value)]);

export const section = (id: number, entries: readonly (readonly number[])[]): number[] => [id, ...sized(list(entries))];

/** What every module begins with: its magic number and version. */
export const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
