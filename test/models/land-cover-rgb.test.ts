import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModelDescription } from '../../src/segment/onnx/describe-model.js';
import { loadNetwork } from '../../src/segment/onnx/network/load-network.js';
import { hashModel, openSession, readModel } from '../../src/segment/onnx/session.js';

const folder = join(import.meta.dirname, '../../models/land-cover-rgb');
const FILES = ['model.onnx', 'model.int8.onnx'];
const CLASSES = ['building', 'land', 'road', 'vegetation', 'water'];
const [HEIGHT, WIDTH] = [64, 96];
const AREA = HEIGHT * WIDTH;

/** Waves of colour, 0 to 1, channel by channel. */
const waves = (phase: number): Float32Array =>
  Float32Array.from({ length: 3 * AREA }, (_, i) => {
    const [channel, row, col] = [Math.floor(i / AREA), Math.floor((i % AREA) / WIDTH), i % WIDTH];
    return 0.5 + 0.5 * Math.sin(phase + channel + row / 7 + col / 11);
  });

async function ask(file: string, images: readonly Float32Array[]): Promise<Float32Array> {
  const path = join(folder, file);
  const session = await openSession({ path, sha256: hashModel(await readModel(path)), threads: 1 });
  const data = new Float32Array(images.length * 3 * AREA);
  images.forEach((image, i) => {
    data.set(image, i * 3 * AREA);
  });
  const answer = await session.run({ image: { data, shape: [images.length, 3, HEIGHT, WIDTH] } }, ['scores']);
  expect(answer.scores.shape).toEqual([images.length, CLASSES.length, HEIGHT, WIDTH]);
  return answer.scores.data as Float32Array;
}

describe.each(FILES)('land-cover-rgb: %s', (file) => {
  const path = join(folder, file);

  it('says all that is to be known to run it', async () => {
    const { contract } = await loadModelDescription(path);
    expect(contract.contradictions).toEqual([]);
    expect(contract.notes).toEqual([]);
    expect(contract.inputs[0]).toMatchObject({ bands: { value: ['red', 'green', 'blue'] } });
    const spec = await loadNetwork({}, { path, modelSha256: hashModel(await readModel(path)) });
    expect(spec).toMatchObject({
      kind: 'semantic',
      values: 'stored',
      pixelSizeM: 1,
      semantic: { activation: 'softmax' },
    });
    expect(spec.classes.map(({ name }) => name)).toEqual(CLASSES);
    expect(spec.classes.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(spec.classes.map(({ color }) => color)).size).toBe(CLASSES.length);
  });

  it('gives each pixel shares of the classes that add up to 1', async () => {
    const scores = await ask(file, [waves(0)]);
    for (let i = 0; i < AREA; i++) {
      const shares = CLASSES.map((_, k) => scores[k * AREA + i]);
      expect(Math.abs(shares.reduce((sum, share) => sum + share) - 1)).toBeLessThan(1e-5);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    }
  });

  it('says the same of a picture whatever else is asked with it', async () => {
    const alone = await ask(file, [waves(2)]);
    const together = await ask(file, [waves(5), waves(2)]);
    const worst = alone.reduce((most, score, i) => Math.max(most, Math.abs(score - together[alone.length + i])), 0);
    expect(worst).toBeLessThan(1e-5);
  });

  it('is small, and the file that its description means', async () => {
    const item = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
    const assets = Object.values(item.assets) as Record<string, unknown>[];
    const asset = assets.find(({ href }) => href === `./${file}`);
    expect(asset).toMatchObject({ 'file:size': statSync(path).size });
    expect(asset?.['file:checksum']).toBe(`1220${hashModel(await readModel(path))}`);
    expect(statSync(path).size).toBeLessThan(8_000_000);
  });
});
