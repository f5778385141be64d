import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, LandquiltError, UsageError } from '../../src/errors.js';
import { unpackLzw } from '../../src/tiling/codecs/lzw.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { useScratch } from '../support/scratch.js';
import { buildTiff, type TinyPage, type TinyTag } from '../support/tiny-tiff.js';

const write = useScratch();

const PAGE: TinyPage = {
  width: 40,
  height: 30,
  dataType: 'uint16',
  bands: [new Uint16Array(1200).map((_, i) => i), new Uint16Array(1200).map((_, i) => 7 * i)],
  tile: { width: 16, height: 16 },
  isDeflated: true,
  predictor: 2,
};
const short = (tag: number, ...values: number[]): TinyTag => ({ tag, type: 'short', values });
const long = (tag: number, ...values: number[]): TinyTag => ({ tag, type: 'long', values });

async function readAll(path: string): Promise<void> {
  const scene = await openScene(path);
  try {
    await scene.read({ col: 0, row: 0, width: Math.min(scene.width, 64), height: Math.min(scene.height, 64) });
  } finally {
    await scene.close();
  }
}

describe('damaged and hostile files', () => {
  it('that are cut short are refused wherever the cut is', async () => {
    for (const big of [false, true]) {
      const bytes = buildTiff([PAGE, { ...PAGE, tags: [long(254, 1)] }], { big });
      // The file ends with the link that says that nothing follows.
      for (let length = 0; length < bytes.length; length += 64) {
        await expect(readAll(write(bytes.subarray(0, length))), `${length} bytes`).rejects.toThrow(InputError);
      }
      await expect(readAll(write(bytes))).resolves.toBeUndefined();
    }
  });

  it('with any byte changed are read or refused, never worse', async () => {
    const bytes = buildTiff([PAGE]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        async (edits) => {
          const damaged = bytes.slice();
          for (const [at, value] of edits) damaged[at] = value;
          const error = await readAll(write(damaged)).catch((cause: unknown) => cause);
          if (error !== undefined) expect(error).toBeInstanceOf(LandquiltError);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('with a chain of directories that never ends are refused', async () => {
    const bytes = buildTiff([{ ...PAGE, isDeflated: false, predictor: 1 }]);
    const view = new DataView(bytes.buffer);
    view.setUint32(bytes.length - 4, view.getUint32(4, true), true);
    await expect(openScene(write(bytes))).rejects.toThrow(/a chain that ends, got a cycle/);
  });

  const damages: [string, TinyTag[], RegExp][] = [
    ['tiles of 65,535 × 65,535', [short(322, 65_535), short(323, 65_535)], /536870912 bytes each at most/],
    [
      'a size that the tiles do not cover',
      [long(256, 2 ** 31 - 1), long(257, 2 ** 31 - 1)],
      /blocks of the image: wanted \d+ of them, got 6/,
    ],
    ['no size', [long(256, 0)], /a width and a height, got 0 × 30/],
    ['tiles beyond the end', [long(324, 8, 8, 8, 8, 8, 4e9)], /wanted a file of \d+ bytes/],
    ['tiles of no size', [long(322, 0)], /blocks of the image/],
    ['bands of several types', [short(258, 16, 8)], /bands of one type, got a mixture/],
    ['complex numbers', [short(339, 6, 6), short(258, 64, 64)], /got complex float64/],
    ['integers of 64 bits', [short(258, 64, 64)], /got uint64/],
    ['a compression of another kind', [short(259, 34712)], /compression: wanted one that is read, got JPEG 2000/],
    ['an unknown compression', [short(259, 999)], /got compression 999/],
    ['an unknown predictor', [short(317, 4)], /predictor/],
    ['a bit order of its own', [short(266, 2)], /bit order/],
    ['raw YCbCr', [short(262, 6)], /YCbCr colours: wanted JPEG/],
  ];
  it.each(damages)('with %s are refused by name', async (_, tags, message) => {
    const opened = openScene(write(buildTiff([{ ...PAGE, tags }])));
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  });

  it('whose block inflates to more, or less, than it should are refused', async () => {
    for (const tile of [
      { width: 16, height: 32 },
      { width: 16, height: 8 },
    ]) {
      const tags = [long(322, tile.width), long(323, tile.height), long(256, 32), long(257, tile.height)];
      await expect(readAll(write(buildTiff([{ ...PAGE, tags }])))).rejects.toThrow(
        /block \d+ \(deflate\): wanted readable pixels/,
      );
    }
  });

  it('that are no TIFF, or not there, or elsewhere are refused', async () => {
    await expect(openScene(write(Buffer.from('not a picture at all')))).rejects.toThrow(/TIFF header: wanted a TIFF/);
    await expect(openScene('/nowhere/at/all.tif')).rejects.toThrow(/got none \(\/nowhere/);
    await expect(openScene('gs://bucket/scene.tif')).rejects.toThrow(UsageError);
    await expect(openScene(import.meta.dirname)).rejects.toThrow(InputError);
  });

  it('in LZW of the old bit order are refused, not misread', () => {
    expect(() => unpackLzw(Uint8Array.of(0, 1, 2, 3), 10)).toThrow(/least significant bit first/);
  });
});

describe('the fingerprint', () => {
  it('changes when the file is written again', async () => {
    const path = write(buildTiff([PAGE]));
    const fingerprintOf = async () => {
      const scene = await openScene(path);
      await scene.close();
      return scene.fingerprint;
    };
    const before = await fingerprintOf();
    expect(await fingerprintOf()).toBe(before);
    writeFileSync(path, buildTiff([{ ...PAGE, bands: [...PAGE.bands].reverse() }]));
    expect(await fingerprintOf()).not.toBe(before);
  });
});
