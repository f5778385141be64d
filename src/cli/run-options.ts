import { UsageError } from '../errors.js';
import { type Crs, crsFromEpsg } from '../raster/crs.js';
import { checkFormats, VECTOR_FORMAT_NAMES } from '../run/outputs.js';
import type { ProcessOptions } from '../scene.js';
import type { RecipeOverrides } from '../segment/prepare.js';
import { OTHER_SCENES } from '../segment/segmenter.js';
import { ZONE_RULES } from '../vectorize/zonal/coverage.js';
import { type Call, JSON_OPTION, type Option, wholeNumber } from './command.js';
import { readVectorizeOptions, VECTORIZE_OPTIONS } from './vectorize-options.js';

/** Options that every command which processes a scene has. */
export const PROCESS_OPTIONS: Record<string, Option> = {
  out: {
    type: 'string',
    value: 'place',
    help: 'where <scene>/<recipe>/ goes: a folder (default: out), s3://…, or a file: fields.geojson',
  },
  formats: {
    type: 'string',
    value: 'name,…',
    help: `of the polygons: ${VECTOR_FORMAT_NAMES.join(', ')} (default: the first three)`,
  },
  workers: { type: 'string', value: 'N', help: 'worker threads (default: one per processor)' },
  'tile-size': { type: 'string', value: 'PX', help: 'side of a tile; does not change the result (default: by memory)' },
  memory: { type: 'string', value: 'MB', help: 'memory the run may use (default: half, at most 4000)' },
  zones: {
    type: 'string',
    value: 'file',
    help: 'fields to measure, as GeoJSON, FlatGeobuf or GeoParquet: areas and index figures of each',
  },
  'zone-rule': {
    type: 'string',
    value: 'rule',
    help: "how pixels on a field's edge count: fraction or centre (default: fraction)",
  },
  crs: { type: 'string', value: 'EPSG:n', help: "used instead of the file's own coordinate reference system" },
  ...VECTORIZE_OPTIONS,
  force: { type: 'boolean', help: 'run again even if this very run is already published' },
  json: JSON_OPTION,
};

/** Smaller tiles are all border. */
const LEAST_TILE_PX = 16;

type Chosen = Pick<
  ProcessOptions,
  'out' | 'formats' | 'workers' | 'tileSizePx' | 'memoryMB' | 'crs' | 'force' | 'zones' | 'vectorize'
>;

export function readProcessOptions(call: Call): Chosen {
  const chosen: Chosen = {
    out: call.text('out') ?? 'out',
    force: call.flag('force'),
    vectorize: readVectorizeOptions(call),
  };
  const formats = call.text('formats')?.split(',');
  const workers = wholeNumber(call, 'workers');
  const tileSizePx = wholeNumber(call, 'tile-size', LEAST_TILE_PX);
  const memoryMB = wholeNumber(call, 'memory');
  const crs = readCrs(call);
  if (formats) chosen.formats = checkFormats(formats.map((name) => name.trim()));
  if (workers) chosen.workers = workers;
  if (tileSizePx) chosen.tileSizePx = tileSizePx;
  if (memoryMB) chosen.memoryMB = memoryMB;
  if (crs) chosen.crs = crs;
  const zones = readZones(call);
  if (zones) chosen.zones = zones;
  return chosen;
}

function readZones(call: Call): ProcessOptions['zones'] {
  const location = call.text('zones');
  const text = call.text('zone-rule');
  const rule = ZONE_RULES.find((name) => name === (text ?? ZONE_RULES[0]));
  if (!rule) throw new UsageError({ thing: '--zone-rule', wanted: ZONE_RULES.join(' or '), got: text ?? '' });
  if (location === undefined && text !== undefined) {
    throw new UsageError({ thing: '--zone-rule', wanted: '--zones beside it', got: 'no --zones' });
  }
  if (location === '') throw new UsageError({ thing: '--zones', wanted: 'a file of zones', got: 'nothing' });
  return location === undefined ? undefined : { location, rule };
}

export function readCrs(call: Call): Crs | undefined {
  const text = call.text('crs');
  if (text === undefined) return undefined;
  const code = /^(?:EPSG:)?(\d{1,6})$/i.exec(text)?.[1];
  if (!code) throw new UsageError({ thing: '--crs', wanted: 'EPSG:<code>, as EPSG:32633', got: text });
  return crsFromEpsg(Number(code));
}

/** Files of the same ground that a recipe may ask for. */
export const BESIDE_OPTIONS: Record<(typeof OTHER_SCENES)[number], Option> = {
  before: {
    type: 'string',
    value: 'file',
    help: 'the same ground at an earlier date: before.nir, before.ndvi in a recipe',
  },
  quality: {
    type: 'string',
    value: 'file',
    help: 'its classes or flags, such as clouds: quality.1 in a recipe is its first band',
  },
};

export function readBeside(call: Call): Record<string, string> {
  const named = OTHER_SCENES.flatMap((name): [string, string][] => {
    const file = call.text(name);
    if (file === '') throw new UsageError({ thing: `--${name}`, wanted: 'a GeoTIFF', got: 'nothing' });
    return file === undefined ? [] : [[name, file]];
  });
  return Object.fromEntries(named);
}

/** Options about what the scene's bands are. */
export const BAND_OPTIONS: Record<string, Option> = {
  bands: { type: 'string', value: 'role=band,…', help: 'which band is what, by number or name: red=1,nir=4' },
  sensor: { type: 'string', value: 'name', help: 'sensor profile, where the file does not tell (see docs/recipes.md)' },
  scale: { type: 'string', value: 'number', help: 'reflectance = value × scale + offset' },
  offset: { type: 'string', value: 'number', help: 'see --scale (default: 0)' },
};

export function readOverrides(call: Call): RecipeOverrides {
  const overrides: RecipeOverrides = {};
  const bands = call.text('bands');
  const sensor = call.text('sensor');
  const scale = readNumber(call, 'scale');
  const offset = readNumber(call, 'offset');
  if (bands !== undefined) overrides.bands = parseBands(bands);
  if (sensor !== undefined) overrides.sensor = sensor;
  if (scale !== undefined) overrides.scaling = { scale, offset: offset ?? 0 };
  else if (offset !== undefined) {
    throw new UsageError({ thing: '--offset', wanted: '--scale beside it', got: 'no --scale' });
  }
  return overrides;
}

function readNumber(call: Call, name: string): number | undefined {
  const text = call.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError({ thing: `--${name}`, wanted: 'a number', got: text });
}

function parseBands(text: string): Record<string, string | number> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [role, band, ...rest] = pair.split('=').map((part) => part.trim());
      if (!role || !band || rest.length > 0) {
        throw new UsageError({ thing: '--bands', wanted: 'role=band,role=band as red=1,nir=4', got: text });
      }
      return [role, /^\d+$/.test(band) ? Number(band) : band];
    }),
  );
}
