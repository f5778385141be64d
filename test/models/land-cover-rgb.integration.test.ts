import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hashModel, openSession, readModel } from '../../src/segment/onnx/session.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';

const folder = join(import.meta.dirname, '../../models/land-cover-rgb');
/** Colours of the masks, in the order of the classes. */
const COLOURS = [0x3c1098, 0x8429f6, 0x6ec1e4, 0xfedd3a, 0xe2a929];
const SIDE = 480;
const AREA = SIDE * SIDE;

interface Place {
  tile: number;
  part: number;
  left: number;
  top: number;
}

/** In images that training never saw, though it saw the rest of their tiles. */
const SEEN: readonly Place[] = [
  { tile: 3, part: 5, left: 100, top: 100 },
  { tile: 4, part: 7, left: 100, top: 100 },
  { tile: 6, part: 5, left: 100, top: 100 },
  { tile: 7, part: 5, left: 100, top: 100 },
  { tile: 7, part: 5, left: 1200, top: 100 },
  { tile: 8, part: 5, left: 100, top: 900 },
  { tile: 8, part: 5, left: 1200, top: 900 },
];
/** Of a tile that it saw nothing of. */
const UNSEEN: readonly Place[] = [4, 6, 8].map((part) => ({ tile: 2, part, left: 0, top: 0 }));

/** Red, green and blue of each pixel. */
function readColours(path: string, { left, top }: Place): Promise<Buffer> {
  const image = sharp(path).extract({ left, top, width: SIDE, height: SIDE });
  return image.removeAlpha().toColourspace('srgb').raw().toBuffer();
}

/** Pixels with a known class, and how many of them a model gets right. */
async function judge(model: string, place: Place): Promise<{ known: number; right: number }> {
  const path = (kind: string, ending: string): string =>
    sharedPath(`labelled/dubai-mbrsc/Tile ${place.tile}/${kind}/image_part_00${place.part}.${ending}`);
  const image = await readColours(path('images', 'jpg'), place);
  const mask = await readColours(path('masks', 'png'), place);
  const file = join(folder, model);
  const session = await openSession({ path: file, sha256: hashModel(await readModel(file)), threads: 1 });
  const data = Float32Array.from({ length: 3 * AREA }, (_, i) => image[(i % AREA) * 3 + Math.floor(i / AREA)] / 255);
  const { scores } = await session.run({ image: { data, shape: [1, 3, SIDE, SIDE] } }, ['scores']);
  let known = 0;
  let right = 0;
  for (let i = 0; i < AREA; i++) {
    const truth = COLOURS.indexOf(mask.readUIntBE(3 * i, 3));
    if (truth < 0) continue;
    const shares = COLOURS.map((_, k) => Number(scores.data[k * AREA + i]));
    known++;
    if (shares.indexOf(Math.max(...shares)) === truth) right++;
  }
  return { known, right };
}

async function accuracyOf(model: string, places: readonly Place[]): Promise<number> {
  let known = 0;
  let right = 0;
  for (const place of places) {
    const found = await judge(model, place);
    known += found.known;
    right += found.right;
  }
  return right / known;
}

describe.skipIf(!hasSharedData)('land-cover-rgb on pictures that it never saw', () => {
  it.each(['model.onnx', 'model.int8.onnx'])('%s is right about most of their pixels', async (model) => {
    const [seen, unseen] = [await accuracyOf(model, SEEN), await accuracyOf(model, UNSEEN)];
    expect(seen).toBeGreaterThan(0.75);
    expect(unseen).toBeGreaterThan(0.6);
  });
});
