/** Something with features in rising order of id, standing at one of them. */
export interface Headed {
  headId: number;
}

/** A binary heap: the least `headId` is on top. */
export interface IdHeap<T extends Headed> {
  top(): T | undefined;
  push(item: T): void;
  /** Puts the top in its place again after its `headId` rose. */
  settleTop(): void;
  removeTop(): void;
}

export function createIdHeap<T extends Headed>(): IdHeap<T> {
  const items: T[] = [];

  function settleTop(): void {
    const item = items[0];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1].headId < items[child].headId) child++;
      if (items[child].headId >= item.headId) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = item;
  }

  return {
    top: () => items[0],
    settleTop,
    push(item) {
      let at = items.length;
      items.push(item);
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (items[parent].headId <= item.headId) break;
        items[at] = items[parent];
        at = parent;
      }
      items[at] = item;
    },
    removeTop() {
      const last = items.pop();
      if (last === undefined || items.length === 0) return;
      items[0] = last;
      settleTop();
    },
  };
}
