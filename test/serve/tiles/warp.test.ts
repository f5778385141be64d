import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../src/raster/affine.js';
import { applyAffine } from '../../../src/raster/affine.js';
import { crsFromEpsg, toLonLat } from '../../../src/raster/crs.js';
import type { Window } from '../../../src/raster/window.js';
import { projectWindow } from '../../../src/serve/tiles/project-window.js';
import { chooseLevel, type LeveledRaster } from '../../../src/serve/tiles/raster-levels.js';
import { createToScene, type ScenePlace, TILE_SIDE_PX, windowsOfBox } from '../../../src/serve/tiles/scene-pixels.js';
import { createWarpedScene, warpTile } from '../../../src/serve/tiles/warp.js';
import { mercatorX, mercatorY } from '../../../src/vectorize/formats/pmtiles/mercator.js';

/** A scene with its box on the ground, as its border shows it. */
function placeScene(epsg: number, affine: Affine, width: number, height: number): ScenePlace {
  const crs = crsFromEpsg(epsg);
  const project = toLonLat(crs);
  const border = Array.from({ length: 65 }, (_, i) => i / 64).flatMap((share) => [
    project(...applyAffine(affine, share * width, 0)),
    project(...applyAffine(affine, share * width, height)),
    project(...applyAffine(affine, 0, share * height)),
    project(...applyAffine(affine, width, share * height)),
  ]);
  const [lons, lats] = [border.map(([lon]) => lon), border.map(([, lat]) => lat)];
  const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as ScenePlace['bboxLonLat'];
  return { crs, affine, width, height, bboxLonLat: box };
}

const SCENES: Record<string, ScenePlace> = {
  'UTM 33N': placeScene(32633, [10, 0, 545000, 0, -10, 5340000], 5000, 4000),
  'UTM 33N far from its middle': placeScene(32633, [30, 0, 100000, 0, -30, 7400000], 7000, 7000),
  'UTM 33N, turned': placeScene(32633, [7, 4, 545000, 4, -7, 5340000], 2000, 3000),
  degrees: placeScene(4326, [0.001, 0, 10, 0, -0.001, 50], 8000, 6000),
  'Web Mercator': placeScene(3857, [20, 0, 1e6, 0, -20, 6e6], 3000, 3000),
  'LAEA Europe': placeScene(3035, [100, 0, 4e6, 0, -100, 3.2e6], 8000, 8000),
  'British grid': placeScene(27700, [25, 0, 3e5, 0, -25, 8e5], 4000, 4000),
};

/** The tile of a zoom over a share of the scene's box. */
function tileOver({ bboxLonLat: [west, south, east, north] }: ScenePlace, z: number, u: number, v: number) {
  const at = (share: number) => Math.min(2 ** z - 1, Math.floor(share * 2 ** z));
  const x = at(mercatorX(west + u * (east - west)));
  return { z, x, y: at(mercatorY(south + v * (north - south))) };
}

describe.each(Object.entries(SCENES))('%s', (_, scene) => {
  const toScene = createToScene(scene);
  const { zeroScale } = createWarpedScene(scene);

  it('is projected to less than a quarter of a pixel that is drawn', () => {
    const zooms = fc.integer({ min: 0, max: 18 });
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(zooms, shares, shares, (z, u, v) => {
        const place = tileOver(scene, z, u, v);
        const pixelScale = zeroScale / 2 ** z;
        for (const window of windowsOfBox(scene.bboxLonLat, place)) {
          const { cols, rows } = projectWindow(toScene, { place, window, pixelScale });
          for (let i = 0; i < cols.length; i += 61) {
            const side = TILE_SIDE_PX * 2 ** z;
            const x = (TILE_SIDE_PX * place.x + window.col + (i % window.width) + 0.5) / side;
            const y = (TILE_SIDE_PX * place.y + window.row + Math.floor(i / window.width) + 0.5) / side;
            const [col, row] = toScene(x, y);
            expect(Math.hypot(cols[i] - col, rows[i] - row) / pixelScale).toBeLessThan(0.25);
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it('comes back to the ground it came from', () => {
    const project = toLonLat(scene.crs);
    for (const [col, row] of [
      [0.5, 0.5],
      [scene.width / 2, scene.height / 3],
      [scene.width - 1, scene.height - 1],
    ]) {
      const [lon, lat] = project(...applyAffine(scene.affine, col, row));
      const [backCol, backRow] = toScene(mercatorX(lon), mercatorY(lat));
      expect(Math.hypot(backCol - col, backRow - row)).toBeLessThan(1e-3);
    }
  });

  it('shows every pixel of a tile once, each at the place that is right for it', async () => {
    const z = Math.ceil(Math.log2(zeroScale)) + 1;
    const place = tileOver(scene, z, 0.5, 0.5);
    const raster = chequers(scene);
    const tile = (await warpTile(createWarpedScene(scene), raster.raster, place))!;
    let wrong = 0;
    let looked = 0;
    for (let i = 0; i < tile.length; i += 11, looked++) {
      const side = TILE_SIDE_PX * 2 ** z;
      const [col, row] = toScene(
        (TILE_SIDE_PX * place.x + (i % TILE_SIDE_PX) + 0.5) / side,
        (TILE_SIDE_PX * place.y + Math.floor(i / TILE_SIDE_PX) + 0.5) / side,
      );
      if (tile[i] !== valueAt(col, row, scene)) wrong++;
    }
    expect(wrong / looked).toBeLessThan(0.1);
    expect(raster.reads.length).toBe(1);
    expect(raster.reads[0].width * raster.reads[0].height).toBeLessThan(TILE_SIDE_PX * TILE_SIDE_PX);
  });
});

const valueAt = (col: number, row: number, { width, height }: ScenePlace): number =>
  col >= 0 && row >= 0 && col < width && row < height ? 1 + ((Math.floor(col) * 7 + Math.floor(row) * 13) % 251) : 0;

function chequers(scene: ScenePlace): { raster: LeveledRaster; reads: Window[] } {
  const reads: Window[] = [];
  const raster: LeveledRaster = {
    levels: [{ width: scene.width, height: scene.height, stepPx: 1, offsetPx: 0 }],
    channels: 1,
    async read(_, window) {
      reads.push(window);
      return Uint8Array.from({ length: window.width * window.height }, (_, i) =>
        valueAt(window.col + (i % window.width), window.row + Math.floor(i / window.width), scene),
      );
    },
  };
  return { raster, reads };
}

describe('a scene across the antimeridian', () => {
  const across: ScenePlace = {
    crs: crsFromEpsg(4326),
    affine: [0.01, 0, 175, 0, -0.01, 5],
    width: 1000,
    height: 1000,
    bboxLonLat: [175, -5, -175, 5],
  };

  it('lies on both sides of it', async () => {
    const world = (await warpTile(createWarpedScene(across), chequers(across).raster, { z: 0, x: 0, y: 0 }))!;
    const filled = Array.from({ length: TILE_SIDE_PX }, (_, col) => world[128 * TILE_SIDE_PX + col] > 0);
    // 1.4° a pixel: the centres of 4 of them are less than 5° from it on either side.
    expect(filled.flatMap((is, i) => (is ? [i] : []))).toEqual([0, 1, 2, 3, 252, 253, 254, 255]);
    const west = (await warpTile(createWarpedScene(across), chequers(across).raster, { z: 6, x: 0, y: 32 }))!;
    const east = (await warpTile(createWarpedScene(across), chequers(across).raster, { z: 6, x: 63, y: 32 }))!;
    expect([west[0] > 0, east[255] > 0]).toEqual([true, true]);
  });
});

describe('what is read', () => {
  it.each([
    [0.3, 0],
    [1, 0],
    [1.8, 0],
    [2, 1],
    [5, 2],
    [100, 3],
  ])('for a pixel that takes %d of the scene is level %d', (pixelScale, level) => {
    const levels = [1, 2, 4, 8].map((stepPx) => ({ width: 10, height: 10, offsetPx: 0, stepPx }));
    expect(chooseLevel(levels, pixelScale)).toBe(level);
  });

  it('is nothing where a tile has nothing of the scene', async () => {
    const scene = SCENES['UTM 33N'];
    const { raster, reads } = chequers(scene);
    expect(await warpTile(createWarpedScene(scene), raster, { z: 4, x: 0, y: 0 })).toBeNull();
    expect(reads).toEqual([]);
  });
});
