import { createHash } from 'node:crypto';
import { InputError } from '../../errors.js';
import type { Crs } from '../../raster/crs.js';
import { createBand, type Raster } from '../../raster/raster.js';
import { intersectWindows, type Window } from '../../raster/window.js';
import { sumTraffic } from '../../store/traffic.js';
import type { Scene } from '../open-scene.js';
import { createPixelMap } from './pixel-map.js';
import { type Resampling, resample } from './resample.js';

/** A scene beside the one that is mapped, and how it is brought to its pixels. */
export interface SceneBeside {
  scene: Scene;
  resampling: Resampling;
}

/** A scene that is read with others of the same ground. Its bands from `bandCount` + 1 on are those of the others, in order. */
export function stackScenes(main: Scene, beside: Readonly<Record<string, SceneBeside>>, crs = main.crs): Scene {
  const readers = Object.values(beside).map((other) => ({ ...other, read: createReader(main, crs, other) }));
  const files = [main, ...readers.map(({ scene }) => scene)];
  const entries = Object.entries(beside).map(([name, { scene }]) => [name, scene] as const);
  return {
    ...main,
    others: Object.fromEntries(entries),
    fingerprint: hashOf([main, ...entries.map(([, scene]) => scene)]),
    traffic: () => sumTraffic(files.map(({ traffic }) => traffic?.())),
    // Of the files beside it all of full resolution, though less may be needed of those that are finer.
    storedBytes(bands, of) {
      let before = 0;
      let bytes = 0;
      for (const scene of files) {
        const first = before;
        const own = bands?.filter((band) => band > first && band <= first + scene.bandCount);
        if (own?.length !== 0)
          bytes += scene.storedBytes(
            own?.map((band) => band - first),
            of,
          );
        before += scene.bandCount;
      }
      return bytes;
    },
    async read(window, options = {}) {
      const wanted = options.bands ?? Array.from({ length: main.bandCount }, (_, i) => i + 1);
      const rasters: Raster[] = [];
      const own = wanted.filter((band) => band <= main.bandCount);
      if (own.length > 0) rasters.push(await main.read(window, { ...options, bands: own }));
      let before = main.bandCount;
      for (const { scene, read } of readers) {
        const first = before;
        const bands = wanted
          .filter((band) => band > first && band <= first + scene.bandCount)
          .map((band) => band - first);
        if (bands.length > 0) rasters.push(await read(window, bands));
        before += scene.bandCount;
      }
      return combine(window, rasters, wanted);
    },
    async close() {
      for (const scene of files) await scene.close();
    },
  };
}

/** `wanted` may name bands in any order; the rasters hold them scene by scene. */
function combine(window: Window, rasters: readonly Raster[], wanted: readonly number[]): Raster {
  const numbers = wanted.toSorted((a, b) => a - b);
  const all = rasters.flatMap(({ bands }) => bands);
  const valids = rasters.flatMap(({ valid }) => (valid ? [valid] : []));
  const valid = valids.length === 0 ? null : valids.reduce((both, other) => both.map((flag, i) => flag & other[i]));
  return { window: { ...window }, bands: wanted.map((band) => all[numbers.indexOf(band)]), valid };
}

/** Reads bands of another scene at the pixels of the main one. */
function createReader(main: Scene, crs: Crs | null, { scene, resampling }: SceneBeside) {
  if (!scene.crs && !isSameGrid(main, scene)) {
    const wanted = 'a coordinate reference system, or the very pixels of the scene';
    throw new InputError({ thing: 'scene beside the first', wanted, got: 'none', source: scene.location });
  }
  if (isSameGrid(main, scene) && (!scene.crs || !crs || scene.crs.proj === crs.proj)) {
    return (window: Window, bands: number[]) => scene.read(window, { bands });
  }
  const level = chooseLevel(main, crs!, scene);
  const { width, height } = level.number === 0 ? scene : scene.overviews[level.number - 1];
  const place = createPixelMap({ affine: main.affine, crs: crs! }, { affine: level.affine, crs: scene.crs! });
  return async (window: Window, bands: number[]): Promise<Raster> => {
    const positions = place(window);
    const around = intersectWindows(boundsOf(positions), { col: 0, row: 0, width, height });
    if (!around) return emptyRaster(window, scene, bands);
    const raster = await scene.read(around, { bands, level: level.number });
    return { window, ...resample(raster, positions, resampling) };
  };
}

function isSameGrid(a: Scene, b: Scene): boolean {
  return a.width === b.width && a.height === b.height && a.affine.every((value, i) => value === b.affine[i]);
}

/** The smallest level whose pixels are not larger than the scene's, so that no more is read than is needed. */
function chooseLevel(main: Scene, crs: Crs, scene: Scene): { number: number; affine: Scene['affine'] } {
  const sizes = [scene, ...scene.overviews];
  const place = createPixelMap({ affine: main.affine, crs }, { affine: scene.affine, crs: scene.crs! });
  const { x, y } = place({ col: main.width >> 1, row: main.height >> 1, width: 2, height: 1 });
  const pixels = Math.hypot(x[1] - x[0], y[1] - y[0]);
  const number = Math.max(
    0,
    sizes.findLastIndex(({ width }) => scene.width / width <= pixels * 1.01),
  );
  const [sx, sy] = [scene.width / sizes[number].width, scene.height / sizes[number].height];
  const [a, b, c, d, e, f] = scene.affine;
  return { number, affine: [a * sx, b * sy, c, d * sx, e * sy, f] };
}

/** The pixels under positions and those next to them. */
function boundsOf({ x, y }: { x: Float64Array; y: Float64Array }): Window {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (x[i] < left) left = x[i];
    if (x[i] > right) right = x[i];
    if (y[i] < top) top = y[i];
    if (y[i] > bottom) bottom = y[i];
  }
  const [col, row] = [Math.floor(left) - 1, Math.floor(top) - 1];
  return { col, row, width: Math.floor(right) + 2 - col, height: Math.floor(bottom) + 2 - row };
}

function emptyRaster(window: Window, scene: Scene, bands: readonly number[]): Raster {
  const count = window.width * window.height;
  return { window, bands: bands.map(() => createBand(scene.dataType, count)), valid: new Uint8Array(count) };
}

function hashOf(scenes: readonly Scene[]): string {
  const hash = createHash('sha256');
  for (const { fingerprint } of scenes) hash.update(`${fingerprint} `);
  return hash.digest('hex');
}
