import fc from 'fast-check';
import { intersectWindows, type Window } from '../../../../../src/raster/window.js';
import { createLattice, type Lattice } from '../../../../../src/segment/onnx/network/lattice.js';
import type { Patch, PatchInstance } from '../../../../../src/segment/onnx/network/spec.js';

export interface Disk {
  x: number;
  y: number;
  radius: number;
  class: number;
}

/** A scene with disks on it, and the patches it is seen in. */
export interface DiskScene {
  width: number;
  height: number;
  patchPx: number;
  overlapPx: number;
  lattice: Lattice;
  disks: Disk[];
}

/** Objects that share no pixel; some touch. */
export interface Objects {
  width: number;
  height: number;
  /** From 1, in order of the disks that are drawn. */
  labels: Uint32Array;
  classes: number[];
  masks: Uint8Array[];
}

export const CLASS_COUNT = 2;

/** Scenes of up to a few patches, with disks that may be larger than those. */
export const scenes: fc.Arbitrary<DiskScene> = fc
  .record({
    width: fc.integer({ min: 12, max: 48 }),
    height: fc.integer({ min: 12, max: 48 }),
    patchPx: fc.integer({ min: 8, max: 20 }),
    overlapShare: fc.double({ min: 0, max: 1, noNaN: true }),
    disks: fc.array(
      fc.record({
        x: fc.integer({ min: -4, max: 52 }),
        y: fc.integer({ min: -4, max: 52 }),
        radius: fc.integer({ min: 1, max: 16 }),
        class: fc.nat({ max: CLASS_COUNT - 1 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ overlapShare, ...scene }) => {
    // At least one pixel is seen by both of two neighbours, and each has a cell of at least two.
    const overlapPx = 1 + Math.floor(overlapShare * (scene.patchPx / 2 - 2));
    return { ...scene, overlapPx, lattice: latticeOf(scene, { ...scene, overlapPx }) };
  });

/** The patches that a network of that size is shown of a scene. */
export const latticeOf = (
  size: { width: number; height: number },
  { patchPx, overlapPx }: Pick<DiskScene, 'patchPx' | 'overlapPx'>,
): Lattice => createLattice(size, { patchPx, overlapPx, semantic: null });

/** Draws the disks one after the other, without those that would cover others. */
export function drawDisks({ width, height, disks }: Pick<DiskScene, 'width' | 'height' | 'disks'>): Objects {
  const objects: Objects = { width, height, labels: new Uint32Array(width * height), classes: [], masks: [] };
  for (const { x, y, radius, class: kind } of disks) {
    const mask = Uint8Array.from({ length: width * height }, (_, i) =>
      Number((Math.floor(i / width) - y) ** 2 + ((i % width) - x) ** 2 <= radius ** 2),
    );
    if (!mask.includes(1) || mask.some((value, i) => value === 1 && objects.labels[i] > 0)) continue;
    objects.masks.push(mask);
    objects.classes.push(kind);
    mask.forEach((value, i) => {
      if (value === 1) objects.labels[i] = objects.masks.length;
    });
  }
  return objects;
}

/** What a detector without fault says of a patch: of each object what lies in its window, with scores of its own. */
export function seeObjects({ width, height, masks, classes }: Objects, { window, index }: Patch): PatchInstance[] {
  const inside = intersectWindows(window, { col: 0, row: 0, width, height }) as Window;
  const seen = masks.map((mask, k): PatchInstance => {
    const part = Uint8Array.from({ length: inside.width * inside.height }, (_, i) => {
      const [row, col] = [inside.row + Math.floor(i / inside.width), inside.col + (i % inside.width)];
      return mask[row * width + col];
    });
    return { class: classes[k], score: 0.3 + ((index * 7 + k * 13) % 60) / 100, window: inside, mask: part };
  });
  return seen.filter(({ mask }) => mask.includes(1)).sort((a, b) => b.score - a.score);
}
