/** Longitude and latitude on WGS84. */
export const WGS84 = '+proj=longlat +datum=WGS84 +no_defs';

/** Zones of UTM by code: the zone is the code less `base`. */
const UTM_CODES = [
  { base: 32600, zones: [1, 60], rest: '+datum=WGS84' },
  { base: 32700, zones: [1, 60], rest: '+south +datum=WGS84' },
  { base: 26900, zones: [1, 23], rest: '+datum=NAD83' },
  { base: 25800, zones: [28, 38], rest: '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0' },
] as const;
const WEB_MERCATOR =
  '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs';

/** What everybody writes for the commonest codes; and exact, where tables round. */
export function knownProj(code: number): string | null {
  if (code === 4326) return WGS84;
  if (code === 3857 || code === 900913 || code === 102100) return WEB_MERCATOR;
  const utm = UTM_CODES.find(({ base, zones: [first, last] }) => code >= base + first && code <= base + last);
  return utm === undefined ? null : `+proj=utm +zone=${code - utm.base} ${utm.rest} +units=m +no_defs`;
}

/**
 * Parameters to WGS84 (EPSG's own transformations, metres and seconds of arc, position vector) of the old datums that are
 * met most. Datums on GRS80 and WGS84 need none at the accuracy of imagery.
 */
const DATUM_SHIFTS: readonly { towgs84: string; codes: readonly (readonly [first: number, last: number])[] }[] = [
  {
    towgs84: '446.448,-125.157,542.06,0.15,0.247,0.842,-20.489',
    codes: [
      [27700, 27700],
      [4277, 4277],
    ],
  },
  {
    towgs84: '598.1,73.7,418.2,0.202,0.045,-2.455,6.7',
    codes: [
      [31466, 31469],
      [4314, 4314],
    ],
  },
  {
    towgs84: '565.4171,50.3319,465.5524,-0.398957,0.343988,-1.877402,4.0725',
    codes: [
      [28991, 28992],
      [4289, 4289],
    ],
  },
  {
    towgs84: '674.374,15.056,405.346',
    codes: [
      [21781, 21782],
      [4149, 4149],
    ],
  },
  {
    towgs84: '-8,160,176',
    codes: [
      [26701, 26722],
      [32001, 32058],
      [4267, 4267],
    ],
  },
  {
    towgs84: '-87,-98,-121',
    codes: [
      [23028, 23038],
      [4230, 4230],
    ],
  },
  {
    towgs84: '-146.414,507.337,680.507',
    codes: [
      [30161, 30179],
      [4301, 4301],
    ],
  },
  {
    towgs84: '577.326,90.129,463.919,5.137,1.474,5.297,2.4232',
    codes: [
      [31254, 31259],
      [31281, 31290],
      [31287, 31287],
      [4312, 4312],
    ],
  },
];

/** The parameters for a projected or geographic code, or null. */
export function datumShift(code: number): string | null {
  const isIn = ([first, last]: readonly [number, number]) => code >= first && code <= last;
  return DATUM_SHIFTS.find(({ codes }) => codes.some(isIn))?.towgs84 ?? null;
}
