import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OnnxModel } from '../../src/train/onnx/graph.js';
import { makeModel } from '../segment/onnx/tiny-model.js';
import { call } from '../support/command-line.js';
import { expectSection, readDocument } from '../support/documents.js';

const folder = mkdtempSync(join(tmpdir(), 'landquilt-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
function write(parts: Partial<OnnxModel>): string {
  const path = join(folder, `${count++}.onnx`);
  writeFileSync(path, makeModel(parts));
  return path;
}

describe('landquilt models inspect', () => {
  it('prints what docs/models.md shows (UPDATE_DOCS=1 rewrites it)', async () => {
    const path = join(folder, 'roads.onnx');
    const model = makeModel({
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
    });
    writeFileSync(path, model);
    const { code, stdout, stderr } = await call(['models', 'inspect', path]);
    expect([code, stderr]).toEqual([0, '']);
    const made = `\`\`\`\n${stdout.replaceAll(`${folder}/`, '')}\`\`\`\n`;
    expectSection('docs/models.md', { name: 'inspect', made });
  });

  it('finds nothing missing beside the model.json of docs/models.md', async () => {
    const own = join(folder, 'water');
    mkdirSync(own);
    writeFileSync(join(own, 'model.json'), /```json\n([\s\S]+?)```/.exec(readDocument('docs/models.md'))?.[1] ?? '');
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
    const { header, contract } = JSON.parse(stdout);
    expect(header).toMatchObject({ producer: 'a test', metadata: { resolution: '50' }, operatorSets: { '': 17 } });
    expect(contract.pixelSizeM).toEqual({ value: 0.5, source: 'deepness: resolution' });
    expect(contract.missing).toContain('input image: bands, the names of its 3 in order');
  });

  it.each([
    [['models'], /models: wanted inspect <model\.onnx>, got nothing/, 2],
    [['models', 'inspect'], /got inspect/, 2],
    [['models', 'run', 'a.onnx'], /got run a\.onnx/, 2],
    [['models', 'inspect', 'a.onnx', 'b.onnx'], /got inspect a\.onnx b\.onnx/, 2],
    [['models', 'inspect', 'no-such.onnx'], /model: wanted a file to read, got none \(no-such\.onnx\)/, 1],
    [['models', 'inspect', 'package.json'], /model: wanted an ONNX file, got .+ \(package\.json\)/, 1],
    [['models', 'inspect', 'src'], /model: wanted a file to read, got something else \(src\)/, 1],
  ])('says what is wrong with %j', async (args, message, expected) => {
    const { code, stdout, stderr } = await call(args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
  });
});
