import type { RunContext } from './context.js';
import { isStaged, isWholePack } from './resume.js';
import { isPackStep, type PackStep, packsOf } from './task-packs.js';
import type { Task } from './tasks.js';

/** True where what a task writes is in the store, whole. */
export async function isTaskDone(context: RunContext, task: Task): Promise<boolean> {
  if (writesPack(task)) {
    const number = 'block' in task ? task.block : task.tile;
    return isWholePack(context.store, packsOf(context.keys, task.step).keyOf(number));
  }
  // What shares of a join write is known to be whole only when all are there.
  return task.step === 'write' && isStaged(context, task.file);
}

const writesPack = (task: Task): task is Extract<Task, { step: PackStep }> => isPackStep(task.step);
