import { InputError } from '../errors.js';
import type { Band, Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import type { Scene } from '../tiling/open-scene.js';

/** Codes below this have a table; others are looked up one by one. */
const TABLE_SIZE = 2 ** 16;
const NOT_ASKED = 0xffff;

/** Turns class codes into places (see `ClassTable`), each code asked for once. */
export interface PlaceReader {
  /** Places of the band's pixels, 0 where there is no class. */
  places(band: Band, valid: Uint8Array | null): Uint8Array;
}

/** `placeOf` is asked for whole numbers from 0. */
export function createPlaceReader(placeOf: (code: number) => number, source: string): PlaceReader {
  const table = new Uint16Array(TABLE_SIZE).fill(NOT_ASKED);
  const rare = new Map<number, number>();
  const ask = (code: number): number => {
    if (!Number.isInteger(code) || code < 0) {
      throw new InputError({
        thing: 'class',
        wanted: 'a whole number from 0 to 4294967295',
        got: String(code),
        source,
      });
    }
    if (code < TABLE_SIZE) {
      table[code] = placeOf(code);
      return table[code];
    }
    const place = rare.get(code) ?? placeOf(code);
    rare.set(code, place);
    return place;
  };
  /** The usual case: half of the time of the general one. */
  const placeBytes = (codes: Uint8Array, out: Uint8Array): void => {
    for (let i = 0; i < codes.length; i++) {
      const place = table[codes[i]];
      out[i] = place === NOT_ASKED ? ask(codes[i]) : place;
    }
  };
  return {
    places(band, valid) {
      const out = new Uint8Array(band.length);
      if (band instanceof Uint8Array && valid === null) {
        placeBytes(band, out);
        return out;
      }
      for (let i = 0; i < band.length; i++) {
        if (valid !== null && valid[i] === 0) continue;
        const code = band[i];
        // A code that no table has reads as undefined.
        const place = table[code] ?? NOT_ASKED;
        out[i] = place === NOT_ASKED ? ask(code) : place;
      }
      return out;
    },
  };
}

/** The one band of a class or instance raster. */
export async function readBand(scene: Scene, window: Window): Promise<{ band: Band; valid: Raster['valid'] }> {
  const { bands, valid } = await scene.read(window, { bands: [1] });
  return { band: bands[0], valid };
}

/** @throws InputError where a scene is not one band, but for alpha */
export function checkOneBand(thing: string, { bandCount, alphaBand, location }: Scene): void {
  const count = alphaBand === null ? bandCount : bandCount - 1;
  if (count === 1) return;
  throw new InputError({ thing, wanted: 'one band of class numbers', got: `${count} bands`, source: location });
}
