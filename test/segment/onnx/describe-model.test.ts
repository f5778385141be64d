import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { describeModel, loadModelDescription } from '../../../src/segment/onnx/describe-model.js';
import { guessLayout } from '../../../src/segment/onnx/header.js';
import { type ModelContract, NO_SCALING } from '../../../src/segment/onnx/model-contract.js';
import { describeProblem } from '../../../src/segment/onnx/network/problems.js';
import { findProblems } from '../../../src/segment/onnx/network/resolve.js';
import { parseOnnxFacts } from '../../../src/segment/onnx/onnx-facts.js';
import { makeModelItem } from '../../../src/train/model-item.js';
import type { OnnxModel } from '../../../src/train/onnx/graph.js';
import { makeModel, toSource } from './tiny-model.js';

const describeTiny = (parts: Partial<OnnxModel> = {}) =>
  describeModel(parseOnnxFacts(toSource(makeModel(parts)), 'tiny.onnx'), null);

/** What stands in the way of running it, by the options that settle it. */
const missingOf = (contract: ModelContract): string[] =>
  findProblems({ path: 'tiny.onnx', contract, own: {}, radiusPx: null }).map(describeProblem);

describe('a header alone', () => {
  it('gives the layout, the sides and what the last operator says; all else is missing by name', () => {
    const contract = describeTiny();
    expect(contract.inputs[0]).toMatchObject({
      layout: { value: 'NCHW', source: 'header' },
      bandCount: { value: 3 },
      heightPx: { value: 64 },
      bands: null,
      scaling: null,
    });
    expect(contract.outputs[0]).toMatchObject({ activation: { value: 'softmax' }, kind: null, stride: { value: 1 } });
    expect(missingOf(contract)).toEqual([
      'kind: semantic, instance, panoptic',
      'bands: the names of its 3, in order',
      'scaling: what is done to the values of each band, or none, or 8-bit',
      'values: stored or reflectance, what is scaled',
      'classes: the names of its 2, in the order of scores',
      'pixelSizeM: the size of a pixel in training, in metres, or any',
    ]);
    expect([contract.contradictions, contract.notes]).toEqual([[], []]);
  });

  it.each([
    [[1, 3, 512, 512], 'NCHW'],
    [['N', 9, 'H', 'W'], 'NCHW'],
    [['N', 256, 256, 4], 'NHWC'],
    [['N', null, null, 4], 'NHWC'],
    [[1, 64, 64, 64], null],
    [[1, 4, 4, 9], null],
    [['N', 'C', 'H', 'W'], null],
    [[1, 3, 512], null],
    [null, null],
  ] as const)('has the channels of %j where they can only be: %s', (shape, layout) => {
    expect(guessLayout(shape)).toBe(layout);
  });

  it.each([
    [[1, 2, 32, 32], 2, 0],
    [[1, 2, 128, 128], 0.5, 0],
    [[1, 2, 60, 60], undefined, 1],
    [[1, 2, 'H', 'W'], undefined, 0],
  ] as const)('knows the stride of an output of %j: %s', (shape, stride, asked) => {
    const contract = describeTiny({ outputs: [{ name: 'scores', type: 'float32', shape }] });
    expect(contract.outputs[0].stride?.value).toBe(stride);
    expect(missingOf(contract).filter((one) => one.startsWith('fit: '))).toHaveLength(asked);
  });
});

describe('an output of three sides', () => {
  it.each([
    [['N', 64, 64], 'NHW'],
    [['N', 16, 16], 'NHW'],
    [['N', 64, 32], undefined],
    [['N', 38, 8400], undefined],
    [['N', 'boxes', 6], undefined],
  ] as const)('%j is a picture where it goes with the input: %s', (shape, layout) => {
    const contract = describeTiny({ outputs: [{ name: 'scores', type: 'float32', shape }] });
    expect(contract.outputs[0].layout?.value).toBe(layout);
  });
});

describe('metadata of Deepness', () => {
  const metadata = {
    model_type: '"Segmentor"',
    class_names: '{"1": "water", "0": "_background"}',
    resolution: '50',
    tiles_size: '64',
    tiles_overlap: '25',
    standardization_mean: '[0.5, 0.4, 0.3]',
    standardization_std: '[0.2, 0.2, 0.1]',
  };

  it('gives kind, classes in the order of their numbers, centimetres, percent and scaling', () => {
    const contract = describeTiny({ metadata });
    const band = { ...NO_SCALING, scale: 1 / 255 };
    expect(contract.inputs[0].scaling?.value).toEqual([
      { ...band, mean: 0.5, std: 0.2 },
      { ...band, mean: 0.4, std: 0.2 },
      { ...band, mean: 0.3, std: 0.1 },
    ]);
    expect(contract.outputs[0].kind).toEqual({ value: 'semantic', source: 'deepness: model_type' });
    expect(contract.outputs[0].classes?.value.map(({ name }) => name)).toEqual(['_background', 'water']);
    expect(contract.pixelSizeM).toEqual({ value: 0.5, source: 'deepness: resolution' });
    expect(contract.patchOverlap?.value).toBe(0.25);
    expect(missingOf(contract)).toEqual(['bands: the names of its 3, in order']);
    expect(contract.contradictions).toEqual([]);
  });

  it('that does not fit the header is named, and so is what cannot be read', () => {
    const contract = describeTiny({
      metadata: { ...metadata, class_names: '{0: "a", 1: "b", 2: "c"}', tiles_size: '256', resolution: 'fine' },
    });
    expect(contract.contradictions).toEqual([
      'output scores: number of classes: 2 (header), but 3 (deepness: class_names)',
      'side of a patch: 64 (header), but 256 (deepness: tiles_size)',
    ]);
    expect(contract.notes).toEqual(['deepness: resolution cannot be read: fine']);
    expect(contract.pixelSizeM).toBeNull();
  });

  it.each(['"x"', '{}', '{"a": "b"}', '{"0": [1]}', '[]', '{"-1": "a"}'])('has no classes in %s', (class_names) => {
    const contract = describeTiny({ metadata: { ...metadata, class_names } });
    expect(contract.outputs[0].classes).toBeNull();
    expect(contract.notes).toHaveLength(1);
  });
});

describe('metadata of Ultralytics', () => {
  it('gives the task, names, stride, size and the scaling that its networks share', () => {
    const contract = describeTiny({
      inputs: [{ name: 'images', type: 'float32', shape: ['batch', 3, 'height', 'width'] }],
      outputs: [
        { name: 'output0', type: 'float32', shape: ['batch', 38, 'anchors'] },
        { name: 'output1', type: 'float32', shape: ['batch', 32, 'mask_height', 'mask_width'] },
      ],
      nodes: [],
      metadata: {
        author: 'Ultralytics',
        task: 'segment',
        stride: '32',
        imgsz: '[640, 512]',
        names: "{0: 'roof', 1: 'car park'}",
        args: "{'batch': 1, 'half': False, 'dynamic': True, 'nms': True}",
      },
    });
    expect(contract.inputs[0]).toMatchObject({
      bands: { value: ['red', 'green', 'blue'] },
      multiplePx: { value: 32, source: 'ultralytics: stride' },
      layout: { value: 'NCHW' },
      scaling: { value: [{ ...NO_SCALING, scale: 1 / 255 }] },
    });
    expect(contract.outputs.map(({ kind }) => kind?.value)).toEqual(['instance', 'instance']);
    expect(contract.outputs[0].classes?.value.map(({ name }) => name)).toEqual(['roof', 'car park']);
    expect(contract.patchPx?.value).toBe(640);
    expect(contract.notes).toEqual(['ultralytics: overlapping boxes are removed within the model']);
    expect(missingOf(contract)).toEqual(['pixelSizeM: the size of a pixel in training, in metres, or any']);
  });
});

const item = (properties: object = {}, assets: object = {}) => ({
  type: 'Feature',
  properties: {
    gsd: 10,
    'mlm:input': [
      {
        name: 'image',
        bands: ['red', { name: 'nir' }, 'swir1'],
        input: { shape: [-1, 3, 64, 64], dim_order: ['batch', 'bands', 'height', 'width'], data_type: 'float32' },
        value_scaling: [
          { type: 'min-max', minimum: 100, maximum: 300 },
          { type: 'z-score', mean: 5, stddev: 2 },
          { type: 'clip', minimum: 0, maximum: 1 },
        ],
      },
    ],
    'mlm:output': [
      {
        name: 'scores',
        tasks: ['semantic-segmentation'],
        result: { shape: [-1, 2, 64, 64], dim_order: ['batch', 'class', 'height', 'width'], data_type: 'float32' },
        'classification:classes': [
          { value: 0, name: 'other', color_hint: [255, 0, 16] },
          { value: 1, name: 'open-water', title: 'Open water', color_hint: '2B7BBA' },
        ],
      },
    ],
    ...properties,
  },
  assets,
});

const folder = mkdtempSync(join(tmpdir(), 'landquilt-describe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
async function loadBeside(json: unknown, parts: Partial<OnnxModel> = {}) {
  const own = join(folder, String(count++));
  mkdirSync(own);
  writeFileSync(join(own, 'tiny.onnx'), makeModel(parts));
  writeFileSync(join(own, 'model.json'), typeof json === 'string' ? json : JSON.stringify(json));
  return (await loadModelDescription(join(own, 'tiny.onnx'))).contract;
}

describe('model.json beside the model', () => {
  it('comes first, and leaves little to ask', async () => {
    const contract = await loadBeside(item(), { metadata: { resolution: '500', class_names: '{0: "a", 1: "b"}' } });
    expect(contract.inputs[0].bands?.value).toEqual(['red', 'nir', 'swir1']);
    expect(contract.inputs[0].scaling?.value).toEqual([
      { ...NO_SCALING, offset: -100, std: 200 },
      { ...NO_SCALING, mean: 5, std: 2 },
      { ...NO_SCALING, clipMin: 0, clipMax: 1 },
    ]);
    expect(contract.outputs[0].classes?.value).toEqual([
      { value: 0, name: 'other', color: '#ff0010' },
      { value: 1, name: 'Open water', color: '#2b7bba' },
    ]);
    expect(contract.pixelSizeM).toEqual({ value: 10, source: 'model.json: gsd' });
    expect(missingOf(contract)).toEqual(['values: stored or reflectance, what is scaled']);
    const named = contract.contradictions.join('\n');
    expect(named).toMatch(/pixel size: 10 \(model\.json: gsd\), but 5 \(deepness: resolution\)/);
    expect(named).toMatch(/classes: .+ \(model\.json: .+\), but .+ \(deepness: class_names\)/);
  });

  it('that does not fit the header is named', async () => {
    const input = { shape: [-1, 4, 32, 64], dim_order: ['batch', 'height', 'width', 'channel'], data_type: 'uint8' };
    const contract = await loadBeside(item({ 'mlm:input': [{ bands: ['red', 'nir'], input }] }));
    expect(contract.contradictions).toEqual([
      'input image: type: float32 (header), but uint8 (model.json: mlm:input[0].input.data_type)',
      'input image: layout: NHWC (model.json: mlm:input[0].input.dim_order), but NCHW (header)',
      'input image: number of bands: 3 (header), but 64 (model.json: mlm:input[0].input.shape), but 2 (model.json: mlm:input[0].bands)',
      'input image: height: 64 (header), but 4 (model.json: mlm:input[0].input.shape)',
      'input image: width: 64 (header), but 32 (model.json: mlm:input[0].input.shape)',
    ]);
    const other = await loadBeside(item({}, { model: { href: './other.onnx' } }));
    expect(other.contradictions).toEqual(['model.json describes other.onnx, and the file is tiny.onnx']);
  });

  it('of `landquilt train` leaves nothing to ask', async () => {
    const trained = makeModelItem({
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
      hyperparameters: {},
      bboxLonLat: [10, 50, 11, 51],
      datetimes: [],
      parameterCount: 1,
      model: { file: 'tiny.onnx', bytes: 1, sha256: '0'.repeat(64) },
    });
    const free = ['batch', 'height', 'width'] as const;
    const contract = await loadBeside(trained, {
      producer: 'landquilt',
      inputs: [{ name: 'features', type: 'float32', shape: [free[0], 3, free[1], free[2]] }],
      outputs: [
        { name: 'classes', type: 'uint8', shape: free },
        { name: 'scores', type: 'float32', shape: [free[0], 2, free[1], free[2]] },
      ],
    });
    expect(contract).toMatchObject({ contradictions: [], notes: [], isPixelwise: true });
    expect(missingOf(contract)).toEqual([]);
    expect(contract.inputs[0].bands?.value).toEqual(['red', 'nir', 'ndvi']);
    expect(contract.outputs.map(({ activation }) => activation?.value)).toEqual(['argmax', 'softmax']);
    const open = { value: 3, name: 'Open water', color: '#2b7bba' };
    for (const { classes, stride } of contract.outputs) expect([classes?.value[0], stride?.value]).toEqual([open, 1]);
  });

  it('may leave sides free that the header fixes', async () => {
    const [input] = item().properties['mlm:input'];
    const free = { ...input, input: { ...input.input, shape: [-1, 3, -1, -1] } };
    const contract = await loadBeside(item({ 'mlm:input': [free] }));
    expect(contract.inputs[0].heightPx).toEqual({ value: 64, source: 'header' });
    expect(contract.contradictions).toEqual([]);
    const image = { name: 'image', type: 'float32', shape: ['N', 3, 'H', 'W'] } as const;
    const fixed = await loadBeside(item(), { inputs: [image] });
    expect(fixed.inputs[0].heightPx).toEqual({ value: 64, source: 'model.json: mlm:input[0].input.shape' });
    expect(fixed.contradictions).toEqual([]);
  });

  it('may give the size of pixels with its bands', async () => {
    const bands = ['red', 'nir', 'swir1', 'cirrus'].map((name) => ({ name, gsd: name === 'cirrus' ? 60 : 20 }));
    const size = { value: 20, source: 'model.json: resolution of its bands' };
    expect((await loadBeside(item({ gsd: undefined, bands }))).pixelSizeM).toEqual(size);
    const raster = bands.map(({ name, gsd }) => ({ name, spatial_resolution: gsd }));
    expect((await loadBeside(item({ gsd: undefined }, { model: { 'raster:bands': raster } }))).pixelSizeM).toEqual(
      size,
    );
    const mixed = [{ name: 'red', gsd: 10 }, ...bands.slice(1)];
    expect((await loadBeside(item({ gsd: undefined, bands: mixed }))).pixelSizeM).toBeNull();
  });

  it('whose values are prepared by a function leaves the scaling to be asked for', async () => {
    const [input] = item().properties['mlm:input'];
    const pre_processing_function = { format: 'python', expression: 'a:b' };
    const prepared = await loadBeside(item({ 'mlm:input': [{ ...input, pre_processing_function }] }));
    expect(missingOf(prepared)[0]).toBe('scaling: what is done to the values of each band, or none, or 8-bit');
    const value_scaling = [{ type: 'processing', format: 'gdal-calc', expression: 'A * 2' }];
    const expression = await loadBeside(item({ 'mlm:input': [{ ...input, value_scaling }] }));
    expect(expression.inputs[0].scaling).toBeNull();
    const none = await loadBeside(item({ 'mlm:input': [{ ...input, value_scaling: null }] }));
    expect(none.inputs[0].scaling?.value).toEqual([NO_SCALING]);
  });

  it.each([
    ['{', /JSON/],
    [{ type: 'Feature' }, /STAC Item/],
    [item({ 'mlm:input': [] }), /mlm:input/],
    [item({ 'mlm:output': [{ result: {} }] }), /mlm:output\[0\]\.result\.shape/],
  ])('is refused when it is another thing: %j', async (json, message) => {
    await expect(loadBeside(json)).rejects.toThrow(InputError);
    await expect(loadBeside(json)).rejects.toThrow(message);
    await expect(loadBeside(json)).rejects.toThrow(/model\.json\)$/);
  });
});
