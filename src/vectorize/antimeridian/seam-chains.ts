import { crossingAtPole, divideAtPole, type PoleSign } from './polar-plane.js';

/*
 * The world as a rectangle, cut open along the antimeridian. Its rim is walked counter-clockwise, in degrees:
 *
 *              540 ┌───────── 90° N ─────────┐ 180
 *                  │                         │
 *            −180° │                         │ 180°
 *                  │                         │
 *              720 └───────── 90° S ─────────┘ 0 = 1080
 */
export const RIM_CORNERS = [
  { at: 180, lon: 180, lat: 90 },
  { at: 540, lon: -180, lat: 90 },
  { at: 720, lon: -180, lat: -90 },
  { at: 1080, lon: 180, lat: -90 },
] as const;

/** How a scene's outlines meet the rim, and how its coordinates are rounded. */
export interface SeamRules {
  /** Null where longitudes run on over the antimeridian. */
  pole: { sign: PoleSign; bendDeg: number } | null;
  decimals: number;
  /** The meridian where a scene all around the world ends and begins; vertices so near it are on it. */
  join: { lon: number; nearDeg: number } | null;
}

/**
 * Vertices of a ring (not repeated), longitudes within ±180°. `side` is 1 west of the antimeridian, −1 east of it, and
 * 0 on the rim: on the antimeridian or, at a pole, there.
 */
export interface SeamRing {
  lon: number[];
  lat: number[];
  side: number[];
}

/** The end of a chain on the rim. */
export interface RimEnd {
  /** Where on the rim, not rounded. */
  at: number;
  /** Orders chains that end at one place: the slope of the last edge, from backward along the rim to forward. */
  slope: number;
}

/** A piece of a ring inside the rectangle, from rim to rim: lon, lat, … with both ends. */
export interface Chain {
  points: number[];
  start: RimEnd;
  end: RimEnd;
}

/** Brings the vertices `from` to `to` (exclusive; longitude, latitude pairs, rounded) of a ring into the rectangle. */
export function toSeamRing(lonLat: Float64Array, from: number, to: number, rules: SeamRules): SeamRing {
  const ring: SeamRing = { lon: [], lat: [], side: [] };
  const { pole } = rules;
  for (let i = from; i < to; i++) {
    const place = [lonLat[2 * i], lonLat[2 * i + 1]] as const;
    if (!pole) {
      addAtLine(ring, place, rules);
      continue;
    }
    addAtPole(ring, place, rules, pole.sign);
    const next = i + 1 < to ? i + 1 : from;
    const throughDeg = 0.75 * 10 ** -rules.decimals;
    const between = divideAtPole(place, [lonLat[2 * next], lonLat[2 * next + 1]], { ...pole, throughDeg });
    for (let k = 0; k < between.length; k += 2) addAtPole(ring, [between[k], between[k + 1]], rules, pole.sign);
  }
  return ring;
}

function addAtLine(ring: SeamRing, [lon, lat]: readonly [number, number], { decimals, join }: SeamRules): void {
  const within = lon > 180 ? round(lon - 360, decimals) : lon;
  ring.lon.push(join && Math.abs(within - join.lon) < join.nearDeg ? join.lon : within);
  ring.lat.push(lat);
  ring.side.push(Math.sign(180 - lon));
}

/** A place so near the antimeridian that rounding hides it is on it: longitudes are not worth much beside a pole. */
function addAtPole(ring: SeamRing, place: readonly [number, number], { decimals }: SeamRules, sign: PoleSign): void {
  const lat = round(place[1], decimals);
  const rounded = round(place[0], decimals);
  const fromPoleDeg = 90 - sign * lat;
  const fromLineDeg = (180 - Math.abs(rounded)) * Math.min(1, (fromPoleDeg * Math.PI) / 180);
  const lon = fromLineDeg < 0.5 * 10 ** -decimals ? 180 : rounded;
  if (ring.lon.at(-1) === lon && ring.lat.at(-1) === lat) return;
  ring.lon.push(lon);
  ring.lat.push(lat);
  ring.side.push(fromPoleDeg <= 0 || lon === 180 ? 0 : lon < 0 ? -1 : 1);
}

function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale + 0;
}

/** The pieces of a ring between the places where it meets the rim, in order from the first; null where it does not meet it. */
export function chainsOf(ring: SeamRing, rules: SeamRules): Chain[] | null {
  const { lon, lat, side } = ring;
  const count = lon.length;
  const crosses = (i: number, j: number): boolean =>
    side[i] * side[j] < 0 && (rules.pole === null || Math.abs(lon[i] - lon[j]) > 180);
  const before = (i: number): number => (i === 0 ? count - 1 : i - 1);
  const first = side.findIndex((of, i) => of === 0 || crosses(before(i), i));
  if (first < 0) return null;

  const chains: Chain[] = [];
  let chain: Chain | null = null;
  for (let k = 0; k <= count; k++) {
    const i = (first + k) % count;
    const last = before(i);
    const isCrossing = crosses(last, i);
    if (chain && (isCrossing || side[i] === 0)) {
      chain.end = endOnRim(chain.points, rimPlace(last, i));
      chains.push(chain);
      chain = null;
    }
    if (side[i] === 0 || k === count) continue;
    if (chain) chain.points.push(lon[i], lat[i]);
    else {
      const { point, at } = rimPlace(i, last);
      const points = [...point, lon[i], lat[i]];
      chain = { points, start: { at, slope: rimSlope(points, 0, 2) }, end: { at: 0, slope: 0 } };
    }
  }
  return chains;

  /** Where an edge from `inside` to `other` meets the rim, seen from inside. */
  function rimPlace(inside: number, other: number): { point: [number, number]; at: number } {
    const rimLon = 180 * side[inside];
    if (side[other] !== 0) {
      const [positive, negative] = side[inside] > 0 ? [inside, other] : [other, inside];
      const crossing = crossingLat(positive, negative);
      return { point: [rimLon, round(crossing, rules.decimals)], at: rimPosition(rimLon, crossing) };
    }
    const isAtPole = rules.pole !== null && Math.abs(lat[other]) === 90;
    const point: [number, number] = [isAtPole ? lon[inside] : rimLon, lat[other]];
    return { point, at: rimPosition(...point) };
  }

  function crossingLat(positive: number, negative: number): number {
    const ends = [
      [lon[positive], lat[positive]],
      [lon[negative], lat[negative]],
    ] as const;
    if (rules.pole) return crossingAtPole(rules.pole.sign, ...ends);
    const [[lon0, lat0], [lon1, lat1]] = ends;
    return lat0 + ((180 - lon0) / (lon1 + 360 - lon0)) * (lat1 - lat0);
  }

  function endOnRim(points: number[], { point, at }: ReturnType<typeof rimPlace>): RimEnd {
    points.push(...point);
    return { at, slope: rimSlope(points, points.length - 2, points.length - 4) };
  }
}

/** Degrees along the rim of a place on it. */
function rimPosition(lon: number, lat: number): number {
  if (lon === 180) return lat + 90;
  if (lon === -180) return 630 - lat;
  return lat > 0 ? 360 - lon : 900 + lon;
}

/** How far the edge from a place on the rim to one inside leans forward along the rim. */
function rimSlope(points: readonly number[], rim: number, inside: number): number {
  const dx = points[inside] - points[rim];
  const dy = points[inside + 1] - points[rim + 1];
  return Math.abs(points[rim]) === 180 ? -dy / dx : dx / dy;
}
