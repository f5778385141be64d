import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fromArrayBuffer, type GeoTIFF } from 'geotiff';
import { describe, expect, it } from 'vitest';
import { type Band, createBand, type DataType } from '../../src/raster/raster.js';
import { halveByMode } from '../../src/tiling/overviews.js';
import { type CogOptions, fileSpool, type ReadRows, writeCog } from '../../src/tiling/write-cog.js';

const maskOptions: CogOptions = {
  width: 40,
  height: 50,
  dataType: 'uint8',
  bandCount: 1,
  affine: [10, 0, 500000, 0, -10, 5200000],
  crs: { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' },
  nodata: 0,
  palette: [
    { id: 1, name: 'water', color: '#0080ff' },
    { id: 3, name: 'trees', color: '#00ff00' },
  ],
  overviews: 'mode',
  blockSizePx: 16,
};

async function write(options: CogOptions, readRows: ReadRows): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeCog(options, readRows)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

const open = (bytes: Uint8Array): Promise<GeoTIFF> => fromArrayBuffer(bytes.slice().buffer);

/** Serves the rows of whole bands, as the owner of an image would. */
const rowsOf =
  (bands: readonly Band[], width: number): ReadRows =>
  (row, count) =>
    bands.map((band) => band.subarray(row * width, (row + count) * width));

/** Values that neither repeat with the blocks nor stay in one byte where the type holds more. */
function somePixels(dataType: DataType, length: number, seed = 1): Band {
  const band = createBand(dataType, length);
  for (let i = 0; i < length; i++) band[i] = ((i * 2654435761 * seed) >>> 7) % 70001;
  return band;
}

const someMask = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => ((i * i) >>> 3) % 4);

async function levels(bytes: Uint8Array): Promise<{ width: number; height: number; bands: Band[] }[]> {
  const tiff = await open(bytes);
  const images = Array.from({ length: await tiff.getImageCount() }, (_, index) => tiff.getImage(index));
  return Promise.all(
    images.map(async (promise) => {
      const image = await promise;
      return { width: image.getWidth(), height: image.getHeight(), bands: [...(await image.readRasters())] as Band[] };
    }),
  );
}

/** Deep equality of large typed arrays takes seconds. */
const expectSameBytes = (got: Band, wanted: Band): void =>
  expect(Buffer.compare(toBytes(got), toBytes(wanted))).toBe(0);
const toBytes = ({ buffer, byteOffset, byteLength }: Band): Buffer => Buffer.from(buffer, byteOffset, byteLength);

describe('a written COG', () => {
  it.each([
    [1, 1],
    [511, 3],
    [512, 3],
    [513, 3],
    [3, 513],
    [1025, 1025],
  ])('reads back as it was, %i × %i', async (width, height) => {
    const mask = someMask(width * height);
    const { blockSizePx, ...options } = maskOptions;
    const [full, ...overviews] = await levels(await write({ ...options, width, height }, rowsOf([mask], width)));
    expect([full!.width, full!.height]).toEqual([width, height]);
    expectSameBytes(full!.bands[0]!, mask);
    let last: Uint8Array = mask;
    for (const [index, overview] of overviews.entries()) {
      const lastWidth = index === 0 ? width : overviews[index - 1]!.width;
      last = halveByMode(last, { width: lastWidth, dataType: 'uint8', nodata: 0 }) as Uint8Array;
      expectSameBytes(overview.bands[0]!, last);
    }
    expect(overviews.length).toBe(Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / 512))));
  });

  it('keeps every type, any number of bands and any size', async () => {
    const cases = fc.record({
      dataType: fc.constantFrom<DataType>('uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'),
      bandCount: fc.integer({ min: 1, max: 5 }),
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
      bigTiff: fc.constantFrom('auto' as const, 'always' as const),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ bandCount, ...size }) => {
        const { palette, ...plain } = maskOptions;
        const bands = Array.from({ length: bandCount }, (_, b) =>
          somePixels(size.dataType, size.width * size.height, b + 1),
        );
        const options: CogOptions = { ...plain, ...size, bandCount, nodata: null, overviews: 'nearest' };
        const [full] = await levels(await write(options, rowsOf(bands, size.width)));
        expect(full!.bands).toEqual(bands);
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on where its blocks wait, and leaves nothing behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cog-'));
    const rows = rowsOf([someMask(2000)], 40);
    const inMemory = await write(maskOptions, rows);
    const inFile = await write({ ...maskOptions, spool: await fileSpool(join(folder, 'blocks')) }, rows);
    expect(Buffer.compare(inMemory, inFile)).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('passes on the failure of its reader, and leaves nothing behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cog-'));
    const spool = await fileSpool(join(folder, 'blocks'));
    const reader: ReadRows = (row, count) => {
      if (row > 0) throw new Error('the tile is gone');
      return [new Uint8Array(40 * count)];
    };
    await expect(write({ ...maskOptions, spool }, reader)).rejects.toThrow('the tile is gone');
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('asks for each row of blocks once, in order', async () => {
    const asked: [row: number, count: number][] = [];
    await write(maskOptions, (row, count) => {
      asked.push([row, count]);
      return [new Uint8Array(40 * count)];
    });
    expect(asked).toEqual([
      [0, 16],
      [16, 16],
      [32, 16],
      [48, 2],
    ]);
  });

  it('has its directories before its data, and small overviews before large ones', async () => {
    const bytes = await write(maskOptions, rowsOf([someMask(2000)], 40));
    const tiff = await open(bytes);
    const starts: number[] = [];
    for (let index = (await tiff.getImageCount()) - 1; index >= 0; index--) {
      const directory = (await tiff.getImage(index)).fileDirectory;
      starts.push(...((await directory.loadValue('TileOffsets')) as ArrayLike<number> as number[]));
    }
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    const ghost = new TextDecoder().decode(bytes.subarray(8, 300));
    const [, size, text] = /^GDAL_STRUCTURAL_METADATA_SIZE=(\d{6}) bytes\n([^\0]*)/.exec(ghost)!;
    expect(text!.slice(0, Number(size))).toMatch(/^LAYOUT=IFDS_BEFORE_DATA\n[\s\S]*=NO\n $/);
  });

  it('frames every block with its size and its last bytes, with no gap between blocks', async () => {
    const bytes = await write(maskOptions, rowsOf([someMask(2000)], 40));
    const view = new DataView(bytes.buffer);
    const tiff = await open(bytes);
    let expectedByte = 0;
    for (let index = (await tiff.getImageCount()) - 1; index >= 0; index--) {
      const directory = (await tiff.getImage(index)).fileDirectory;
      const offsets = (await directory.loadValue('TileOffsets')) as ArrayLike<number>;
      const counts = (await directory.loadValue('TileByteCounts')) as ArrayLike<number>;
      for (let i = 0; i < offsets.length; i++) {
        const [startByte, endByte] = [offsets[i]!, offsets[i]! + counts[i]!];
        expect(view.getUint32(startByte - 4, true)).toBe(counts[i]);
        expect(bytes.slice(endByte, endByte + 4)).toEqual(bytes.slice(endByte - 4, endByte));
        if (expectedByte > 0) expect(startByte - 4).toBe(expectedByte);
        expectedByte = endByte + 4;
      }
    }
    expect(expectedByte).toBe(bytes.length);
  });

  it('says what it holds', async () => {
    const options = { ...maskOptions, bandNames: ['class'], metadata: { CLASS_1: 'a < b & "c"' } };
    const image = await (await open(await write(options, rowsOf([someMask(2000)], 40)))).getImage();
    expect(image.getGDALNoData()).toBe(0);
    expect(image.getOrigin().slice(0, 2)).toEqual([500000, 5200000]);
    expect(image.getResolution().slice(0, 2)).toEqual([10, -10]);
    expect(image.getGeoKeys()).toMatchObject({
      GTModelTypeGeoKey: 1,
      GTRasterTypeGeoKey: 1,
      ProjectedCSTypeGeoKey: 32633,
    });
    const colors = (await image.fileDirectory.loadValue('ColorMap')) as ArrayLike<number>;
    expect([1, 257, 513].map((index) => colors[index])).toEqual([0, 0x8080, 0xffff]);
  });
});

describe('options that contradict each other', () => {
  const rows: ReadRows = (_, count) => [new Uint8Array(40 * count)];

  it.each([
    [{ dataType: 'uint16' }, /palette: wanted 1 band of uint8, got 1 of uint16/],
    [{ width: 0 }, /size of the image/],
    [{ blockSizePx: 100 }, /multiple of 16 pixels, got 100/],
  ] as [Partial<CogOptions>, RegExp][])('%j is refused', async (change, message) => {
    await expect(write({ ...maskOptions, ...change }, rows)).rejects.toThrow(message);
  });

  it('rows of the wrong length are refused', async () => {
    await expect(write({ ...maskOptions, width: 41 }, rows)).rejects.toThrow(
      /wanted 1 bands of 656 values, got 1 of 640/,
    );
  });
});
