import type { Bbox, Position } from './shape.js';

const STEPS_DEGREES = [45, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002];
const MOST_LATITUDE = 85;

export interface Graticule {
  stepDegrees: number;
  meridians: readonly number[];
  parallels: readonly number[];
}

/** Round meridians and parallels in a view: the widest step that still crosses it about `wanted` times. */
export function layGraticule([west, south, east, north]: Bbox, wanted = 4): Graticule {
  const span = Math.min(east - west, (north - south) * 2);
  const stepDegrees = STEPS_DEGREES.find((step) => span / step >= wanted) ?? STEPS_DEGREES.at(-1)!;
  const between = (from: number, to: number): number[] => {
    const first = Math.ceil(from / stepDegrees - 1e-9);
    const last = Math.floor(to / stepDegrees + 1e-9);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => round((first + i) * stepDegrees));
  };
  return {
    stepDegrees,
    meridians: between(west, east),
    parallels: between(Math.max(-MOST_LATITUDE, south), Math.min(MOST_LATITUDE, north)),
  };
}

/** Its lines, somewhat longer than the view. */
export function graticuleLines({ meridians, parallels }: Graticule, [west, south, east, north]: Bbox): Position[][] {
  const [low, high] = [Math.max(-MOST_LATITUDE, south), Math.min(MOST_LATITUDE, north)];
  return [
    ...meridians.map((lon): Position[] => [
      [lon, low],
      [lon, high],
    ]),
    ...parallels.map((lat): Position[] => [
      [west, lat],
      [east, lat],
    ]),
  ];
}

/** 15.6° E; the digits follow the step. */
export function formatDegrees(degrees: number, axis: 'lon' | 'lat', stepDegrees: number): string {
  const digits = Math.max(0, Math.ceil(-Math.log10(stepDegrees) - 1e-9));
  const turned = axis === 'lon' ? ((((degrees + 180) % 360) + 360) % 360) - 180 : degrees;
  const names = axis === 'lon' ? 'WE' : 'SN';
  const side = turned === 0 ? '' : ` ${names[turned < 0 ? 0 : 1]}`;
  return `${Math.abs(turned).toFixed(digits)}°${side}`;
}

const round = (degrees: number): number => Number(degrees.toFixed(6));
