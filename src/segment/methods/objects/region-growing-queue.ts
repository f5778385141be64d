/** Items by level, the lowest first; among equals the one that came first. An item is in it once at most. */
export interface LevelQueue {
  push(item: number, level: number): void;
  /** The next item, taken out; -1 where none is left. */
  pop(): number;
}

/** Levels are below this: three times five bits. */
export const LEVEL_COUNT = 1 << 15;

const NONE = -1;

/** Bit of a number's last five bits; the lowest number has the highest bit. */
const bitOf = (number: number): number => 0x80000000 >>> (number & 31);

/** A list for every level, and three layers of bits that tell which lists are not empty. */
export function createLevelQueue(itemCount: number): LevelQueue {
  const heads = new Int32Array(LEVEL_COUNT).fill(NONE);
  const tails = new Int32Array(LEVEL_COUNT);
  const nexts = new Int32Array(itemCount);
  const lists = new Uint32Array(LEVEL_COUNT >> 5);
  const words = new Uint32Array(LEVEL_COUNT >> 10);
  let all = 0;

  return {
    push(item, level) {
      nexts[item] = NONE;
      if (heads[level] !== NONE) nexts[tails[level]] = item;
      else {
        heads[level] = item;
        lists[level >> 5] |= bitOf(level);
        words[level >> 10] |= bitOf(level >> 5);
        all |= bitOf(level >> 10);
      }
      tails[level] = item;
    },
    pop() {
      if (all === 0) return NONE;
      const word = Math.clz32(all);
      const list = (word << 5) | Math.clz32(words[word]);
      const level = (list << 5) | Math.clz32(lists[list]);
      const item = heads[level];
      heads[level] = nexts[item];
      if (heads[level] === NONE) {
        lists[list] &= ~bitOf(level);
        if (lists[list] === 0) words[word] &= ~bitOf(list);
        if (words[word] === 0) all &= ~bitOf(word);
      }
      return item;
    },
  };
}
