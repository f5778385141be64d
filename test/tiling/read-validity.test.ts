import { describe, expect, it } from 'vitest';
import type { Band, DataType } from '../../src/raster/raster.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { useScratch } from '../support/scratch.js';
import { buildTiff, type TinyPage, type TinyTag } from '../support/tiny-tiff.js';

const write = useScratch();

const nodataTag = (values: string): TinyTag => ({ tag: 42113, type: 'ascii', values });
const extraSamples = (...values: number[]): TinyTag => ({ tag: 338, type: 'short', values });
const subfile = (value: number): TinyTag => ({ tag: 254, type: 'long', values: [value] });

function row(dataType: DataType, bands: Band[], ...tags: TinyTag[]): TinyPage {
  return { width: bands[0]!.length, height: 1, dataType, bands, tags };
}

async function validOf(pages: TinyPage[], bands?: number[]): Promise<string> {
  const scene = await openScene(write(buildTiff(pages)));
  const { width, height } = scene;
  const { valid } = await scene.read({ col: 0, row: 0, width, height }, bands ? { bands } : {});
  await scene.close();
  return valid === null ? 'all' : valid.join('');
}

describe('which pixels hold data', () => {
  it('drops a pixel where any band that was asked for is nodata', async () => {
    const page = row('uint8', [Uint8Array.of(0, 1, 9, 9), Uint8Array.of(1, 9, 1, 9)], nodataTag('9'));
    expect(await validOf([page])).toBe('1000');
    expect(await validOf([page], [1])).toBe('1100');
    expect(await validOf([row('uint8', [Uint8Array.of(1, 2)], nodataTag('9'))])).toBe('all');
  });

  it.each<[string, DataType, Band, string]>([
    ['-9999', 'float32', Float32Array.of(-9999, -9999.001, 0), '011'],
    ['0.1', 'float32', Float32Array.of(0.1, 0.10000001, 0.2), '011'],
    ['-3.4028235e+38', 'float32', Float32Array.of(-3.4028234663852886e38, 0, 1), '011'],
    ['-3.40282347e+39', 'float32', Float32Array.of(-3.4028234663852886e38, 0, 1), '011'],
    ['nan', 'float32', Float32Array.of(Number.NaN, 0, 1), '011'],
    ['-9999', 'float64', Float64Array.of(Number.NaN, -9999, 1), '001'],
    ['-inf', 'float64', Float64Array.of(Number.NEGATIVE_INFINITY, 0, 1), '011'],
    ['-1', 'uint8', Uint8Array.of(255, 0, 1), 'all'],
    ['256', 'uint8', Uint8Array.of(0, 255, 1), 'all'],
    ['0.5', 'uint8', Uint8Array.of(0, 1, 2), 'all'],
    ['nan', 'int16', Int16Array.of(0, 1, 2), 'all'],
    ['-32768', 'int16', Int16Array.of(-32768, 1, 2), '011'],
    ['4294967295', 'uint32', Uint32Array.of(4294967295, 1, 2), '011'],
    [' 7 ', 'uint16', Uint16Array.of(7, 1, 2), '011'],
    ['none', 'uint16', Uint16Array.of(0, 1, 2), 'all'],
  ])('takes nodata %s for %s exactly', async (text, dataType, band, valid) => {
    expect(await validOf([row(dataType, [band], nodataTag(text))])).toBe(valid);
  });

  it('drops NaN in floats that name no nodata', async () => {
    expect(await validOf([row('float32', [Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY)])])).toBe('101');
  });

  it('drops pixels of alpha 0, whichever bands are read', async () => {
    const bands = [Uint8Array.of(1, 2, 3), Uint8Array.of(0, 1, 255)];
    for (const isPlanar of [false, true]) {
      const page = { ...row('uint8', bands, extraSamples(2)), isPlanar };
      expect(await validOf([page], [1])).toBe('011');
      expect(await validOf([page])).toBe('011');
    }
    expect(await validOf([row('uint8', bands, extraSamples(0))])).toBe('all');
  });

  it('keeps near infrared that is marked as alpha: by its metadata, or by a nodata value', async () => {
    const bands = [1, 2, 3, 4].map(() => Uint8Array.of(7, 0, 5));
    const xml = '<GDALMetadata><Item name="COLORINTERP" sample="3" role="colorinterp">Undefined</Item></GDALMetadata>';
    const metadata: TinyTag = { tag: 42112, type: 'ascii', values: xml };
    expect(await validOf([row('uint8', bands, extraSamples(2), metadata)])).toBe('all');
    expect(await validOf([row('uint8', bands, extraSamples(2), nodataTag('255'))])).toBe('all');
    expect(await validOf([row('uint8', bands, extraSamples(2))])).toBe('101');
  });

  it('drops pixels outside the internal mask, at each level by its own', async () => {
    const page = (values: number[], ...tags: TinyTag[]) => row('uint8', [Uint8Array.from(values)], ...tags);
    const pages = [
      page([1, 2, 3, 4]),
      page([1, 1, 0, 0], subfile(4)),
      page([1, 3], subfile(1)),
      page([0, 255], subfile(5)),
    ];
    expect(await validOf(pages)).toBe('1100');
    const scene = await openScene(write(buildTiff(pages)));
    const { valid } = await scene.read({ col: 0, row: 0, width: 2, height: 1 }, { level: 1 });
    expect(valid).toEqual(Uint8Array.of(0, 1));
    await scene.close();
  });

  it('does not offer an overview without the mask that full resolution has', async () => {
    const page = (values: number[], ...tags: TinyTag[]) => row('uint8', [Uint8Array.from(values)], ...tags);
    const scene = await openScene(write(buildTiff([page([1, 2]), page([1, 0], subfile(4)), page([1], subfile(1))])));
    expect(scene.overviews).toEqual([]);
    await scene.close();
  });
});
