import type { Store } from './store.js';

/**
 * What `read` gives for each item, in the order of the items, with as many reads under way as the store is best read. A
 * read that fails throws when its turn comes.
 */
export async function* readAhead<Item, Value>(
  { reading: { atOnce } }: Pick<Store, 'reading'>,
  items: Iterable<Item> | AsyncIterable<Item>,
  read: (item: Item) => Promise<Value>,
): AsyncGenerator<Value> {
  const underWay: Promise<Value>[] = [];
  for await (const item of items) {
    const value = read(item);
    // Whoever stops early leaves nothing unhandled behind.
    value.catch(() => {});
    underWay.push(value);
    if (underWay.length >= atOnce) yield underWay.shift()!;
  }
  for (const value of underWay) yield value;
}

/** The same for the numbers from 0 to `count` exclusive. */
export function readEach<Value>(
  store: Pick<Store, 'reading'>,
  count: number,
  read: (number: number) => Promise<Value>,
): AsyncGenerator<Value> {
  return readAhead(store, Array(count).keys(), read);
}

/** Work that is begun in order, with so much of it under way at once. */
export interface Writing {
  /** Begins a write when there is room; throws what an earlier one failed with. */
  begin(write: () => Promise<unknown>): Promise<void>;
  /** Waits for all. */
  finish(): Promise<void>;
}

export function writeAtOnce({ reading }: Pick<Store, 'reading'>): Writing {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const throwFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    async begin(write) {
      const writing = write()
        .then(
          () => {},
          (error: unknown) => void failures.push(error),
        )
        .finally(() => underWay.delete(writing));
      underWay.add(writing);
      if (underWay.size >= reading.atOnce) await Promise.race(underWay);
      throwFailure();
    },
    async finish() {
      await Promise.all(underWay);
      throwFailure();
    },
  };
}
