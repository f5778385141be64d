import { InputError } from '../../errors.js';
import type { Labels } from './load-labels.js';

/** A class of fewer pixels cannot be told from chance. */
const LEAST_PIXELS = 10;

/**
 * What is to be said of labels that are not used.
 *
 * @throws InputError where none, or none of some class, lies within the scenes
 */
export function checkPlaced(labels: Labels, pixels: Float64Array, disputed: number): string[] {
  const { count, unlabelled, classProperty, source } = labels;
  const beside = pixels.filter((value) => value === 0).length;
  if (beside === count) {
    const others = disputed > 0 ? ', or within labels of other classes' : '';
    const got = `${count} outside, or too small to hold the centre of a pixel${others}`;
    throw new InputError({ thing: 'labels', wanted: 'some within the scenes', got, source });
  }
  const lacking = classesWith(labels, (classId) =>
    pixels.every((value, label) => value === 0 || labels.classOf[label] !== classId),
  );
  if (lacking.length > 0) {
    const got = `none of ${lacking.join(', ')}`;
    throw new InputError({ thing: 'labels', wanted: 'some of every class within the scenes', got, source });
  }
  return [
    ...(beside > 0 ? [`${beside} of ${count} labels lie outside, or hold no centre of a pixel`] : []),
    ...(disputed > 0 ? [`${disputed} pixels lie in labels of different classes and are left out`] : []),
    ...(unlabelled > 0 ? [`${unlabelled} features without ${classProperty} are left out`] : []),
  ];
}

/** @throws InputError where a class has too few pixels to learn from; `sampled` holds the label of each */
export function checkSampled(labels: Labels, sampled: Uint32Array): void {
  const pixels = labels.legend.map(() => 0);
  for (const label of sampled) pixels[labels.classOf[label]]++;
  const few = classesWith(labels, (classId) => pixels[classId] < LEAST_PIXELS);
  if (few.length === 0) return;
  const got = labels.legend
    .flatMap(({ name }, i) => (few.includes(name) ? [`${pixels[i]} of ${name}`] : []))
    .join(', ');
  const wanted = `${LEAST_PIXELS} pixels with data at least to learn each class from`;
  throw new InputError({ thing: 'labels', wanted, got, source: labels.source });
}

const classesWith = ({ legend }: Labels, hasIt: (classId: number) => boolean): string[] =>
  legend.flatMap(({ name }, classId) => (hasIt(classId) ? [name] : []));
