import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleScene } from '../../src/sample/index.js';
import { call } from '../support/command-line.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { type Serving, startServer } from '../support/serve.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('serve-clients');
const SCENE = join(folder, 'sample-scene.tif');
const FILE = join(folder, 'out/sample-scene/crop-health/regions.fgb');
const COLLECTION = 'crop-health.sample-scene';
let server: Serving;

beforeAll(async () => {
  await writeSampleScene(folder, { size: 400 });
  const out = join(folder, 'out');
  expect(await call(['run', SCENE, '--recipe', 'crop-health', '--out', out, '--formats', 'fgb'])).toMatchObject({
    code: 0,
  });
  server = await startServer('--store', out, '--quiet');
}, 120_000);

afterAll(async () => {
  await server?.stop();
});

const ogrinfo = (...args: string[]): string =>
  execFileSync('ogrinfo', ['-ro', ...args], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, GDAL_PAM_ENABLED: 'NO' },
  });

/** Sorted lines of label, area and positions of each feature: in a FlatGeobuf all are of many parts, in GeoJSON of one. */
const dump = (...args: string[]): string[] => {
  const text = ogrinfo('-al', ...args);
  return text
    .split(/^OGRFeature/m)
    .slice(1)
    .map((feature) =>
      [/label \(.*\) = (.*)/, /area_m2 \(.*\) = (.*)/, /POLYGON \(+(.*?)\)+$/m]
        .map((part) => part.exec(feature)?.[1])
        .join(' | '),
    )
    .sort();
};

describe('GDAL (OGC API - Features)', () => {
  it('reads the same features as from the file', () => {
    const own = dump(FILE);
    expect(own.length).toBeGreaterThan(1000);
    expect(dump(`OAPIF:${server.url}`, COLLECTION)).toEqual(own);
  });

  it('finds those of a box and of a value as in the file', () => {
    const args = ['-spat', '15.645', '48.185', '15.65', '48.19', '-where', "label = 'Moderate green'"];
    for (const some of [args.slice(0, 5), args.slice(5), args]) {
      const own = dump(...some, FILE);
      expect(own.length).toBeGreaterThan(0);
      expect(dump(...some, `OAPIF:${server.url}`, COLLECTION)).toEqual(own);
    }
  });
});

/** Of a newer GDAL, which asks for the values of columns by their own parameters. */
const NEWER = `
import json, sys, pyogrio
url, path, layer = sys.argv[1:]
def read(source, **more):
    frame = pyogrio.read_dataframe(source, **more)
    keys = zip(frame['label'], frame['area_m2'], (shape.wkt.split('(', 1)[1].strip('()') for shape in frame.geometry))
    return sorted(map(list, keys), key=str)
answers = []
for more in [{}, {'where': "label = 'Moderate green' OR area_m2 > 20000"}, {'where': "label LIKE 'M%' AND pixels >= 10", 'bbox': (15.61, 48.19, 15.63, 48.2)}]:
    own = read(path, **more)
    answers.append([len(own), own == read('OAPIF:' + url, layer=layer, **more)])
print(json.dumps(answers))
`;

describe('a newer GDAL', () => {
  it('reads the same features, whole and filtered', () => {
    const answers = JSON.parse(
      execFileSync(GEO_PYTHON, ['-c', NEWER, server.url, FILE, COLLECTION], { encoding: 'utf8' }),
    );
    expect(answers).toEqual([
      [expect.any(Number), true],
      [expect.any(Number), true],
      [expect.any(Number), true],
    ]);
    for (const [count] of answers) expect(count).toBeGreaterThan(0);
  });
});
