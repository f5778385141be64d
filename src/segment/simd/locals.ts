import { I32, V128 } from './module.js';

export type Locals = ReturnType<typeof createLocals>;

/** Hands out the locals of a function, after its parameters; at most 128 in all. */
export function createLocals(paramCount: number) {
  const types: number[] = [];
  const take = (type: number): number => paramCount + types.push(type) - 1;
  const takeMany = (type: number, count: number): number[] => Array.from({ length: count }, () => take(type));
  return {
    types,
    takeNumbers: (count: number): number[] => takeMany(I32, count),
    takeVectors: (count: number): number[] => takeMany(V128, count),
  };
}
