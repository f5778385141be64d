import { InputError } from '../../errors.js';
import type { BandReader } from '../sample-band.js';
import { PairCounts } from './pair-counts.js';
import type { SegmentSide } from './tile-segments.js';

/**
 * Segments are the pixels of one class with one number in an instance raster, wherever they are. Pixels without a number
 * (0, or nodata) are no object: those of a class make one segment together, as "stuff" does in the paper.
 */
export function createInstanceSide(read: BandReader, source: string): SegmentSide {
  /** Numbers by place and instance: a map in the clothes of a counter. */
  const numberOf = new PairCounts();
  const labelOf = new PairCounts();
  let keys: { place: number; instance: number }[] = [];

  return {
    async label({ core }, places) {
      const { band, valid } = await read(core);
      labelOf.clear();
      keys = [{ place: 0, instance: 0 }];
      const labels = new Uint32Array(places.length);
      let [lastPlace, lastInstance, lastLabel] = [0, 0, 0];
      for (let i = 0; i < places.length; i++) {
        const place = places[i];
        if (place === 0) continue;
        const instance = valid !== null && valid[i] === 0 ? 0 : band[i];
        if (place !== lastPlace || instance !== lastInstance) {
          lastLabel = labelFor(place, instance);
          lastPlace = place;
          lastInstance = instance;
        }
        labels[i] = lastLabel;
      }
      return {
        labels,
        count: keys.length - 1,
        placeOf: Uint8Array.from(keys, ({ place }) => place),
        isOpen: new Uint8Array(keys.length).fill(1, 1),
        isThing: Uint8Array.from(keys, ({ instance }) => (instance > 0 ? 1 : 0)),
      };
    },
    number(_, { count }) {
      const numbers = new Uint32Array(count + 1);
      for (let label = 1; label <= count; label++) {
        const { place, instance } = keys[label];
        if (numberOf.get(place, instance) === 0) numberOf.add(place, instance, numberOf.size + 1);
        numbers[label] = numberOf.get(place, instance);
      }
      return numbers;
    },
    rootOf: (number) => number,
  };

  function labelFor(place: number, instance: number): number {
    const known = labelOf.get(place, instance);
    if (known !== 0) return known;
    if (!Number.isInteger(instance) || instance < 0 || instance > 0xffffffff) {
      throw new InputError({ thing: 'instance', wanted: 'whole numbers from 0', got: String(instance), source });
    }
    labelOf.add(place, instance, keys.length);
    keys.push({ place, instance });
    return keys.length - 1;
  }
}
