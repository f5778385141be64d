import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadModelDescription } from '../../src/segment/onnx/describe-model.js';
import { pickChoices } from '../../src/segment/onnx/network/answers.js';
import { resolveNetwork } from '../../src/segment/onnx/network/resolve.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import type { OnnxModel } from '../../src/train/onnx/graph.js';
import { makeModel } from '../segment/onnx/tiny-model.js';
import { call } from '../support/command-line.js';
import { expectSection, readDocument } from '../support/documents.js';
import { writeTestScene } from '../support/write-scene.js';

const folder = mkdtempSync(join(tmpdir(), 'landquilt-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const UNET = fileURLToPath(new URL('../fixtures/models/unet/model.onnx', import.meta.url));
const VALID = fileURLToPath(new URL('../fixtures/models/unet-valid/model.onnx', import.meta.url));
const YOLO = fileURLToPath(new URL('../fixtures/models/yolo-seg/model.onnx', import.meta.url));

let count = 0;
function write(parts: Partial<OnnxModel>): string {
  const path = join(folder, `${count++}.onnx`);
  writeFileSync(path, makeModel(parts));
  return path;
}

const fenced = (text: string, kind = ''): string => `\`\`\`${kind}\n${text.replaceAll(`${folder}/`, '')}\`\`\`\n`;

/** The model of docs/models.md. */
function writeRoads(): string {
  const path = join(folder, 'roads.onnx');
  writeFileSync(
    path,
    makeModel({
      producer: 'pytorch',
      producerVersion: '2.2.0',
      metadata: {
        model_type: '"Segmentor"',
        class_names: '{"0": "ground", "1": "road", "2": "building"}',
        resolution: '50',
        tiles_size: '256',
        tiles_overlap: '10',
        standardization_mean: '[0.485, 0.456, 0.406]',
        standardization_std: '[0.229, 0.224, 0.225]',
      },
      nodes: [
        { op: 'Conv', inputs: ['image'], outputs: ['raw'] },
        { op: 'Softmax', inputs: ['raw'], outputs: ['scores'] },
      ],
      inputs: [{ name: 'image', type: 'float32', shape: ['N', 3, 512, 512] }],
      outputs: [{ name: 'scores', type: 'float32', shape: ['N', 3, 512, 512] }],
    }),
  );
  return path;
}

describe('docs/models.md (UPDATE_DOCS=1 rewrites what it shows)', () => {
  it('shows what models inspect prints', async () => {
    const { code, stdout, stderr } = await call(['models', 'inspect', writeRoads()]);
    expect([code, stderr]).toEqual([0, '']);
    expectSection('docs/models.md', { name: 'inspect', made: fenced(stdout) });
  });

  it('shows what models add writes', async () => {
    const out = join(folder, 'roads');
    const args = ['models', 'add', writeRoads(), '--bands', 'red,green,blue', '--name', 'roads', '--out', out];
    const { code, stdout, stderr } = await call(args);
    expect([code, stderr]).toEqual([0, '']);
    expectSection('docs/models.md', { name: 'add', made: fenced(stdout) });
    const recipe = readFileSync(join(out, 'recipe.json'), 'utf8');
    expectSection('docs/models.md', { name: 'recipe', made: fenced(recipe, 'json') });
  });

  it('shows what models test prints, but for times and decimals', async () => {
    const { code, stdout, stderr } = await call(['models', 'test', UNET]);
    expect([code, stderr]).toEqual([0, '']);
    const made = fenced(stdout.replaceAll(`${join(UNET, '../..')}/`, ''));
    const normalize = (text: string) => text.replaceAll(/[\d.]+ ms/g, '# ms').replaceAll(/\d+\.\d+|\d+e\S+/g, '#');
    expectSection('docs/models.md', { name: 'test', made, normalize });
  });

  it('has answers that fit', async () => {
    const answers = join(folder, 'given.json');
    const [text] = readDocument('docs/models.md').match(/\{\n {2}"bands": [\s\S]+?\n\}/)!;
    writeFileSync(answers, text);
    const { stdout } = await call(['models', 'inspect', write({}), '--answers', answers]);
    expect(stdout).toMatch(/Missing.+\n {2}- kind: .+\n\nCannot be run as it is:\n {2}- classes: 2 of them/);
  });
});

describe('landquilt models inspect', () => {
  it('finds nothing missing beside the model.json of docs/models.md', async () => {
    const own = join(folder, 'water');
    mkdirSync(own);
    writeFileSync(
      join(own, 'model.json'),
      /```json\n(\{\n {2}"type"[\s\S]+?)```/.exec(readDocument('docs/models.md'))?.[1] ?? '',
    );
    const model = makeModel({
      inputs: [{ name: 'image', type: 'float32', shape: ['N', 4, 256, 256] }],
      outputs: [{ name: 'scores', type: 'float32', shape: ['N', 2, 256, 256] }],
    });
    writeFileSync(join(own, 'water.onnx'), model);
    const { stdout } = await call(['models', 'inspect', join(own, 'water.onnx')]);
    expect(stdout).toContain('scaling    x / 10000 (model.json: mlm:input[0].value_scaling)');
    expect(stdout).toMatch(/Complete: all that is needed to run it is known\.\n$/);
    expect(stdout).not.toMatch(/Missing|Contradictions|Not used/);
  });

  it('fits 100 columns and keeps to printable characters, whatever the model is called', async () => {
    const long = `${'very-long-name-'.repeat(30)}\u001b[31m\n\u202e`;
    const names = Array.from({ length: 60 }, (_, i) => `${i}: 'a class named ${i}'`);
    const path = write({
      producer: long,
      inputs: [{ name: long, type: 'float32', shape: [long, 3, 64, 64] }],
      metadata: { class_names: `{${names.join(', ')}}`, tiles_size: '16', model_type: long },
    });
    const { code, stdout } = await call(['models', 'inspect', path]);
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
    for (const unsafe of ['\u001b', '\u202e']) expect(stdout).not.toContain(unsafe);
    expect(stdout).toContain('and 20 more');
  });

  it('gives all of it as JSON', async () => {
    const { code, stdout } = await call(['models', 'inspect', write({ metadata: { resolution: '50' } }), '--json']);
    expect(code).toBe(0);
    const { header, contract, missing, unfit, radiusPx } = JSON.parse(stdout);
    expect(header).toMatchObject({ producer: 'a test', metadata: { resolution: '50' }, operatorSets: { '': 17 } });
    expect(contract.pixelSizeM).toEqual({ value: 0.5, source: 'deepness: resolution' });
    expect(missing).toContain('bands: the names of its 3, in order');
    expect([unfit, radiusPx]).toEqual([[], 0]);
  });

  it('knows what is answered already, and what would not fit', async () => {
    const path = write({});
    const answers = ['--bands', 'red,green', '--scaling', '8-bit', '--classes', 'a,b', '--pixel-size', '2'];
    const { stdout } = await call(['models', 'inspect', path, ...answers]);
    expect(stdout).toContain('Missing, to be answered (nothing is guessed):\n  - kind: semantic, instance, panoptic\n');
    expect(stdout).toContain('Cannot be run as it is:\n  - bands: 3 (header), but 2: red, green (the recipe)\n');
  });

  it.each([
    [['models'], /models: wanted inspect, test or add, and one <model\.onnx>, got nothing/, 2],
    [['models', 'inspect'], /got inspect/, 2],
    [['models', 'run', 'a.onnx'], /got run a\.onnx/, 2],
    [['models', 'inspect', 'a.onnx', 'b.onnx'], /got inspect a\.onnx b\.onnx/, 2],
    [['models', 'inspect', 'no-such.onnx'], /model: wanted a file to read, got none \(no-such\.onnx\)/, 1],
    [['models', 'inspect', 'package.json'], /model: wanted an ONNX file, got .+ \(package\.json\)/, 1],
    [['models', 'inspect', 'src'], /model: wanted a file to read, got something else \(src\)/, 1],
    [['models', 'inspect', UNET, '--kind', 'semantik'], /wanted one of semantic, .+ \(did you mean semantic\?\)/, 2],
    [['models', 'test', UNET, '--patch', 'big'], /patchPx: /, 2],
    [['models', 'test', UNET, '--answers', 'no-such.json'], /--answers: wanted a file to read, got none/, 1],
    [['models', 'test', UNET, '--answers', 'package.json'], /--answers: .+ unknown key/, 1],
    [['models', 'test', UNET, '--classes', 'a,b'], /network: wanted classes: 9 of them, .+ got classes: 2/, 1],
    [['models', 'test', UNET, '--scene', 'no-such.tif'], /no-such\.tif/, 1],
    [['models', 'add', UNET], /--out: wanted a folder, got nothing/, 2],
    [['models', 'add', UNET, '--out', folder, '--name', 'U Net'], /--name: wanted small letters/, 2],
  ])('says what is wrong with %j', async (args, message, expected) => {
    const { code, stdout, stderr } = await call(args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
  });
});

describe('landquilt models test', () => {
  it('asks a network about random numbers, and tells what comes', async () => {
    const { code, stdout, stderr } = await call(['models', 'test', UNET, '--patch', '64']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^kind {9}semantic, on cpu$/m);
    expect(stdout).toMatch(/^patch {8}64 px square, random numbers as if they were scaled; overlap \d+ px$/m);
    expect(stdout).toMatch(/^input {8}image: float32, 1 × 4 × 64 × 64, .* to 1$/m);
    expect(stdout).toMatch(/^output {7}logits: float32, 1 × 9 × 64 × 64, −?[\d.]+ to [\d.]+$/m);
    expect(stdout).toMatch(/^time {9}[\d.]+ ms at first, [\d.]+ ms then$/m);
    expect(stdout).toMatch(/^scores {7}[\de.−]+ to [\d.]+, they add up to 1$/m);
    expect(stdout).toMatch(/^classes {6}1 water: [\d.]+ %$/m);
    const again = await call(['models', 'test', UNET, '--patch', '64', '--json']);
    const { spec, trial } = JSON.parse(again.stdout);
    expect(spec.classes).toHaveLength(9);
    expect(trial.classes.reduce((sum: number, { pixels }: { pixels: number }) => sum + pixels, 0)).toBe(64 * 64);
  });

  it('sees that logits were taken for shares', async () => {
    const { stdout } = await call(['models', 'test', UNET, '--patch', '64', '--activation', 'softmax']);
    expect(stdout).toMatch(/^scores .+: no shares; the activation may be logits$/m);
  });

  it('asks about a patch of a scene', async () => {
    const scene = join(folder, 'scene.tif');
    const size = { width: 80, height: 70 };
    const bands = ['blue', 'green', 'red', 'nir'].map((_, k) =>
      Uint16Array.from({ length: size.width * size.height }, (_, i) => 1500 + 700 * k + (i % 13)),
    );
    await writeTestScene(scene, { ...size, dataType: 'uint16', bands, bandNames: ['blue', 'green', 'red', 'nir'] });
    const args = ['models', 'test', UNET, '--scene', scene, '--patch', '64'];
    const { code, stdout, stderr } = await call(args);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^patch {8}64 px square at column \d+, row \d+, pixels of 10 m;/m);
  });

  it('leaves out a border that gets no answer', async () => {
    const { stdout } = await call(['models', 'test', VALID]);
    expect(stdout).toMatch(/^output {7}probabilities: float32, 1 × 9 × 84 × 84, /m);
    expect(stdout).toMatch(/^scores .+, they add up to 1$/m);
  });

  it('finds objects', async () => {
    const { code, stdout } = await call(['models', 'test', YOLO]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^output {7}output0: .+\noutput {7}output1: /m);
  });
});

describe('landquilt models add', () => {
  it('writes a model, its description and a recipe that leave nothing to ask', async () => {
    const path = write({
      inputs: [{ name: 'image', type: 'float32', shape: ['N', 3, 64, 64] }],
      outputs: [{ name: 'scores', type: 'float32', shape: ['N', 3, 64, 64] }],
      metadata: { standardization_mean: '[0.5, 0.4, 0.3]', class_names: '{0: "land", 1: "sea ice", 2: "sea"}' },
    });
    const out = join(folder, 'added');
    const answers = join(folder, 'answers.json');
    writeFileSync(
      answers,
      JSON.stringify({ bands: ['red', 'green', 'nir'], kind: 'instance', expected: { min: 0, max: 1 } }),
    );
    const more = [
      '--kind',
      'semantic',
      '--pixel-size',
      '0.5',
      '--seams',
      'cosine',
      '--min-score',
      '0.4',
      '--rest',
      '9',
    ];
    const added = await call(['models', 'add', path, '--out', out, '--name', 'sea', '--answers', answers, ...more]);
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(added.stdout).toContain(`landquilt run <scene> --recipe ${join(out, 'recipe.json')}`);
    expect(readFileSync(join(out, 'model.onnx'))).toEqual(readFileSync(path));
    const { properties, assets } = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8'));
    expect(properties['landquilt:network']).toMatchObject({ values: 'stored', expected: { min: 0, max: 1 } });
    expect(properties['mlm:input'][0].bands).toEqual(['red', 'green', 'nir']);
    expect(assets.model.href).toBe('./model.onnx');
    const { stdout } = await call(['models', 'inspect', join(out, 'model.onnx')]);
    expect(stdout).toMatch(/Complete: all that is needed to run it is known\.\n$/);
    expect(stdout).not.toContain('Contradictions');
    const recipe = await loadRecipe(join(out, 'recipe.json'));
    expect(recipe.legend.map(({ id, name }) => `${id} ${name}`)).toEqual(['1 land', '2 sea ice', '3 sea', '9 rest']);
    const described = await loadModelDescription(path);
    const given = { ...JSON.parse(readFileSync(answers, 'utf8')), kind: 'semantic', pixelSizeM: 0.5 };
    const choices = pickChoices({ seams: 'cosine', minScore: 0.4, rest: 9 });
    const said = resolveNetwork({ described, modelSha256: '', answers: given, choices });
    const { modelSha256, model } = recipe.segmenter;
    expect(recipe.segmenter.spec).toEqual({ ...said, model, modelSha256 });
  });

  it('keeps what the description said beside', async () => {
    const out = join(folder, 'unet');
    expect((await call(['models', 'add', UNET, '--out', out, '--name', 'unet', '--patch', '128'])).code).toBe(0);
    const before = JSON.parse(readFileSync(join(UNET, '../model.json'), 'utf8')).properties;
    const after = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).properties;
    expect(after).toMatchObject({ description: before.description, datetime: before.datetime, gsd: 10 });
    expect(after['mlm:total_parameters']).toBe(before['mlm:total_parameters']);
    const spec = async (folder: string) => {
      const described = await loadModelDescription(join(folder, 'model.onnx'));
      return { ...resolveNetwork({ described, modelSha256: '', answers: {}, choices: pickChoices({}) }), model: '' };
    };
    const { overlapPx } = await spec(out);
    expect(await spec(out)).toEqual({ ...(await spec(join(UNET, '..'))), patchPx: 128, overlapPx });
  });
});
