import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleFiles, writeSampleScene } from '../../src/sample/write-sample-scene.js';

let folder: string;
let files: SampleFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landquilt-sample-'));
  files = await writeSampleScene(join(folder, 'new'), { size: 96 });
});
afterAll(() => rm(folder, { recursive: true }));

async function openImage(path: string) {
  const bytes = await readFile(path);
  return (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage();
}

describe('writeSampleScene', () => {
  it('writes the scene so that another reader finds the same pixels', async () => {
    const image = await openImage(files.scenePath);
    const bands = await image.readRasters();
    expect(bands.length).toBe(10);
    for (const [i, band] of files.scene.bands.entries())
      expect(Buffer.from(bands[i] as never)).toEqual(Buffer.from(band));
    expect(image.getOrigin().slice(0, 2)).toEqual([545000, 5340000]);
    expect(image.getGDALNoData()).toBe(0);
    expect(await image.getGDALMetadata()).toMatchObject({ BOA_ADD_OFFSET: '-1000' });
    expect(await image.getGDALMetadata(4)).toMatchObject({ DESCRIPTION: 'B08' });
  });

  it('writes the truth beside it', async () => {
    const [truth] = await (await openImage(files.truthPath)).readRasters();
    expect(truth).toEqual(files.scene.truth.classes);
  });
});
