/** Parameters of a proj string: `+lat_0=46.5` is `lat_0: '46.5'`, a flag is an empty string. */
export type ProjParameters = ReadonlyMap<string, string>;

/** GeoKey ids of GeoTIFF 1.1 (OGC 19-008r4) with the values they get. */
export type KeyValues = ReadonlyMap<number, number | readonly number[]>;

export function parseProj(proj: string): ProjParameters {
  const pairs = proj.split(/\s+/).map((part) => part.replace(/^\+/, '').split('='));
  return new Map(pairs.filter(([name]) => name).map(([name, value]) => [name!, value ?? '']));
}

/** Where a parameter goes: `[proj names, GeoKey, default]`; the first name that is there counts. */
type Slot = readonly [names: string, key: number, fallback: number];

interface Method {
  /** GeoKey 3075, ProjCoordTransGeoKey. */
  code: number;
  slots: readonly Slot[];
}

const SCALE: Slot = ['k_0 k', 3092, 1];
const NATURAL_ORIGIN: readonly Slot[] = [
  ['lon_0', 3080, 0],
  ['lat_0', 3081, 0],
  ['x_0', 3082, 0],
  ['y_0', 3083, 0],
];
const CENTER: readonly Slot[] = [
  ['lon_0', 3088, 0],
  ['lat_0', 3089, 0],
  ['x_0', 3082, 0],
  ['y_0', 3083, 0],
];
const FALSE_ORIGIN: readonly Slot[] = [
  ['lon_0', 3084, 0],
  ['lat_0', 3085, 0],
  ['x_0', 3086, 0],
  ['y_0', 3087, 0],
];

const METHODS: Record<string, (proj: ProjParameters) => Method | null> = {
  tmerc: () => ({ code: 1, slots: [...NATURAL_ORIGIN, SCALE] }),
  laea: () => ({ code: 10, slots: CENTER }),
  aea: (proj) => ({ code: 11, slots: [...NATURAL_ORIGIN, ['lat_1', 3078, 0], secondParallel(proj)] }),
  lcc: (proj) =>
    proj.has('lat_2') && proj.get('lat_2') !== proj.get('lat_1')
      ? hasUnitScale(proj) && { code: 8, slots: [...FALSE_ORIGIN, ['lat_1', 3078, 0], ['lat_2', 3079, 0]] }
      : conicOneParallel(proj),
  merc: (proj) =>
    isZero(proj.get('lat_ts'))
      ? { code: 7, slots: [...NATURAL_ORIGIN, SCALE] }
      : hasUnitScale(proj) && { code: 7, slots: [...NATURAL_ORIGIN, ['lat_ts', 3078, 0]] },
  stere: polarStereographic,
  cea: (proj) => hasUnitScale(proj) && { code: 28, slots: [...NATURAL_ORIGIN, ['lat_ts', 3078, 0]] },
  sinu: () => ({ code: 24, slots: CENTER.filter(([, key]) => key !== 3089) }),
  sterea: () => ({ code: 16, slots: [...NATURAL_ORIGIN, SCALE] }),
};
METHODS.etmerc = METHODS.tmerc!;

/** Keys of the projection itself, lengths still in metres; null where GeoTIFF has no exact word for it. */
export function projectionKeys(proj: ProjParameters): ReadonlyMap<number, number> | null {
  const plain = proj.get('proj') === 'utm' ? expandUtm(proj) : proj;
  const method = METHODS[plain.get('proj') ?? '']?.(plain);
  if (!method) return null;
  const keys = new Map<number, number>([[3075, method.code]]);
  for (const [names, key, fallback] of method.slots) {
    const name = names.split(' ').find((candidate) => plain.has(candidate));
    const value = name === undefined ? fallback : Number(plain.get(name));
    if (!Number.isFinite(value)) return null;
    keys.set(key, value);
  }
  return keys;
}

/** A zone of UTM is a transverse Mercator with a scale of 0.9996, 500 km from its meridian. */
function expandUtm(proj: ProjParameters): ProjParameters {
  const lon = Number(proj.get('zone')) * 6 - 183;
  const utm = { proj: 'tmerc', lat_0: '0', lon_0: `${lon}`, k_0: '0.9996', x_0: '500000' };
  return new Map([...proj, ...Object.entries(utm), ['y_0', proj.has('south') ? '10000000' : '0']]);
}

const secondParallel = (proj: ProjParameters): Slot => [proj.has('lat_2') ? 'lat_2' : 'lat_1', 3079, 0];

/** Only where the parallel is the latitude of origin does GeoTIFF's form with one parallel say the same as proj's. */
function conicOneParallel(proj: ProjParameters): Method | null {
  const [lat0, lat1] = [proj.get('lat_0') ?? '0', proj.get('lat_1') ?? proj.get('lat_0') ?? '0'];
  return Number(lat0) === Number(lat1) ? { code: 9, slots: [...NATURAL_ORIGIN, SCALE] } : null;
}

/** Polar only, where `lat_ts` is the latitude of true scale; the oblique case has no key of its own. */
function polarStereographic(proj: ProjParameters): Method | null {
  const trueScale = proj.get('lat_ts');
  const pole = Number(proj.get('lat_0') ?? (Number(trueScale ?? Number.NaN) < 0 ? -90 : 90));
  if (Math.abs(pole) !== 90 || (trueScale !== undefined && !hasUnitScale(proj))) return null;
  const slots: Slot[] = [
    ['lat_ts', 3081, pole],
    ['lon_0', 3095, 0],
    ['x_0', 3082, 0],
    ['y_0', 3083, 0],
  ];
  return { code: 15, slots: [...slots, SCALE] };
}

const isZero = (value: string | undefined): boolean => value === undefined || Number(value) === 0;

function hasUnitScale(proj: ProjParameters): null | true {
  return Number(proj.get('k_0') ?? proj.get('k') ?? 1) === 1 ? true : null;
}
