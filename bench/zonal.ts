import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromLonLat, toLonLat } from '../src/raster/crs.js';
import type { Band, DataType } from '../src/raster/raster.js';
import { createToPixel } from '../src/run/zones-place.js';
import { generateSampleScene } from '../src/sample/index.js';
import { createGrid, tileAt } from '../src/tiling/grid.js';
import { openScene } from '../src/tiling/open-scene.js';
import { createGround } from '../src/vectorize/ground/ground.js';
import { createBinScale } from '../src/vectorize/zonal/index-bins.js';
import { parseZones } from '../src/vectorize/zonal/parse-zones.js';
import { placeZones } from '../src/vectorize/zonal/place-zones.js';
import { sumZones } from '../src/vectorize/zonal/sum-zones.js';
import { addTileSums, createZoneTotals, finishZone } from '../src/vectorize/zonal/zone-totals.js';
import { type Contender, compare } from './peers.js';
import { AFFINE, CRS, writeSceneFile } from './scene-file.js';

/**
 * Areas of classes and index figures of many fields, from a class raster and an index raster on disk: ours in one thread
 * beside exactextract. Then what zones add to a whole run.
 *
 *   npx tsx bench/zonal.ts [--short]        GEO_PYTHON names a Python with exactextract and geopandas
 */
const SELF = 'bench/zonal.ts';
const TILE_PX = 1024;
const BREAKS = [0, 0.2, 0.4, 0.6];

const EXACTEXTRACT = `
import sys, geopandas, exactextract, rasterio
classes, index, zones = sys.argv[1:4]
fields = geopandas.read_file(zones).to_crs(rasterio.open(classes).crs)
figures = ['count', 'mean', 'stdev', 'min', 'max', 'quantile(q=0.1)', 'quantile(q=0.5)', 'quantile(q=0.9)']
exactextract.exact_extract(index, fields, figures)
exactextract.exact_extract(classes, fields, ['count', 'unique', 'frac'])
`;

const args = process.argv.slice(2);
if (args[0] === 'measure') await measure(args[1], args[2], args[3]);
else await bench(args.includes('--short'));

async function bench(isShort: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'landquilt-zonal-'));
  try {
    const times = isShort ? 1 : 4;
    const count = isShort ? 125 : 2000;
    const files = await writeScene(folder, times);
    writeFileSync(files.zones, makeZones(1024 * times, count));
    const rounds = isShort ? 1 : 3;
    const size = 1024 * times;
    const rasters = [files.classes, files.index, files.zones];
    const contenders: Contender[] = [
      { name: 'ours, one thread', command: ['npx', 'tsx', SELF, 'measure', ...rasters] },
    ];
    const python = process.env.GEO_PYTHON ?? 'python3';
    const hasPeer = spawnSync(python, ['-c', 'import exactextract, geopandas, rasterio']).status === 0;
    if (hasPeer) contenders.push({ name: 'exactextract', command: [python, '-c', EXACTEXTRACT, ...rasters] });
    else console.log('exactextract is not installed (pip install exactextract geopandas rasterio): no peer');
    await compare(`${count} fields on ${size} × ${size} pixels`, contenders, rounds);

    const out = join(folder, 'out');
    const run = (name: string, ...more: string[]): Contender => ({
      name,
      command: [
        ...[process.execPath, 'bin/landquilt.js', 'run', files.scene, '--recipe', 'bench/ndvi-zones.json'],
        ...['--out', out, ...more],
      ],
      prepare: () => rmSync(out, { recursive: true, force: true }),
    });
    const both = [run('landquilt run'), run('landquilt run --zones', '--zones', files.zones)];
    await compare(`a whole run without and with ${count} fields`, both, rounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Ours: rasters tile by tile, then a line of JSON with the first field. */
async function measure(classesPath: string, indexPath: string, zonesPath: string): Promise<void> {
  const [classes, index] = [await openScene(classesPath), await openScene(indexPath)];
  const { width, height, affine } = classes;
  const projections = { geographic: false, toLonLat: toLonLat(CRS), fromLonLat: fromLonLat(CRS) };
  const ground = createGround({ width, height, affine, ...projections });
  const { bboxLonLat } = ground;
  const toPixel = createToPixel({ crs: CRS, affine, width, height, bboxLonLat });
  const zones = parseZones(readFileSync(zonesPath, 'utf8'), zonesPath);
  const placed = placeZones(zones, { width, height, bboxLonLat, toPixel }, zonesPath);
  const totals = zones.map(() => createZoneTotals(1));
  const scales = [createBinScale([-1, 1])];
  const grid = createGrid({ width, height, tileSizePx: TILE_PX, overlapPx: 0 });
  for (let i = 0; i < grid.count; i++) {
    const { core } = tileAt(grid, i);
    const [ids, values] = [await classes.read(core), await index.read(core)];
    const tile = { core, ground, classes: ids.bands[0] as Uint8Array, indices: [values.bands[0] as Float32Array] };
    addTileSums(sumZones(placed, zones.keys(), { tile, rule: 'fraction', scales }), (zone) => totals[zone]);
  }
  const results = totals.map((zone) => finishZone(zone, ground.areaUnitM2, scales));
  console.log(JSON.stringify({ fields: results.length, first: results[0].indices }));
  await Promise.all([classes.close(), index.close()]);
}

/** The sample scene, `times` × `times` side by side: red and near infrared, NDVI, and classes of it. */
async function writeScene(folder: string, times: number) {
  const { width, height, bands } = generateSampleScene();
  const [red, nir] = [bands[2], bands[4]];
  const index = Float32Array.from(red, (value, i) => (value === 0 ? Number.NaN : (nir[i] - value) / (nir[i] + value)));
  const classes = Uint8Array.from(index, (value) =>
    Number.isNaN(value) ? 0 : 1 + BREAKS.filter((limit) => value >= limit).length,
  );
  const write = async (name: string, dataType: DataType, layers: Band[], nodata: number): Promise<string> => {
    const shape = { width: width * times, height: height * times, dataType, bandCount: layers.length, nodata };
    const path = join(folder, name);
    const rows = (row: number, count: number) =>
      layers.map((band) => tileBand(band, { width, height, times, row, count }));
    await writeSceneFile(path, shape, rows);
    return path;
  };
  return {
    scene: await write('scene.tif', 'uint16', [red, red, red, nir], 0),
    index: await write('index.tif', 'float32', [index], Number.NaN),
    classes: await write('classes.tif', 'uint8', [classes], 0),
    zones: join(folder, 'zones.geojson'),
  };
}

interface Rows {
  width: number;
  height: number;
  times: number;
  row: number;
  count: number;
}

function tileBand(band: Band, { width, height, times, row, count }: Rows): Band {
  const rows = band.slice(0, 0).constructor as new (length: number) => Band;
  const out = new rows(count * width * times);
  for (let y = 0; y < count; y++) {
    const from = ((row + y) % height) * width;
    for (let i = 0; i < times; i++) out.set(band.subarray(from, from + width) as never, (y * times + i) * width);
  }
  return out;
}

/** Fields of 40 to 90 pixels across in a jittered lattice, with 4 to 40 corners. */
function makeZones(sizePx: number, count: number): string {
  const locate = toLonLat(CRS);
  const side = Math.ceil(Math.sqrt(count));
  const step = sizePx / side;
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const features = Array.from({ length: count }, (_, i) => {
    const col = ((i % side) + 0.3 + 0.4 * random()) * step;
    const row = (Math.floor(i / side) + 0.3 + 0.4 * random()) * step;
    const corners = 4 + Math.floor(36 * random());
    const radius = 20 + 25 * random();
    const ring = Array.from({ length: corners }, (_, k) => {
      const r = radius * (0.7 + 0.3 * random());
      const angle = (-2 * Math.PI * k) / corners;
      return locate(AFFINE[2] + 10 * (col + r * Math.cos(angle)), AFFINE[5] - 10 * (row + r * Math.sin(angle)));
    });
    const coordinates = [[...ring, ring[0]]];
    return { type: 'Feature', id: i + 1, properties: {}, geometry: { type: 'Polygon', coordinates } };
  });
  return JSON.stringify({ type: 'FeatureCollection', features });
}
