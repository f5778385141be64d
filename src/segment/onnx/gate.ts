import { setTimeout as sleep } from 'node:timers/promises';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

/**
 * ONNX Runtime aborts the whole process when its thread is ended in the middle of a call, as threads are when the process
 * exits. So calls are counted over all threads, and the main thread ends only when none is under way and none can begin.
 */
const KEY = 'landquilt:onnx-gate';
/** Threads within a call. */
const INSIDE = 0;
/** 1 when no more may enter. */
const CLOSED = 1;
const POLL_MS = 5;
/** A thread that died within a call never leaves: it is not waited for any longer. */
const MOST_WAIT_MS = 20_000;

/** To be called in the main thread before threads are started that ask models. */
export function shareGate(): void {
  if (getEnvironmentData(KEY) !== undefined) return;
  const gate = new Int32Array(new SharedArrayBuffer(8));
  setEnvironmentData(KEY, gate as unknown as object);
  if (isMainThread) process.once('exit', () => closeGate(gate));
}

/** Does a call; never begins one when the process is about to end. */
export async function withinGate<T>(call: () => Promise<T>): Promise<T> {
  shareGate();
  const gate = getEnvironmentData(KEY) as unknown as Int32Array;
  for (;;) {
    Atomics.add(gate, INSIDE, 1);
    if (Atomics.load(gate, CLOSED) === 0) break;
    leave(gate);
    await sleep(POLL_MS);
  }
  try {
    return await call();
  } finally {
    leave(gate);
  }
}

function leave(gate: Int32Array): void {
  Atomics.sub(gate, INSIDE, 1);
  Atomics.notify(gate, INSIDE);
}

function closeGate(gate: Int32Array): void {
  Atomics.store(gate, CLOSED, 1);
  const until = Date.now() + MOST_WAIT_MS;
  for (let inside = Atomics.load(gate, INSIDE); inside > 0; inside = Atomics.load(gate, INSIDE)) {
    if (Atomics.wait(gate, INSIDE, inside, Math.max(0, until - Date.now())) === 'timed-out') return;
  }
}
