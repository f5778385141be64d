import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeModelItem } from '../../../src/train/model-item.js';
import { call } from '../../support/command-line.js';
import { readDocument } from '../../support/documents.js';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';
import { makeFolder } from '../../support/write-scene.js';

const folder = makeFolder('mlm');
afterAll(() => rmSync(folder, { recursive: true }));

const judge = (paths: readonly string[]): Record<string, string[]> => {
  const script = resolve('test/segment/onnx/mlm-judge.py');
  const args = [script, sharedPath('reference/stac'), ...paths];
  return JSON.parse(execFileSync(GEO_PYTHON, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
};
const accepted = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, []]));

const write = (name: string, json: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
};

const TRAINED = makeModelItem({
  id: 'land',
  title: 'Land',
  description: 'Land',
  architecture: 'random forest',
  features: ['red', 'nir', 'ndvi'],
  layers: {},
  legend: [
    { id: 3, name: 'Open water', color: '#2b7bba' },
    { id: 7, name: 'soil', color: '#b08458' },
  ],
  hyperparameters: { trees: 3 },
  bboxLonLat: [10, 50, 11, 51],
  datetimes: [],
  parameterCount: 1,
  model: { file: 'model.onnx', bytes: 1, sha256: '0'.repeat(64) },
});

describe.skipIf(!hasSharedData)('the schemas of STAC and of its extension MLM', () => {
  const examples = hasSharedData
    ? readdirSync(sharedPath('reference/stac/mlm/examples'))
        .filter((name) => name.startsWith('item_'))
        .map((name) => sharedPath(`reference/stac/mlm/examples/${name}`))
    : [];

  it('take the examples of the extension, and not everything', () => {
    expect(examples.length).toBeGreaterThan(5);
    const refused = write('wrong.json', { ...TRAINED, assets: {}, properties: { datetime: 'today' } });
    const answers = judge([...examples, refused]);
    expect(answers[refused].length).toBeGreaterThan(2);
    expect({ ...answers, [refused]: [] }).toEqual(accepted([...examples, refused]));
  });

  it('take what landquilt train writes, docs/models.md shows, and lies beside our models', () => {
    const [text] = readDocument('docs/models.md').match(/\{\n {2}"type"[\s\S]+?\n\}/)!;
    const own = ['models', 'test/fixtures/models']
      .flatMap((place) => readdirSync(place).map((name) => resolve(place, name, 'model.json')))
      .filter((path) => existsSync(path));
    const paths = [write('trained.json', TRAINED), write('shown.json', text), ...own];
    expect(own.length).toBeGreaterThan(1);
    expect(judge(paths)).toEqual(accepted(paths));
  });

  describe('and what models add writes', () => {
    const DEEPNESS = 'models/deepness';
    const RGB = ['--bands', 'red,green,blue', '--pixel-size', 'any'];
    const NEW = [...RGB, '--kind', 'semantic', '--scaling', '8-bit'];
    const CASES: [model: string, answers: string[]][] = [
      [sharedPath(`${DEEPNESS}/one_output_sigmoid_bsx512x512.onnx`), RGB],
      [sharedPath(`${DEEPNESS}/two_outputs_softmax_bsx2x512x512.onnx`), [...RGB, '--output', 'output2']],
      [
        sharedPath(`${DEEPNESS}/different_output_size_512_to_484.onnx`),
        [...NEW, '--fit', 'centre', '--classes', 'sea ice,2'],
      ],
      ...['unet', 'mask-rcnn', 'yolo-seg', 'panoptic-fpn']
        .map((name): [string, string[]] => [resolve(`test/fixtures/models/${name}/model.onnx`), []])
        .filter(([path]) => existsSync(path)),
    ];
    let items: string[] = [];
    beforeAll(async () => {
      items = [];
      for (const [i, [model, answers]] of CASES.entries()) {
        const out = join(folder, `added-${i}`);
        mkdirSync(out);
        const { code, stderr } = await call(['models', 'add', model, '--name', `model-${i}`, '--out', out, ...answers]);
        expect([code, stderr]).toEqual([0, '']);
        items.push(join(out, 'model.json'));
      }
    });

    it('take it', () => {
      expect(judge(items)).toEqual(accepted(items));
    });

    it('which leaves nothing to ask', async () => {
      for (const item of items) {
        const { stdout } = await call(['models', 'inspect', join(item, '../model.onnx')]);
        expect(stdout).toMatch(/Complete: all that is needed to run it is known\.\n$/);
        expect(readFileSync(item, 'utf8')).toContain('"mlm:input"');
      }
    });
  });
});
