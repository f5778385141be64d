import { describe, expect, it } from 'vitest';
import { clusterSlic } from '../../../../src/segment/methods/objects/slic-clusters.js';
import type { WindowColumns } from '../../../../src/segment/segmenter.js';
import { cutColumns, measureSeams } from '../../../support/seam-agreement.js';
import { countParts } from './support/graph-images.js';
import { fitObjectMethod, isNumberedInOrder, makeFields, withMissing } from './support/object-runs.js';

const METHODS = [
  { method: 'slic', stepPx: 10 },
  { method: 'slic', stepPx: 10, adaptive: true, compactness: 5 },
  { method: 'compact-watershed', band: 1, stepPx: 10 },
];

/** Brightness that rises by 100 at column 23. */
const edge = (): WindowColumns => {
  const [width, height] = [48, 32];
  const band = Float32Array.from({ length: width * height }, (_, i) => (i % width < 23 ? 50 : 150) + ((i * 7) % 5));
  return { length: band.length, values: [band], valid: null, window: { col: 0, row: 0, width, height } };
};

describe.each(METHODS)('%j', (options) => {
  it('puts every pixel with data in one object in one piece, whatever is stored where there is none', async () => {
    const fields = makeFields(70, 50);
    const missing = withMissing(fields, -7);
    const run = await fitObjectMethod(options, missing);
    const { objects } = await run(missing);
    expect([...objects].every((object, i) => object > 0 === (missing.valid![i] === 1))).toBe(true);
    const count = Math.max(...objects);
    expect(isNumberedInOrder(objects)).toBe(true);
    expect(countParts(objects, missing.window, 4)).toBe(count);
    expect((await run(withMissing(fields, 1e6))).objects).toEqual(objects);
  });

  it('has about one object for every square of the lattice, and none across an edge', async () => {
    const columns = edge();
    const { objects } = await (await fitObjectMethod(options, columns))(columns);
    const count = Math.max(...objects);
    expect(count).toBeGreaterThan(8);
    expect(count).toBeLessThan(20);
    for (let y = 0; y < 32; y++) expect(objects[y * 48 + 21]).not.toBe(objects[y * 48 + 24]);
  });

  it('has few cuts at the seams of its blocks', async () => {
    const columns = makeFields(200, 150);
    const { pairs, share } = await measureSeams({
      find: await fitObjectMethod(options, columns),
      columns,
      blockPx: 64,
      overlapPx: 48,
    });
    expect(pairs).toBeGreaterThan(500);
    expect(share).toBeGreaterThan(0.97);
  });
});

describe('clusterSlic', () => {
  const flat = (width: number, height: number) => [new Float64Array(width * height)];
  const shared = { stepPx: 8, compactness: 10, adaptive: false, rounds: 10, defined: null };

  it('keeps the squares of the lattice where all is alike', () => {
    const window = { col: 16, row: 8, width: 24, height: 16 };
    const labels = clusterSlic(flat(24, 16), { ...shared, stepPx: 8, window });
    // A middle of an even side is half a pixel off, so a line of pixels between two squares may be in either.
    for (let i = 0; i < labels.length; i++) {
      const [x, y] = [i % 24, Math.floor(i / 24)];
      if (x % 8 === 0 || y % 8 === 0) continue;
      expect(labels[i]).toBe(1 + Math.floor(x / 8) + 3 * Math.floor(y / 8));
    }
  });

  it('makes clusters rounder the more compact they are to be', () => {
    const { values, window } = makeFields(90, 60, { noise: 30 });
    const columns = [Float64Array.from(values[0])];
    const edges = (compactness: number) => {
      const labels = clusterSlic(columns, { ...shared, compactness, window });
      return labels.filter((label, i) => i % 90 > 0 && label !== labels[i - 1]).length;
    };
    expect(edges(5)).toBeGreaterThan(edges(40));
    expect(edges(40)).toBeGreaterThan(edges(400));
  });

  it('comes to the same in the middle of windows that begin elsewhere', () => {
    const columns = makeFields(160, 120);
    const whole = clusterSlic(
      columns.values.map((band) => Float64Array.from(band)),
      { ...shared, window: columns.window },
    );
    const window = { col: 37, row: 21, width: 110, height: 90 };
    const cut = cutColumns(columns, window);
    const part = clusterSlic(
      cut.values.map((band) => Float64Array.from(band)),
      { ...shared, window },
    );
    let other = 0;
    for (let y = 30; y < 60; y++) {
      for (let x = 30; x < 80; x++) {
        const at = y * 110 + x;
        const inWhole = (y + 21) * 160 + x + 37;
        if ((part[at] === part[at - 1]) !== (whole[inWhole] === whole[inWhole - 1])) other++;
      }
    }
    expect(other).toBeLessThan(0.01 * 30 * 50);
  });
});
