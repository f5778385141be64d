import type { Affine } from '../../src/raster/affine.js';
import type { SceneSpec } from './ground/ground-judge.js';

const north = (x: number, y: number, px: number): Affine => [px, 0, x, 0, -px, y];

function turned(scene: SceneSpec, degrees: number): SceneSpec {
  const [px, , x, , , y] = scene.affine;
  const [cos, sin] = [px * Math.cos((degrees * Math.PI) / 180), px * Math.sin((degrees * Math.PI) / 180)];
  return { ...scene, affine: [cos, sin, x, sin, -cos, y] };
}

const size = { width: 14, height: 12 };

/** Scenes across the antimeridian: where it passes between columns, through pixels and aslant. */
export const ACROSS: Record<string, SceneSpec> = {
  'degrees, the line between two columns': { proj: 'lonLat', ...size, affine: north(179.3, -16, 0.1) },
  'degrees, the line through pixels': { proj: 'lonLat', ...size, affine: north(179.34, -16, 0.1) },
  'degrees from −180.7': { proj: 'lonLat', ...size, affine: north(-180.72, -16, 0.1) },
  'degrees, south up': { proj: 'lonLat', ...size, affine: [0.1, 0, 179.3, 0, 0.1, 60] },
  'degrees, east to west': { proj: 'lonLat', ...size, affine: [-0.1, 0, 180.72, 0, -0.1, 60] },
  'degrees, turned': turned({ proj: 'lonLat', ...size, affine: north(179.4, -16, 0.1) }, 23),
  'degrees from 0 to 360': { proj: 'lonLat', width: 36, height: 18, affine: north(0, 90, 10) },
  'degrees from −170 to 190': { proj: 'lonLat', width: 36, height: 18, affine: north(-170, 90, 10) },
  'degrees from −175 to 185, through pixels': { proj: 'lonLat', width: 36, height: 18, affine: north(-175, 90, 10) },
  'UTM 1N': { proj: 'utm01n', ...size, affine: north(160000, 300000, 1000) },
  'UTM 60S': { proj: 'utm60s', ...size, affine: north(825000, 8200000, 1000) },
  'UTM 60S, south up': { proj: 'utm60s', ...size, affine: [1000, 0, 825000, 0, 1000, 8190000] },
  'transverse Mercator of Fiji, turned': turned({ proj: 'fijiMap', ...size, affine: north(2132600, 4000000, 100) }, 35),
  'Mercator of the Pacific': { proj: 'pacificMercator', ...size, affine: north(3.26e6, -2e6, 10000) },
  'polar stereographic beside the pole': { proj: 'arctic', ...size, affine: north(-7000, 1e6, 1000) },
  'polar stereographic beside the pole, turned': turned(
    { proj: 'seaIce', ...size, affine: north(-5e5, 5.1e5, 1000) },
    20,
  ),
};

/** Scenes with a pole inside or beside them: at a corner of pixels, on a side of one, within one. */
export const AT_POLES: Record<string, SceneSpec> = {
  'pole at a corner of pixels': { proj: 'arctic', ...size, affine: north(-7000, 6000, 1000) },
  'pole at a corner of pixels, 25 km': { proj: 'arctic', ...size, affine: north(-175000, 150000, 25000) },
  'pole at a corner of pixels, turned map': { proj: 'seaIce', ...size, affine: north(-5000, 8000, 1000) },
  'pole on an upright side': { proj: 'arctic', ...size, affine: north(-7000, 5500, 1000) },
  'pole on a level side': { proj: 'seaIce', ...size, affine: north(-6700, 6000, 1000) },
  'pole within a pixel': { proj: 'arctic', ...size, affine: north(-6700, 5600, 1000) },
  'pole near a corner': { proj: 'arctic', ...size, affine: north(-7003, 6007, 1000) },
  'pole very near a corner': { proj: 'arctic', ...size, affine: north(-7000.01, 6000.003, 1000) },
  'pole near a side': { proj: 'seaIce', ...size, affine: north(-7004, 5600, 1000) },
  'south pole at a corner': { proj: 'antarctic', ...size, affine: north(-7000, 6000, 1000) },
  'south pole within a pixel': { proj: 'antarctic', ...size, affine: north(-6700, 5600, 1000) },
  'south pole, south up': { proj: 'antarctic', ...size, affine: [1000, 0, -6300, 0, 1000, -5300] },
  'north pole, east to west': { proj: 'arctic', ...size, affine: [-1000, 0, 7000, 0, -1000, 6000] },
  'pole within a pixel, turned': turned({ proj: 'arctic', ...size, affine: north(-7300, 2600, 1000) }, 37),
  'equal area, the line between columns': { proj: 'beringLaea', ...size, affine: north(-7000, 6000, 1000) },
  'equal area, south': { proj: 'southLaea', ...size, affine: north(-6200, 6300, 1000) },
  'pole at the corner of the scene': { proj: 'arctic', ...size, affine: north(0, 0, 1000) },
  'pole on the edge of the scene': { proj: 'arctic', ...size, affine: north(-7000, 0, 1000) },
  'pole just beside the scene': { proj: 'arctic', ...size, affine: north(-7000, -300, 1000) },
  'one pixel with the pole': { proj: 'arctic', width: 1, height: 1, affine: north(-300, 600, 1000) },
};
