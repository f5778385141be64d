/** A match is at least this long, and reaches back no further than a copy with two bytes can say. */
const MIN_MATCH = 4;
const MAX_OFFSET = 0xffff;
const MAX_TABLE_BITS = 14;
/** The last bytes are written as they are: what looks ahead need not ask where the input ends. */
const MARGIN = 15;
/** After so many places without a match, every second place is looked at; after twice as many, every third. */
const PATIENCE = 32;

/** Where each sequence of four bytes was last seen, by its hash. */
const table = new Uint32Array(1 << MAX_TABLE_BITS);
let out = new Uint8Array(0);

/**
 * Compresses with Snappy (github.com/google/snappy, format_description.txt): the matches that the reference finds, in one
 * block whatever the size. The result is good until the next call.
 */
export function compressSnappy(input: Uint8Array): Uint8Array {
  const { length } = input;
  const most = 32 + length + Math.ceil(length / 6);
  if (out.length < most) out = new Uint8Array(most);
  const start = putVarint(length);
  return out.subarray(0, length < MARGIN ? putLiteral(input, 0, length, start) : putBlock(input, start));
}

function putBlock(input: Uint8Array, start: number): number {
  const { length } = input;
  const view = new DataView(input.buffer, input.byteOffset, length);
  const bits = Math.min(MAX_TABLE_BITS, 31 - Math.clz32(length));
  const shift = 32 - bits;
  table.fill(0, 0, 1 << bits);
  const last = length - MARGIN;
  let at = start;
  let written = 0;
  let place = 1;
  for (;;) {
    const match = findMatch(view, place, last, shift);
    if (match < 0) return putLiteral(input, written, length, at);
    place = match;
    let candidate = matchedPlace;
    at = putLiteral(input, written, place, at);
    for (;;) {
      const end = endOfMatch(view, place, candidate);
      at = putCopies(place - candidate, end - place, at);
      written = end;
      place = end;
      if (place >= last) return putLiteral(input, written, length, at);
      table[hash(view.getInt32(place - 1, true), shift)] = place - 1;
      const word = view.getInt32(place, true);
      const slot = hash(word, shift);
      candidate = table[slot];
      table[slot] = place;
      if (place - candidate > MAX_OFFSET || view.getInt32(candidate, true) !== word) break;
    }
    place++;
  }
}

/** What `findMatch` found at an earlier place. */
let matchedPlace = 0;

/** The next place whose four bytes were seen before, at `matchedPlace`; -1 where none is. */
function findMatch(view: DataView, from: number, last: number, shift: number): number {
  let looked = PATIENCE;
  for (let place = from; place <= last; place += looked++ >>> 5) {
    const word = view.getInt32(place, true);
    const slot = hash(word, shift);
    const candidate = table[slot];
    table[slot] = place;
    if (place - candidate <= MAX_OFFSET && view.getInt32(candidate, true) === word) {
      matchedPlace = candidate;
      return place;
    }
  }
  return -1;
}

const hash = (word: number, shift: number): number => Math.imul(word, 0x1e35a7bd) >>> shift;

/** Where the bytes from `place` on no longer equal those from `candidate` on. */
function endOfMatch(view: DataView, place: number, candidate: number): number {
  const { byteLength } = view;
  const back = place - candidate;
  let end = place + MIN_MATCH;
  while (end + 4 <= byteLength && view.getInt32(end, true) === view.getInt32(end - back, true)) end += 4;
  while (end < byteLength && view.getUint8(end) === view.getUint8(end - back)) end++;
  return end;
}

function putVarint(value: number): number {
  let at = 0;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) out[at++] = (rest & 0x7f) | 0x80;
  out[at++] = rest;
  return at;
}

/** Bytes as they are: their count less one in the tag, or in one to four bytes after it. */
function putLiteral(input: Uint8Array, from: number, end: number, start: number): number {
  if (end === from) return start;
  let at = start;
  const count = end - from - 1;
  if (count < 60) out[at++] = count << 2;
  else {
    const width = count < 0x100 ? 1 : count < 0x10000 ? 2 : count < 0x1000000 ? 3 : 4;
    out[at++] = (59 + width) << 2;
    for (let i = 0; i < width; i++) out[at++] = count >>> (8 * i);
  }
  if (count < 64) for (let i = from; i < end; i++) out[at++] = input[i];
  else {
    out.set(input.subarray(from, end), at);
    at += end - from;
  }
  return at;
}

/** Copies from `offset` bytes back: of 64 bytes while more than 67 are left, so that none is shorter than four. */
function putCopies(offset: number, length: number, start: number): number {
  let at = start;
  let left = length;
  for (; left >= 68; left -= 64) at = putCopy(offset, 64, at);
  if (left > 64) {
    at = putCopy(offset, 60, at);
    left -= 60;
  }
  return putCopy(offset, left, at);
}

function putCopy(offset: number, length: number, at: number): number {
  if (length < 12 && offset < 2048) {
    out[at] = 1 | ((length - 4) << 2) | ((offset >>> 8) << 5);
    out[at + 1] = offset;
    return at + 2;
  }
  out[at] = 2 | ((length - 1) << 2);
  out[at + 1] = offset;
  out[at + 2] = offset >>> 8;
  return at + 3;
}
