import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classifyPixels } from '../../src/segment/onnx/classify-pixels.js';
import { hashModel, openSession } from '../../src/segment/onnx/session.js';
import { readNpy } from '../support/read-npy.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';

const MODEL = join(import.meta.dirname, '../../models/land-cover-s2/model.onnx');
const SCENES = 'labelled/eolearn-slovenia-s2';
/** Its ten bands among the thirteen of Level-1C. */
const BANDS = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12];
const FOREST = 2;

describe.skipIf(!hasSharedData)('land-cover-s2 over Slovenia, which it never saw', () => {
  const labels = () => readNpy(sharedPath(`${SCENES}/LULC.npy`)).data;

  async function classify(date: number, change = (value: number): number => value): Promise<Uint8Array> {
    const { shape, data } = readNpy(sharedPath(`${SCENES}/REFERENCE_SCENES.npy`));
    const length = shape[1] * shape[2];
    const values = BANDS.map((band) =>
      Float32Array.from({ length }, (_, i) => change(data[(date * length + i) * shape[3] + band])),
    );
    const session = await openSession({ path: MODEL, sha256: hashModel(readFileSync(MODEL)) });
    return (await classifyPixels(session, { length, values, valid: null }, { withScores: false })).classes;
  }

  it.each([2, 3, 4])('sees trees where there is forest, on clear date %i', async (date) => {
    const truth = labels();
    const forest = (await classify(date)).filter((_, i) => truth[i] === FOREST);
    expect(forest.filter((id) => id === 2).length / forest.length).toBeGreaterThan(0.99);
  });

  it('sees no forest where values are integers', async () => {
    const classes = await classify(2, (value) => value * 10000);
    expect(classes.filter((id) => id === 2).length / classes.length).toBeLessThan(0.1);
  });
});
