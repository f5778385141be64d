import { crsFromEpsg } from '../src/raster/crs.js';
import { writeSceneFile } from './scene-file.js';

/** Class masks as benches need them: `fields` has few large regions, `patchy` many, `noisy` nearly one per pixel. */
export type MaskKind = 'fields' | 'patchy' | 'noisy';

/** An integer hash: the same on any machine. */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(seed, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Smooth noise in [-1, 1] over a lattice of `cell` pixels. */
function smoothNoise(x: number, y: number, cell: number, seed: number): number {
  const col = Math.floor(x / cell);
  const row = Math.floor(y / cell);
  const u = x / cell - col;
  const v = y / cell - row;
  const at = (i: number, j: number) => hash(col + i, row + j, seed) / 2 ** 31 - 1;
  const top = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
  const bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
  return top + (bottom - top) * v;
}

/** Class of a pixel, 1 to 8. */
export function classAt(kind: MaskKind, x: number, y: number): number {
  if (kind === 'noisy') return 1 + (hash(x, y, 7) % 6);
  const bend = 20 * smoothNoise(x, y, 160, 3);
  const field = 1 + (hash(Math.floor((x + bend) / 130), Math.floor((y - bend) / 110), 5) % 8);
  if (kind === 'fields') return field;
  const patch = smoothNoise(x, y, 24, 11) + 0.6 * smoothNoise(x, y, 9, 13);
  return patch > 0.75 ? 1 + ((field + 2) % 8) : patch < -0.75 ? 1 + ((field + 5) % 8) : field;
}

/** Writes a seeded class mask (UTM 31N, 10 m pixels) as a COG. */
export async function writeMaskFile(path: string, kind: MaskKind, size: number): Promise<void> {
  const rows = (row: number, count: number) => {
    const classes = new Uint8Array(size * count);
    for (let i = 0; i < classes.length; i++) classes[i] = classAt(kind, i % size, row + Math.floor(i / size));
    return [classes];
  };
  const place = { affine: [10, 0, 399960, 0, -10, 5300040], crs: crsFromEpsg(32631) } as const;
  await writeSceneFile(path, { width: size, height: size, dataType: 'uint8', bandCount: 1, ...place }, rows);
}
