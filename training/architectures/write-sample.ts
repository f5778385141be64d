import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGround } from '../../src/sample/ground.js';
import { paintPixel, planLandscape } from '../../src/sample/landscape.js';
import { hash } from '../../src/sample/noise.js';
import type { ParcelPlace } from '../../src/sample/parcels.js';
import { generateSampleScene } from '../../src/sample/sample-scene.js';
import { TRUTH } from '../../src/sample/spectra.js';
import { writeSampleScene } from '../../src/sample/write-sample-scene.js';

// Writes what the networks learn from: the sample scene, its true classes, and its true fields.
// Usage: npx tsx training/architectures/write-sample.ts <folder>

const FIELD_CLASSES: readonly number[] = [TRUTH.denseCrop, TRUTH.sparseCrop, TRUTH.bareSoil, TRUTH.grass];
/** From here on a pixel belongs to its field; nearer to a border it belongs to the border. */
const MARGIN_PX = 0.6;

/** The number of the parcel of each pixel that is farmed, from 1; 0 elsewhere. `size × size`, row by row. */
function findParcels(size: number, seed: number): Uint16Array {
  const land = planLandscape(size, hash(seed, 77, 1) >>> 8);
  const place: ParcelPlace = { parcel: null, roadPx: 0, trackPx: 0, furrowPx: 0 };
  const ground = createGround();
  const { classes } = generateSampleScene({ size, seed }).truth;
  return Uint16Array.from({ length: size * size }, (_, i) => {
    if (!FIELD_CLASSES.includes(classes[i])) return 0;
    paintPixel(land, i % size, Math.floor(i / size), place, ground);
    const isBorder = Math.min(place.roadPx, place.trackPx, place.furrowPx) < MARGIN_PX;
    return isBorder || !FIELD_CLASSES.includes(ground.classId) ? 0 : (place.parcel?.id ?? -1) + 1;
  });
}

const [folder = 'out/architectures'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const { scene } = await writeSampleScene(folder);
await writeFile(join(folder, 'parcels.bin'), findParcels(scene.width, 1));
