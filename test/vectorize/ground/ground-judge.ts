import geodesic from 'geographiclib-geodesic';
import proj4 from 'proj4';
import { type Affine, applyAffine } from '../../../src/raster/affine.js';
import type { GroundScene } from '../../../src/vectorize/ground/ground.js';

const WGS84 = geodesic.Geodesic.WGS84;
const LON_LAT = '+proj=longlat +datum=WGS84 +no_defs';

export const PROJ = {
  utm33n: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs',
  utm01n: '+proj=utm +zone=1 +datum=WGS84 +units=m +no_defs',
  utm33s: '+proj=utm +zone=33 +south +datum=WGS84 +units=m +no_defs',
  mercator:
    '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs',
  lambert93:
    '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs',
  conusAlbers: '+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +datum=NAD83 +units=m +no_defs',
  europeLaea:
    '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs',
  utm60s: '+proj=utm +zone=60 +south +datum=WGS84 +units=m +no_defs',
  pacificMercator: '+proj=merc +lon_0=150 +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
  fijiMap: '+proj=tmerc +lat_0=-17 +lon_0=178.75 +k=0.99985 +x_0=2000000 +y_0=4000000 +ellps=WGS84 +units=m +no_defs',
  seaIce: '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
  beringLaea: '+proj=laea +lat_0=90 +lon_0=180 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
  southLaea: '+proj=laea +lat_0=-90 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
  arctic: '+proj=stere +lat_0=90 +lat_ts=71 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
  antarctic: '+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
  ed50: '+proj=longlat +ellps=intl +towgs84=-87,-98,-121,0,0,0,0 +no_defs',
  feet: '+proj=lcc +lat_0=33.75 +lon_0=-79 +lat_1=36.1666666666667 +lat_2=34.3333333333333 +x_0=609601.22 +y_0=0 +datum=NAD83 +units=us-ft +no_defs',
  sinusoidal: '+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs',
  lonLat: LON_LAT,
} as const;

export interface SceneSpec {
  proj: keyof typeof PROJ;
  width: number;
  height: number;
  affine: Affine;
}

export function sceneOf({ proj, width, height, affine }: SceneSpec): GroundScene {
  const converter = proj4(PROJ[proj], LON_LAT);
  const geographic = PROJ[proj].startsWith('+proj=longlat');
  const toLonLat = (x: number, y: number): [number, number] => converter.forward([x, y]) as [number, number];
  if (proj === 'lonLat') return { width, height, affine, geographic, toLonLat: (x, y) => [x, y] };
  const fromLonLat = (lon: number, lat: number): [number, number] => converter.inverse([lon, lat]) as [number, number];
  return { width, height, affine, geographic, toLonLat, fromLonLat };
}

const north = (x: number, y: number, px: number): SceneSpec['affine'] => [px, 0, x, 0, -px, y];
const turned = (x: number, y: number, px: number, degrees: number): SceneSpec['affine'] => {
  const cos = px * Math.cos((degrees * Math.PI) / 180);
  const sin = px * Math.sin((degrees * Math.PI) / 180);
  return [cos, sin, x, sin, -cos, y];
};

/** Scenes over the world; those with a pole inside are for areas only. */
export const SCENES: Record<string, SceneSpec> = {
  'UTM 33N at the equator, 10 m': { proj: 'utm33n', width: 600, height: 500, affine: north(500000, 2000, 10) },
  'UTM 33N at 48°, 10 m': { proj: 'utm33n', width: 600, height: 500, affine: north(450000, 5320000, 10) },
  'UTM 33N at 70°, 10 m': { proj: 'utm33n', width: 600, height: 500, affine: north(420000, 7770000, 10) },
  'UTM 33N at the zone edge, 10 m': { proj: 'utm33n', width: 600, height: 500, affine: north(720000, 5320000, 10) },
  'UTM 33N 3° beyond its zone, 10 m': { proj: 'utm33n', width: 600, height: 500, affine: north(950000, 5320000, 10) },
  'UTM 33N at 48°, 0.1 m': { proj: 'utm33n', width: 6000, height: 6000, affine: north(450000, 5320000, 0.1) },
  'UTM 33N at 48°, 1 km': { proj: 'utm33n', width: 300, height: 200, affine: north(350000, 5320000, 1000) },
  'UTM 33N at 48°, turned by 30°': { proj: 'utm33n', width: 600, height: 500, affine: turned(450000, 5320000, 10, 30) },
  'UTM 33N at 48°, south up': { proj: 'utm33n', width: 600, height: 500, affine: [10, 0, 450000, 0, 10, 5320000] },
  'UTM 33S at −33°, 10 m': { proj: 'utm33s', width: 600, height: 500, affine: north(300000, 6340000, 10) },
  'Web Mercator at 60°, 10 m': { proj: 'mercator', width: 600, height: 500, affine: north(1e6, 8399737, 10) },
  'Web Mercator at 60°, 1 km': { proj: 'mercator', width: 300, height: 200, affine: north(1e6, 8399737, 1000) },
  'Lambert 93, 10 m': { proj: 'lambert93', width: 600, height: 500, affine: north(800000, 6500000, 10) },
  'Lambert 93, 1 km': { proj: 'lambert93', width: 900, height: 900, affine: north(200000, 7100000, 1000) },
  'Albers, 30 m': { proj: 'conusAlbers', width: 400, height: 300, affine: north(500000, 1500000, 30) },
  'Albers, 5 km': { proj: 'conusAlbers', width: 900, height: 550, affine: north(-2300000, 3000000, 5000) },
  'LAEA, 10 m': { proj: 'europeLaea', width: 600, height: 500, affine: north(4500000, 3000000, 10) },
  'LAEA, 1 km': { proj: 'europeLaea', width: 900, height: 900, affine: north(3000000, 4000000, 1000) },
  'US feet, 2 ft': { proj: 'feet', width: 4000, height: 4000, affine: north(2000000, 600000, 2) },
  'arctic, 10 m': { proj: 'arctic', width: 600, height: 500, affine: north(1e6, 1e6, 10) },
  'arctic with the pole, 25 km': { proj: 'arctic', width: 80, height: 60, affine: north(-1050000, 850000, 25000) },
  'arctic with the pole, 1 km': { proj: 'arctic', width: 300, height: 200, affine: north(-110500, 90300, 1000) },
  'antarctic, 10 m': { proj: 'antarctic', width: 600, height: 500, affine: north(-1e6, 1e6, 10) },
  'antarctic with the pole, 1 km': { proj: 'antarctic', width: 300, height: 200, affine: north(-100000, 100000, 1000) },
  'degrees at the equator, 0.1°': { proj: 'lonLat', width: 100, height: 80, affine: north(10, 4, 0.1) },
  'degrees at 60°, 0.1°': { proj: 'lonLat', width: 100, height: 80, affine: north(10, 64, 0.1) },
  'degrees at 60°, 10 m': { proj: 'lonLat', width: 600, height: 500, affine: north(10, 60, 0.0001) },
  'degrees at 60°, 0.1 m': { proj: 'lonLat', width: 6000, height: 6000, affine: north(10, 60, 0.000001) },
  'degrees at 80°, 1°': { proj: 'lonLat', width: 30, height: 12, affine: north(-20, 84, 1) },
  'degrees at 89.9°': { proj: 'lonLat', width: 300, height: 100, affine: north(10, 89.95, 0.001) },
  'degrees touching the pole, 0.1°': { proj: 'lonLat', width: 300, height: 100, affine: north(10, 90, 0.1) },
  'degrees touching the south pole, south up': {
    proj: 'lonLat',
    width: 300,
    height: 100,
    affine: [0.1, 0, 10, 0, 0.1, -90],
  },
  'degrees turned by 20°, 0.01°': { proj: 'lonLat', width: 300, height: 200, affine: turned(10, 48, 0.01, 20) },
  'degrees turned by 20°, 1°': { proj: 'lonLat', width: 20, height: 20, affine: turned(10, 60, 1, 20) },
  'ED50 degrees, 0.01°': { proj: 'ed50', width: 300, height: 200, affine: north(5, 45, 0.01) },
};

/** Every edge cut into `cuts` pieces straight in map coordinates, as lon, lat pairs. */
function densify({ affine, toLonLat }: GroundScene, ring: readonly number[], cuts: number): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const [col, row] = [ring[i], ring[i + 1]];
    const [toCol, toRow] = [ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]];
    for (let k = 0; k < cuts; k++) {
      const [x, y] = applyAffine(affine, col + ((toCol - col) * k) / cuts, row + ((toRow - row) * k) / cuts);
      points.push(toLonLat(x, y));
    }
  }
  return points;
}

function polygon(points: [number, number][]): { area: number; perimeter: number } {
  const judge = WGS84.Polygon(false);
  for (const [lon, lat] of points) judge.AddPoint(lat, lon);
  const { area, perimeter } = judge.Compute(false, true);
  return { area: Math.abs(area!), perimeter };
}

/**
 * GeographicLib's area and perimeter of a lattice ring whose edges are straight in the map: the limit of ever shorter
 * geodesics, reached from two densities (the error goes with the square of the length).
 */
export function judgeRing(
  scene: GroundScene,
  ring: readonly number[],
  cuts: number,
): { areaM2: number; lengthM: number } {
  const coarse = polygon(densify(scene, ring, cuts));
  const fine = polygon(densify(scene, ring, 2 * cuts));
  return {
    areaM2: (4 * fine.area - coarse.area) / 3,
    lengthM: (4 * fine.perimeter - coarse.perimeter) / 3,
  };
}
