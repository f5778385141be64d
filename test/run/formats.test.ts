import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { ALL_OUTPUT_NAMES, VECTOR_FORMAT_NAMES, VECTOR_FORMATS, type VectorFormat } from '../../src/run/outputs.js';
import { openPack } from '../../src/run/pack.js';
import type { RunStatistics } from '../../src/run/statistics.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { parseCsv } from '../support/parse-csv.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { type GivenOptions, keysOf, listKeys, planRun, runInProcess } from './in-process.js';

const scenePath = join(makeFolder('formats'), 'fields.tif');
const TILES_PX = [40, 64, 200];

beforeAll(() => writeTestScene(scenePath, makeRedNir(160, 120)));

async function run(options: GivenOptions, { tileSizePx = 64, store = createMemoryStore() } = {}) {
  const given = await planRun(scenePath, tileSizePx, options);
  try {
    const { keys, plan } = await runInProcess(given, store);
    const prefix = keys.output('');
    const names = (await listKeys(store, prefix)).map((key) => key.slice(prefix.length));
    const read = (name: string) => store.get(keys.output(name));
    return { keys, plan, names, read, text: async (name: string) => new TextDecoder().decode(await read(name)) };
  } finally {
    await given.scene.close();
  }
}

const fileOf = (format: VectorFormat): string => VECTOR_FORMATS[format].file;

describe('the formats of a run', () => {
  it('are written alone and in company with the same bytes, for every tile size', async () => {
    const whole = await run({ formats: VECTOR_FORMAT_NAMES }, { tileSizePx: 200 });
    expect(whole.names).toEqual(expect.arrayContaining(VECTOR_FORMAT_NAMES.map(fileOf)));
    for (const format of VECTOR_FORMAT_NAMES) {
      const others = VECTOR_FORMAT_NAMES.filter((name) => name !== format).map(fileOf);
      for (const tileSizePx of TILES_PX) {
        const alone = await run({ formats: [format] }, { tileSizePx });
        expect(alone.names).toContain(fileOf(format));
        expect(alone.names.filter((name) => others.includes(name))).toEqual([]);
        expect(Buffer.compare(await alone.read(fileOf(format)), await whole.read(fileOf(format))), format).toBe(0);
      }
    }
  });

  it('are those that statistics and report name', async () => {
    const { text, names } = await run({ formats: ['ndjson'] });
    const { files } = JSON.parse(await text('statistics.json')) as { files: { name: string }[] };
    const listed = files.map(({ name }) => name);
    expect([...listed, 'report.html', 'run.json', 'statistics.json'].sort()).toEqual(names.sort());
    const report = await text('report.html');
    for (const name of ALL_OUTPUT_NAMES) {
      expect(report.includes(`"./${name}"`), name).toBe(listed.includes(name));
    }
  });

  it('replace those of a run before, whose other files go', async () => {
    const store: Store = createMemoryStore();
    const first = await run({ formats: ['geojson', 'fgb'] }, { store });
    expect(first.names).toEqual(expect.arrayContaining(['regions.geojson', 'regions.fgb']));
    const second = await run({ formats: ['parquet'] }, { store });
    expect(second.names.filter((name) => name.startsWith('regions'))).toEqual(['regions.parquet']);
    const bare = await run({ formats: ['fgb'], vectorsOnly: true }, { store });
    expect(bare.names.sort()).toEqual(['regions.fgb', 'run.json', 'statistics.json']);
    expect(bare.plan.previewBands).toEqual([]);
  });

  it('go one by one, although one name begins as another', async () => {
    const store: Store = createMemoryStore();
    await run({ formats: ['geojson'] }, { store });
    expect((await run({ formats: ['ndjson'] }, { store })).names).toContain('regions.geojsonl');
    expect((await run({ formats: ['geojson'] }, { store })).names).not.toContain('regions.geojsonl');
  });

  it('belong to the plan, in any order', async () => {
    const idOf = async (formats?: VectorFormat[]) => {
      const { scene, plan } = await planRun(scenePath, 64, { formats });
      await scene.close();
      return plan.runId;
    };
    expect(await idOf(['fgb', 'geojson', 'parquet', 'fgb'])).toBe(await idOf());
    expect(await idOf(['fgb'])).not.toBe(await idOf());
    const wrong = planRun(scenePath, 64, { formats: ['geojsn' as VectorFormat] });
    await expect(wrong).rejects.toThrow(UsageError);
    await expect(wrong).rejects.toThrow(/formats: wanted some of geojson, .*, got geojsn \(did you mean geojson\?\)/);
  });

  it('are the only ones that features are encoded for', async () => {
    const given = await planRun(scenePath, 64, { formats: ['fgb'] });
    const store = createMemoryStore();
    const kept: Store = { ...store, deletePrefix: async () => {} };
    await runInProcess(given, kept);
    await given.scene.close();
    const pack = await openPack(store, keysOf(given).vectorize(0));
    expect(pack.lengthOf('flatgeobuf.bytes')).toBeGreaterThan(0);
    expect([pack.lengthOf('geojson.bytes'), pack.lengthOf('wkb.bytes')]).toEqual([0, 0]);
  });
});

describe('tables of areas', () => {
  it('list every region in order of id, and what the classes come to', async () => {
    const { text } = await run({ formats: ['geojson', 'csv'] }, { tileSizePx: 40 });
    const { features } = JSON.parse(await text('regions.geojson')) as { features: Region[] };
    const [head, ...rows] = parseCsv(await text('areas.csv'));
    const columnOf = (name: string) => rows.map((row) => row[head!.indexOf(name)]);
    expect(columnOf('id').map(Number)).toEqual(features.map(({ id }) => id));
    for (const name of ['area_m2', 'perimeter_m', 'ndvi_mean', 'label']) {
      expect(columnOf(name)).toEqual(features.map(({ properties }) => String(properties[name])));
    }
    const { classes } = JSON.parse(await text('statistics.json')) as RunStatistics;
    const [names, ...totals] = parseCsv(await text('classes.csv'));
    expect(names).toEqual(['class', 'label', 'area_m2', 'share', 'pixels', 'regions', 'ndvi_mean']);
    expect(totals).toEqual(
      classes.map(({ id, name, areaM2, share, pixels, regions, indexMeans }) =>
        [id, name, areaM2, share, pixels, regions, indexMeans.ndvi ?? ''].map(String),
      ),
    );
    const sums = classes.map(({ name }) =>
      rows.reduce((sum, row) => sum + (row[2] === name ? Number(row[head!.indexOf('area_m2')]) : 0), 0),
    );
    classes.forEach(({ areaM2, regions }, i) => {
      expect(Math.abs(sums[i]! - areaM2)).toBeLessThan(0.01 * regions + 1e-9);
    });
  });
});

interface Region {
  id: number;
  properties: Record<string, unknown>;
}

describe('newline-delimited GeoJSON', () => {
  it('has the features of the GeoJSON file, one a line, in order of id', async () => {
    const { text } = await run({ formats: ['geojson', 'ndjson'] }, { tileSizePx: 40 });
    const { features } = JSON.parse(await text('regions.geojson')) as { features: { id: number }[] };
    const lines = (await text('regions.geojsonl')).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toEqual(features);
    expect(features.map(({ id }) => id)).toEqual(features.map(({ id }) => id).toSorted((a, b) => a - b));
  });
});
