import { OBJECT_METHODS } from '../../../../../src/segment/methods/objects/list.js';
import { createRandom } from '../../../../../src/segment/methods/random.js';
import { toNamedSource } from '../../../../../src/segment/named-source.js';
import type { Segmenter, SegmenterOptions, WindowColumns } from '../../../../../src/segment/segmenter.js';
import { fitParams } from '../../../support/methods.js';

/** A method that finds objects, by the options as a recipe gives them, in a scene of bands without names. */
export function createObjectMethod(options: SegmenterOptions, bandCount = 1): Segmenter {
  const method = OBJECT_METHODS.find(({ name }) => name === options.method)!;
  return method.create(method.options.parse(options) as SegmenterOptions, {
    dataBands: Array.from({ length: bandCount }, (_, i) => i + 1),
    canRead: () => true,
    sourceOf: (name) => toNamedSource(name, []),
  });
}

/** The method with its parameters from the columns: objects of a window. */
export function fitObjectMethod(options: SegmenterOptions, columns: WindowColumns) {
  const segmenter = createObjectMethod(options, columns.values.length);
  const params = fitParams(segmenter, columns);
  return async (seen: WindowColumns) => segmenter.predictObjects!(seen, params);
}

/** Fields of different brightness with ragged edges, one float band after the other, and noise. */
export function makeFields(width: number, height: number, { seed = 1, bands = 1, noise = 6 } = {}): WindowColumns {
  const random = createRandom(seed);
  const sites = Array.from({ length: Math.ceil((width * height) / 700) }, () => ({
    x: random() * width,
    y: random() * height,
    values: Array.from({ length: bands }, () => 60 + random() * 140),
  }));
  const values = Array.from({ length: bands }, () => new Float32Array(width * height));
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    let best = sites[0];
    for (const site of sites) {
      if ((site.x - x) ** 2 + (site.y - y) ** 2 < (best.x - x) ** 2 + (best.y - y) ** 2) best = site;
    }
    for (const [k, band] of values.entries()) band[i] = best.values[k] + noise * (random() + random() - 1);
  }
  return { length: width * height, values, valid: null, window: { col: 0, row: 0, width, height } };
}

/** The same columns with pixels of a chequered corner and some strewn ones missing, and `fill` stored there. */
export function withMissing(columns: WindowColumns, fill: number, seed = 5): WindowColumns {
  const random = createRandom(seed);
  const { width } = columns.window;
  const valid = Uint8Array.from({ length: columns.length }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return random() < 0.05 || (x < 12 && y < 9) ? 0 : 1;
  });
  const values = columns.values.map((column) => column.map((value, i) => (valid[i] === 1 ? value : fill)));
  return { ...columns, values, valid };
}

/** Whether objects have the numbers 1, 2, 3 ... in the order of their first pixels. */
export function isNumberedInOrder(objects: Uint32Array): boolean {
  const known = new Set([0]);
  for (const object of objects) {
    if (!known.has(object) && object !== known.size) return false;
    known.add(object);
  }
  return true;
}
