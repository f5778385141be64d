import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkReflectance } from '../../../../src/segment/onnx/network/check-values.js';
import { toDynamicWorld } from '../../../../src/segment/onnx/network/dynamic-world.js';
import { hashModel, openSession } from '../../../../src/segment/onnx/session.js';
import { start } from '../../../support/command-line.js';
import { readDocument } from '../../../support/documents.js';
import { readNpy } from '../../../support/read-npy.js';
import { hasSharedData, sharedPath } from '../../../support/shared-data.js';
import { makeFolder, writeTestScene } from '../../../support/write-scene.js';

const MODEL = sharedPath('models/dynamic-world/dynamic-world-forward.onnx');
const SCENES = 'labelled/eolearn-slovenia-s2';
/** B2 B3 B4 B5 B6 B7 B8 B11 B12 among the thirteen bands of Level-1C. */
const BANDS = [1, 2, 3, 4, 5, 6, 7, 11, 12];
const BAND_NAMES = ['B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B08', 'B11', 'B12'];
const [TREES, FOREST] = [1, 2];
const CLEAR_DATES = [2, 3, 4];
const [HEIGHT, WIDTH] = [100, 100];

/** Reflectance of one date, band by band, of the upper 100 rows: the network wants even sides. */
function readDate(date: number): Float32Array[] {
  const { shape, data } = readNpy(sharedPath(`${SCENES}/REFERENCE_SCENES.npy`));
  const [, rows, columns, bandCount] = shape;
  const start = date * rows * columns;
  return BANDS.map((band) =>
    Float32Array.from({ length: HEIGHT * WIDTH }, (_, i) => data[(start + i) * bandCount + band]),
  );
}

const sampleOf = (bands: Float32Array[]) => ({ length: HEIGHT * WIDTH, values: bands, valid: null });

async function classify(bands: Float32Array[]): Promise<Uint8Array> {
  const session = await openSession({ path: MODEL, sha256: hashModel(readFileSync(MODEL)) });
  const area = HEIGHT * WIDTH;
  const data = new Float32Array(BANDS.length * area);
  bands.forEach((band, k) => {
    const plane = data.subarray(k * area, (k + 1) * area);
    plane.set(band);
    toDynamicWorld(plane, k);
  });
  const answer = await session.run({ input: { data, shape: [1, BANDS.length, HEIGHT, WIDTH] } }, ['logits']);
  const { data: logits } = answer.logits;
  return Uint8Array.from({ length: area }, (_, i) => {
    const scores = Array.from({ length: 9 }, (_, k) => Number(logits[k * area + i]));
    return scores.indexOf(Math.max(...scores));
  });
}

describe.skipIf(!hasSharedData)('Dynamic World over Slovenia', () => {
  it.each(CLEAR_DATES)('sees trees where there is forest, on clear date %i', async (date) => {
    const bands = readDate(date);
    checkReflectance(sampleOf(bands));
    const classes = await classify(bands);
    const { data: labels } = readNpy(sharedPath(`${SCENES}/LULC.npy`));
    const forest = classes.filter((_, i) => labels[i] === FOREST);
    expect(forest.length).toBeGreaterThan(7000);
    expect(forest.filter((found) => found === TREES).length / forest.length).toBeGreaterThan(0.98);
  });

  it('does not tell wrong values by itself: they are refused before', async () => {
    const scaled = (factor: number) => readDate(CLEAR_DATES[0]).map((band) => band.map((value) => value * factor));
    const shareOfTrees = async (bands: Float32Array[]) =>
      (await classify(bands)).filter((found) => found === TREES).length / (HEIGHT * WIDTH);
    for (const factor of [10000, 1e-4]) {
      expect(() => checkReflectance(sampleOf(scaled(factor)))).toThrow('wanted reflectance between 0.005 and 2');
    }
    expect(await shareOfTrees(scaled(10000))).toBeLessThan(0.1);
    // All that is too dark is trees to it.
    expect(await shareOfTrees(scaled(1e-4))).toBeGreaterThan(0.9);
  });

  it('runs by the recipe of the docs, and says so where the scaling is wrong', async () => {
    const folder = makeFolder('dynamic-world');
    try {
      const [, json] = readDocument('docs/dynamic-world.md').match(/<!-- recipe -->\n```json\n([\s\S]*?)```/)!;
      const path = join(folder, 'dynamic-world.json');
      writeFileSync(path, json.replace('dynamic-world.onnx', MODEL));
      const size = { width: WIDTH, height: HEIGHT, dataType: 'float32' } as const;
      const bands = readDate(CLEAR_DATES[2]);
      const scene = await writeTestScene(join(folder, 'scene.tif'), { ...size, bands, bandNames: BAND_NAMES });
      const { code, stdout } = await start(['run', scene, '--recipe', path, '--out', folder, '--json']);
      expect(code).toBe(0);
      const { statistics } = JSON.parse(stdout);
      const trees = statistics.classes.find(({ name }: { name: string }) => name === 'Trees');
      expect(trees.pixels / (WIDTH * HEIGHT)).toBeGreaterThan(0.9);

      const wrong = await start([
        'run',
        scene,
        '--recipe',
        path,
        '--out',
        folder,
        '--scale',
        '0.0001',
        '--offset',
        '0',
      ]);
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toContain('scaling: wanted reflectance between 0.005 and 2, got a median of');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
