/** A value that tells when it changes. */
export interface Signal<Value> {
  get(): Value;
  set(value: Value): void;
  update(change: (value: Value) => Value): void;
  /** Returns how to stop listening. */
  subscribe(listener: (value: Value) => void): () => void;
}

export function createSignal<Value>(first: Value): Signal<Value> {
  let current = first;
  const listeners = new Set<(value: Value) => void>();
  const set = (value: Value): void => {
    if (Object.is(value, current)) return;
    current = value;
    for (const listener of [...listeners]) listener(value);
  };
  return {
    get: () => current,
    set,
    update: (change) => set(change(current)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Runs the newest of several tasks only: an older one is aborted. */
export function createLatest(): (task: (signal: AbortSignal) => Promise<void>) => Promise<void> {
  let controller = new AbortController();
  return async (task) => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    try {
      await task(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
}

/** Calls once things have been quiet for so long. */
export function createDebounce(waitMs: number, call: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(call, waitMs);
  };
}
