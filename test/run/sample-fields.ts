import { createGround } from '../../src/sample/ground.js';
import { paintPixel, planLandscape } from '../../src/sample/landscape.js';
import { hash } from '../../src/sample/noise.js';
import type { ParcelPlace } from '../../src/sample/parcels.js';
import type { SampleScene } from '../../src/sample/sample-scene.js';
import { TRUTH } from '../../src/sample/spectra.js';
import { labelParts } from '../../src/vectorize/label.js';

/** What the networks for instances were shown as green fields and as open ones. */
const KINDS: readonly (readonly number[])[] = [
  [TRUTH.denseCrop, TRUTH.grass],
  [TRUTH.sparseCrop, TRUTH.bareSoil],
];
/** Nearer to a border a pixel belongs to no field. */
const MARGIN_PX = 0.6;
const LEAST_PX = 60;

export interface SampleFields {
  /** Numbers of fields from 1; 0 is no field. */
  fields: Uint32Array;
  /** Of each pixel's field: 1 green, 2 open; 0 is no field. */
  kinds: Uint8Array;
  count: number;
}

/** The fields of a sample scene of that seed, as large as it is: parcels, where other land cuts one apart several. */
export function findFields({ width: size, truth: { classes } }: SampleScene, seed: number): SampleFields {
  const land = planLandscape(size, hash(seed, 77, 1) >>> 8);
  const place: ParcelPlace = { parcel: null, roadPx: 0, trackPx: 0, furrowPx: 0 };
  const ground = createGround();
  const isField = (id: number): boolean => KINDS.some((kind) => kind.includes(id));
  const parcels = Uint32Array.from({ length: size * size }, (_, i) => {
    if (!isField(classes[i])) return 0;
    paintPixel(land, i % size, Math.floor(i / size), place, ground);
    const isBorder = Math.min(place.roadPx, place.trackPx, place.furrowPx) < MARGIN_PX;
    return isBorder || !isField(ground.classId) ? 0 : (place.parcel?.id ?? -1) + 1;
  });
  const { labels, count } = labelParts(parcels, size, size);
  return keepFields(labels, count, classes);
}

function keepFields(labels: Uint32Array, partCount: number, classes: Uint8Array): SampleFields {
  const shares = KINDS.map(() => new Uint32Array(partCount + 1));
  labels.forEach((label, i) => {
    KINDS.forEach((kind, k) => {
      if (kind.includes(classes[i])) shares[k][label]++;
    });
  });
  const numbers = new Uint32Array(partCount + 1);
  let count = 0;
  for (let label = 1; label <= partCount; label++) {
    if (shares[0][label] + shares[1][label] >= LEAST_PX) numbers[label] = ++count;
  }
  const fields = labels.map((label) => numbers[label]);
  const kinds = Uint8Array.from(labels, (label) =>
    numbers[label] === 0 ? 0 : shares[1][label] > shares[0][label] ? 2 : 1,
  );
  return { fields, kinds, count };
}
