import type { NetworkClass, NetworkSpec } from './spec.js';

/** Whether instances of a class are counted one by one; all of a network that finds nothing else, where nobody names some. */
export function isThing(
  { kind, things }: Pick<NetworkSpec, 'kind' | 'things'>,
  { name, label }: NetworkClass,
): boolean {
  if (things) return things.includes(name);
  return kind === 'instance' || label !== undefined;
}

/** Index of the class that instances of each label are of. */
export function classesByLabel(spec: Pick<NetworkSpec, 'kind' | 'things' | 'classes'>): Map<number, number> {
  const labels = new Map<number, number>();
  const isLabelled = spec.classes.some(({ label }) => label !== undefined);
  spec.classes.forEach((one, index) => {
    // Of a panoptic network the other classes are known by their scores, and their numbers are those of channels.
    if (spec.kind === 'panoptic' && !isThing(spec, one)) return;
    if (one.label !== undefined) labels.set(one.label, index);
    else if (!isLabelled) labels.set(one.value, index);
  });
  return labels;
}
