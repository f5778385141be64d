import type { RunContext } from './context.js';
import { isStaged, isWholePack } from './resume.js';
import type { Task } from './tasks.js';

/** True where what a task writes is in the store, whole. */
export async function isTaskDone(context: RunContext, task: Task): Promise<boolean> {
  const key = packOf(context, task);
  if (key) return isWholePack(context.store, key);
  // What shares of a join write is known to be whole only when all are there.
  return task.step === 'write' && isStaged(context, task.file);
}

function packOf({ keys }: RunContext, task: Task): string | null {
  switch (task.step) {
    case 'segment':
      return keys.segment(task.tile);
    case 'neighbours':
      return keys.neighbours(task.tile);
    case 'sieve':
      return keys.sieved(task.tile);
    case 'objects':
      return keys.objects(task.tile);
    case 'split':
      return keys.split(task.tile);
    case 'simplify':
      return keys.simplify(task.block);
    case 'vectorize':
      return keys.vectorize(task.tile);
    default:
      return null;
  }
}
