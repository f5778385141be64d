import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { TileType, tileIdToZxy, zxyToTileId } from 'pmtiles';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../../../src/vectorize/formats/pmtiles/byte-writer.js';
import { type TilePlace, tileId } from '../../../../src/vectorize/formats/pmtiles/tile-id.js';
import { quartersOf } from '../../../../src/vectorize/formats/pmtiles/tile-node.js';
import type { DrawnTile } from '../../../../src/vectorize/formats/pmtiles/walk-tiles.js';
import { seededRandom } from '../batches.js';
import { packArchive } from './maps.js';
import { openArchive } from './read-archive.js';

/** Most entries that fit nowhere but in leaves. */
const SMALL = { rootBytes: 60, leafEntries: 2 };

const placeOf = (id: number): TilePlace => {
  const [z, x, y] = tileIdToZxy(id);
  return { z, x, y };
};

async function* tilesOf(tiles: { id: number; text: string }[]): AsyncGenerator<DrawnTile> {
  for (const { id, text } of tiles) yield { place: placeOf(id), bytes: new TextEncoder().encode(text) };
}

const someTiles = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: 0, max: 400 }), text: fc.constantFrom('sea', 'land', 'a', 'b', 'c'.repeat(90)) }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 120 },
);

describe('the number of a tile', () => {
  it('is the one of the reader, at every zoom', () => {
    const place = fc.integer({ min: 0, max: 26 }).chain((z) => {
      const number = fc.integer({ min: 0, max: 2 ** z - 1 });
      return fc.record({ z: fc.constant(z), x: number, y: number });
    });
    fc.assert(fc.property(place, (tile) => tileId(tile) === zxyToTileId(tile.z, tile.x, tile.y)));
    for (let id = 0; id < 1365; id++) expect(tileId(placeOf(id))).toBe(id);
  });

  it('follows that of the quarter before', () => {
    const quarters = quartersOf({ z: 3, x: 5, y: 2 }).map(tileId);
    expect(quarters).toEqual([0, 1, 2, 3].map((i) => quarters[0]! + i));
  });
});

describe('a varint', () => {
  it('is what protocol buffers read', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), (value, signed) => {
        const writer = new ByteWriter(1);
        writer.varint(value);
        writer.zigzag(signed);
        const reader = new PbfReader(writer.written().slice());
        expect(reader.readVarint()).toBe(value);
        expect(reader.readSVarint()).toBe(signed);
        expect(reader.pos).toBe(writer.length);
      }),
    );
  });
});

describe('an archive', () => {
  it.each([
    ['one directory', undefined],
    ['leaf directories', SMALL],
  ])('with %s gives back every tile and no other', async (_, limits) => {
    await fc.assert(
      fc.asyncProperty(someTiles, async (tiles) => {
        const archive = await openArchive(await packArchive(tilesOf(tiles), limits ? { limits } : {}));
        const texts = new Map(tiles.map(({ id, text }) => [id, text]));
        for (let id = 0; id <= 410; id++) {
          const bytes = await archive.bytes(placeOf(id));
          expect(bytes && new TextDecoder().decode(bytes)).toBe(texts.get(id) ?? null);
        }
        const { header, entries } = archive;
        expect(header.numAddressedTiles).toBe(tiles.length);
        expect(header.numTileEntries).toBe(entries.length);
        expect(header.numTileContents).toBe(new Set(texts.values()).size);
      }),
      { numRuns: 20 },
    );
  });

  it('holds tiles in order of number, equal ones once, neighbours in one entry', async () => {
    const texts = ['sea', 'sea', 'land', 'sea', 'sea', 'sea', 'x'];
    const tiles = texts.map((text, i) => ({ id: 10 + i, text }));
    const archive = await openArchive(await packArchive(tilesOf(tiles)));
    expect(archive.entries.map(({ id, runLength }) => [id, runLength])).toEqual([
      [10, 2],
      [12, 1],
      [13, 3],
      [16, 1],
    ]);
    const [sea, land, seaAgain, last] = archive.entries.map(({ offset }) => offset);
    expect(sea).toBe(0);
    expect(land).toBe(archive.entries[0]!.length);
    expect(seaAgain).toBe(0);
    expect(last).toBe(land! + archive.entries[1]!.length);
    expect(archive.header).toMatchObject({
      clustered: true,
      numTileContents: 3,
      tileDataLength: last! + archive.entries[3]!.length,
    });
  });

  it('has the same bytes in whatever order the tiles come', async () => {
    const tiles = Array.from({ length: 300 }, (_, i) => ({ id: 7 * i, text: `tile ${i % 250}` }));
    const inOrder = await packArchive(tilesOf(tiles), { limits: SMALL });
    const backwards = await packArchive(tilesOf(tiles.toReversed()), { limits: SMALL });
    expect(Buffer.compare(inOrder, backwards)).toBe(0);
  });

  it('keeps header and root within the first 16,384 bytes, however many tiles', async () => {
    // ids and lengths without a pattern, so that the directory does not deflate
    const random = seededRandom(1);
    let id = 0;
    const tiles = Array.from({ length: 8000 }, (_, i) => {
      id += 1 + Math.floor(5000 * random());
      return { id, text: `${i} ${'x'.repeat(999 * random() * (i % 2))}` };
    });
    const archive = await openArchive(await packArchive(tilesOf(tiles)));
    const { header } = archive;
    expect(header.rootDirectoryOffset).toBe(127);
    expect(127 + header.rootDirectoryLength).toBeLessThan(16_384);
    expect(header.leafDirectoryLength).toBeGreaterThan(16_384);
    expect(archive.places).toEqual(tiles.map(({ id }) => placeOf(id)));
  });

  it('across the antimeridian lies around the world, its middle where it is', async () => {
    const across = async (west: number, east: number) => {
      const bytes = await packArchive(tilesOf([{ id: 0, text: 'world' }]), { bboxLonLat: [west, 51, east, 52] });
      const { minLon, maxLon, centerLon } = (await openArchive(bytes)).header;
      expect([minLon, maxLon]).toEqual([-180, 180]);
      return centerLon;
    };
    expect(await across(178, -176)).toBe(-179);
    expect(await across(176, -178)).toBe(179);
  });

  it('says what it holds and where', async () => {
    const bytes = await packArchive(tilesOf([{ id: 0, text: 'world' }]), { maxZoom: 9, metadata: { name: 'Großes' } });
    const archive = await openArchive(bytes);
    expect(archive.header).toMatchObject({
      specVersion: 3,
      tileType: TileType.Mvt,
      minZoom: 0,
      maxZoom: 9,
      centerZoom: 2,
    });
    expect(archive.header).toMatchObject({
      minLon: -0.5,
      minLat: 51,
      maxLon: 0.5,
      maxLat: 52,
      centerLon: 0,
      centerLat: 51.5,
    });
    expect(archive.header).toMatchObject({ internalCompression: 2, tileCompression: 2 });
    expect(await archive.metadata()).toEqual({ name: 'Großes' });
    const end = archive.header.tileDataOffset + archive.header.tileDataLength!;
    expect(end).toBe(bytes.length);
  });
});
