import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeModel, loadModelDescription } from '../../../../src/segment/onnx/describe-model.js';
import { NO_SCALING } from '../../../../src/segment/onnx/model-contract.js';
import { type Answers, pickChoices } from '../../../../src/segment/onnx/network/answers.js';
import { describeProblem } from '../../../../src/segment/onnx/network/problems.js';
import { findProblems, resolveNetwork } from '../../../../src/segment/onnx/network/resolve.js';
import { parseOnnxFacts } from '../../../../src/segment/onnx/onnx-facts.js';
import type { OnnxModel } from '../../../../src/train/onnx/graph.js';
import { hasSharedData, sharedPath } from '../../../support/shared-data.js';
import { makeModel, toSource } from '../tiny-model.js';

interface Told {
  own?: Answers & { patchPx?: number; overlapPx?: number };
  radiusPx?: number | null;
  choices?: object;
}

const factsOf = (parts: Partial<OnnxModel>, { own = {}, radiusPx = null }: Told) => {
  const contract = describeModel(parseOnnxFacts(toSource(makeModel(parts)), 'tiny.onnx'), null);
  return { path: '/models/tiny.onnx', contract, own, radiusPx };
};

function resolveTiny(answers: Answers, parts: Partial<OnnxModel> = {}, told: Told = {}) {
  const choices = pickChoices(told.choices ?? {});
  return resolveNetwork({ described: factsOf(parts, told), modelSha256: 'a', answers, choices });
}

/** Enough for the tiny model: 3 bands of 64 × 64 pixels, softmax of 2 classes. */
const ENOUGH: Answers = {
  kind: 'semantic',
  bands: ['red', 'green', 'blue'],
  scaling: '8-bit',
  classes: ['ground', 'road'],
  pixelSizeM: 0.5,
};
const ANY_SIZE = { inputs: [{ name: 'image', type: 'float32', shape: ['N', 3, 'H', 'W'] }] } as const;
const outputsOf = (shape: (string | number)[], name = 'scores') =>
  ({ outputs: [{ name, type: 'float32', shape }] }) as Pick<OnnxModel, 'outputs'>;
const NOT_ENDED = { nodes: [{ op: 'Conv', inputs: ['image'], outputs: ['scores'] }] };

describe('answers and what the file says', () => {
  it('make all that is needed', () => {
    expect(resolveTiny(ENOUGH)).toEqual({
      model: '/models/tiny.onnx',
      modelSha256: 'a',
      device: 'cpu',
      kind: 'semantic',
      input: { name: 'image', dataType: 'float32', layout: 'NCHW' },
      bands: ['red', 'green', 'blue'],
      values: 'stored',
      scaling: [{ ...NO_SCALING, scale: 1 / 255 }],
      transform: null,
      expected: null,
      semantic: { name: 'scores', layout: 'NCHW', activation: 'softmax', fit: 'stretch' },
      instance: null,
      classes: [
        { value: 0, name: 'ground', color: null, id: 1 },
        { value: 1, name: 'road', color: null, id: 2 },
      ],
      things: null,
      pixelSizeM: 0.5,
      patchPx: 64,
      overlapPx: 8,
      seams: 'crop',
      augment: 'none',
      batch: 1,
      minScore: 0,
      maxIou: 0.5,
      rest: 0,
    });
  });

  it('are asked for together, by the names of options, in one error', () => {
    expect(() => resolveTiny({ kind: 'semantic', pixelSizeM: 'any' })).toThrow(
      'network: wanted bands: the names of its 3, in order; scaling: what is done to the values of each band, or none, or ' +
        '8-bit; values: stored or reflectance, what is scaled; classes: the names of its 2, in the order of scores, got ' +
        'nothing of that in the recipe, the file or model.json (/models/tiny.onnx)',
    );
  });

  it.each([
    [{ bands: ['red'] }, /wanted bands: 3 \(header\), got bands: 1: red \(the recipe\)/],
    [{ classes: ['a', 'b', 'c'] }, /classes: 2 of them, as the output has channels \(header\), got classes: 3/],
    [{ classes: [{ name: 'a', value: 2 }] }, /classes: 2 of them, .+ got classes: 1, of numbers 2/],
    [
      {
        classes: [
          { name: 'a', value: 1 },
          { name: 'b', value: 1 },
        ],
      },
      /classes: each number once, got classes: 1 twice/,
    ],
    [{ layout: 'NHWC' }, /wanted layout: NCHW \(header\), got layout: NHWC/],
    [{ outputLayout: 'NHWC' }, /wanted outputLayout: NCHW \(header\), got outputLayout: NHWC/],
    [{ output: 'masks' }, /wanted output: scores, got output: masks/],
    [
      { values: 'stored', scaling: [{ mean: 1 }, { mean: 2 }] },
      /scaling: one for all, or one for each of 3 bands, got scaling: 2/,
    ],
    [{ things: ['road'] }, /things: none, as the network is not panoptic, got things: road/],
    [{ kind: 'instance' }, /outputs: which of scores are boxes/],
  ] as [Answers, RegExp][])('that contradict the file are refused, with both sides named: %j', (more, message) => {
    expect(() => resolveTiny({ ...ENOUGH, ...more })).toThrow(message);
  });

  it.each([
    [[], /inputs: one input, got inputs: 0/],
    [[['a', 3, 8, 8] as const, ['b', 3, 8, 8] as const], /got inputs: 2: image0, image1/],
    [[['N', 3] as const], /input: four sides: patches, bands, rows and columns, got input: N × 3/],
  ])('and so is an input that is no picture: %j', (shapes, message) => {
    const inputs = shapes.map((shape, i) => ({ name: `image${i}`, type: 'float32' as const, shape }));
    expect(() => resolveTiny(ENOUGH, { inputs })).toThrow(message);
  });

  it.each([
    [{ patchPx: 128 }, /wanted patchPx: 64 \(header\), got patchPx: 128/],
    [{ overlapPx: 32 }, /wanted overlapPx: 0 to 31, less than half a patch, got overlapPx: 32/],
  ])('so are sizes: %j', (choices, message) => {
    expect(() => resolveTiny(ENOUGH, {}, { choices })).toThrow(message);
  });

  it('come before what the model brings along, and that before nothing', () => {
    const own: Answers = { ...ENOUGH, pixelSizeM: 2, activation: 'sigmoid' };
    expect(resolveTiny({ pixelSizeM: 'any' }, {}, { own })).toMatchObject({
      pixelSizeM: null,
      semantic: { activation: 'sigmoid' },
    });
  });

  it('say everything at once, what is missing and what does not fit', () => {
    expect(() => resolveTiny({ bands: ['red'], layout: 'NHWC' })).toThrow(
      /wanted kind: .+; layout: NCHW .+; bands: 3 .+; pixelSizeM: .+ got kind: nothing; layout: NHWC; bands: 1.+; pixelSizeM: nothing/,
    );
  });
});

describe('sides that do not tell which is which', () => {
  const inputs = [{ name: 'image', type: 'float32', shape: [1, 64, 64, 64] }] as const;
  const BANDS = Array.from({ length: 64 }, (_, i) => i + 1);
  const parts = { inputs: [...inputs], ...outputsOf([1, 64, 64, 64]), ...NOT_ENDED };
  const answers: Answers = { ...ENOUGH, bands: BANDS, activation: 'softmax', classes: BANDS.map((i) => `class ${i}`) };

  it('are asked for, and then fix the patch, bands and classes', () => {
    expect(() => resolveTiny(answers, parts)).toThrow(/layout: NCHW or NHWC.+outputLayout: NCHW, NHWC or NHW/);
    const spec = resolveTiny({ ...answers, layout: 'NHWC', outputLayout: 'NCHW' }, parts);
    expect(spec).toMatchObject({
      patchPx: 64,
      input: { layout: 'NHWC' },
      semantic: { layout: 'NCHW', fit: 'stretch' },
    });
    const few: Answers = { ...answers, bands: ['red'], classes: ['a', 'b'], layout: 'NHWC', outputLayout: 'NHWC' };
    expect(() => resolveTiny(few, parts)).toThrow(/bands: 64 \(header\); classes: 64 of them/);
  });
});

describe('scaling', () => {
  it('is filled up with what changes nothing', () => {
    const { scaling } = resolveTiny({ ...ENOUGH, scaling: { mean: 5, std: 2 }, values: 'reflectance' });
    expect(scaling).toEqual([{ ...NO_SCALING, mean: 5, std: 2 }]);
  });

  it('is of stored values where it is for 8 bits, and asked for else', () => {
    expect(resolveTiny(ENOUGH).values).toBe('stored');
    expect(() => resolveTiny({ ...ENOUGH, scaling: 'none' })).toThrow(/wanted values: stored or reflectance/);
    expect(resolveTiny({ ...ENOUGH, values: 'reflectance' }).values).toBe('reflectance');
  });

  it('is none where a function of its own follows', () => {
    const { scaling: _, ...rest } = ENOUGH;
    const spec = resolveTiny({ ...rest, values: 'stored', transform: 'dynamic-world' });
    expect([spec.scaling, spec.transform]).toEqual([[NO_SCALING], 'dynamic-world']);
  });
});

describe('classes', () => {
  const idsOf = (answers: Answers, parts: Partial<OnnxModel> = {}) =>
    resolveTiny({ ...ENOUGH, ...answers }, parts).classes.map(({ value, name, id }) => `${value} ${name} ${id}`);

  it('have ids from 1, as they are numbered or as is said', () => {
    expect(idsOf({ classes: ['a', 'b'] })).toEqual(['0 a 1', '1 b 2']);
    expect(
      idsOf({
        classes: [
          { name: 'a', id: 0 },
          { name: 'b', id: 7 },
        ],
      }),
    ).toEqual(['0 a 0', '1 b 7']);
    const ids = { ...outputsOf(['N', 64, 64]), ...NOT_ENDED };
    const numbered = [
      { name: 'b', value: 40 },
      { name: 'a', value: 10 },
    ];
    expect(idsOf({ activation: 'argmax', classes: numbered }, ids)).toEqual(['10 a 10', '40 b 40']);
  });

  it('of one channel are two, of which all else may have no name', () => {
    const one = outputsOf(['N', 1, 64, 64]);
    const sigmoid = { nodes: [{ op: 'Sigmoid', inputs: ['image'], outputs: ['scores'] }] };
    expect(idsOf({ classes: ['water'] }, { ...one, ...sigmoid })).toEqual(['0 no water 0', '1 water 1']);
    expect(idsOf({ classes: ['land', 'water'] }, { ...one, ...sigmoid })).toEqual(['0 land 1', '1 water 2']);
    expect(idsOf({ classes: ['water'] }, { ...outputsOf(['N', 64, 64]), ...sigmoid })).toHaveLength(2);
    expect(() => idsOf({ classes: ['a', 'b', 'c'] }, { ...one, ...sigmoid })).toThrow(/1 of them.+got classes: 3/);
    expect(() => idsOf({ classes: ['a'] }, one)).toThrow(/sigmoid, logits or argmax, for one channel/);
  });

  it('may leave out channels, where their numbers are given', () => {
    const three = outputsOf(['N', 3, 64, 64]);
    const some = [
      { name: 'a', value: 0 },
      { name: 'c', value: 2 },
    ];
    expect(idsOf({ classes: some }, three)).toEqual(['0 a 1', '2 c 3']);
  });

  it('beyond a class mask need ids', () => {
    const ids = { ...outputsOf(['N', 64, 64]), ...NOT_ENDED };
    const far = { name: 'a', value: 300 };
    expect(() => idsOf({ activation: 'argmax', classes: [far] }, ids)).toThrow(/ids up to 255.+got classes: 300 for a/);
    expect(idsOf({ activation: 'argmax', classes: [{ ...far, id: 3 }] }, ids)).toEqual(['300 a 3']);
  });
});

describe('patches', () => {
  const sizeOf = (told: Told = {}, metadata: Record<string, string> = {}) => {
    const { patchPx, overlapPx } = resolveTiny(
      ENOUGH,
      { ...ANY_SIZE, ...outputsOf(['N', 2, 'H', 'W']), metadata },
      told,
    );
    return [patchPx, overlapPx];
  };

  it('are as large as is said, or 512, and overlap by as much as the network sees, a quarter at most', () => {
    expect(sizeOf()).toEqual([512, 64]);
    expect(sizeOf({ choices: { patchPx: 96 } })).toEqual([96, 12]);
    expect(sizeOf({ radiusPx: 44.5 })).toEqual([512, 45]);
    expect(sizeOf({ radiusPx: 400 })).toEqual([512, 128]);
    expect(sizeOf({ radiusPx: 44, choices: { overlapPx: 3 } })).toEqual([512, 3]);
    expect(sizeOf({ own: { patchPx: 100, overlapPx: 20 } })).toEqual([100, 20]);
    expect(sizeOf({ radiusPx: 44 }, { tiles_size: '200', tiles_overlap: '10' })).toEqual([200, 10]);
  });

  it('hold a multiple of the pixels that the network wants', () => {
    const metadata = { task: 'semantic', names: "{0: 'a', 1: 'b'}", stride: '32', imgsz: '[500, 500]' };
    expect(sizeOf({}, metadata)[0]).toBe(512);
    expect(() => sizeOf({ choices: { patchPx: 500 } }, metadata)).toThrow(
      /patchPx: a multiple of 32 \(ultralytics: stride\), got patchPx: 500/,
    );
    expect(sizeOf({ own: { multiplePx: 96 } })[0]).toBe(576);
    expect(() => sizeOf({ own: { multiplePx: 96 }, choices: { patchPx: 500 } })).toThrow(
      /patchPx: a multiple of 96 \(multiplePx\), got patchPx: 500/,
    );
  });

  it('are square', () => {
    const inputs = [{ name: 'image', type: 'float32', shape: ['N', 3, 64, 96] }] as const;
    expect(() => resolveTiny(ENOUGH, { inputs: [...inputs] })).toThrow(/an input as high as it is wide, got .+64 × 96/);
  });

  it('overlap by at least the border that an output lacks', () => {
    const cut = outputsOf(['N', 2, 50, 50]);
    expect(() => resolveTiny(ENOUGH, cut)).toThrow(/fit: stretch or centre/);
    expect(resolveTiny({ ...ENOUGH, fit: 'centre' }, cut, { radiusPx: 2 }).overlapPx).toBe(7);
    expect(() => resolveTiny({ ...ENOUGH, fit: 'centre' }, cut, { choices: { overlapPx: 6 } })).toThrow(
      /overlapPx: 7 to 31, .+ as its output lacks so many pixels on each side, got overlapPx: 6/,
    );
    expect(resolveTiny({ ...ENOUGH, fit: 'stretch' }, cut).overlapPx).toBe(8);
    const free = { ...ANY_SIZE, ...outputsOf(['N', 2, 'h', 'w']) };
    expect(() => resolveTiny({ ...ENOUGH, fit: 'centre' }, free)).toThrow(/overlapPx: at least as many pixels/);
  });
});

describe('networks that find objects', () => {
  const box = (name: string, shape: (string | number)[], type: 'float32' | 'int64' = 'float32') => ({
    name,
    type,
    shape,
  });
  const MASK_RCNN = [
    box('boxes', ['n', 4]),
    box('labels', ['n'], 'int64'),
    box('scores', ['n']),
    box('masks', ['n', 1, 64, 64]),
  ] as OnnxModel['outputs'];

  it('are known by the names of their outputs, and count from 1', () => {
    const spec = resolveTiny({ ...ENOUGH, kind: 'instance' }, { outputs: MASK_RCNN });
    const instance = { family: 'mask-rcnn', boxes: 'boxes', labels: 'labels', scores: 'scores', masks: 'masks' };
    expect(spec).toMatchObject({ kind: 'instance', instance, semantic: null, minScore: 0.25 });
    expect(spec.classes.map(({ value, id }) => [value, id])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('are not asked about turned patches', () => {
    const outputs = { outputs: MASK_RCNN };
    expect(() => resolveTiny({ ...ENOUGH, kind: 'instance' }, outputs, { choices: { augment: 'all' } })).toThrow(
      /wanted augment: none, .+ and it is instance, got augment: all/,
    );
  });

  it('may have other names, which are asked for', () => {
    const outputs = MASK_RCNN.map((port) => ({ ...port, name: `${port.name}.1` }));
    expect(() => resolveTiny({ ...ENOUGH, kind: 'instance' }, { outputs })).toThrow(
      /outputs: which of boxes\.1, labels\.1/,
    );
    const named = { boxes: 'boxes.1', labels: 'labels.1', scores: 'scores.1', masks: 'masks.1' };
    const { instance } = resolveTiny({ ...ENOUGH, kind: 'instance', outputs: named }, { outputs });
    expect(instance).toEqual({ family: 'mask-rcnn', ...named });
    const wrong = { ...named, boxes: 'box' };
    expect(() => resolveTiny({ ...ENOUGH, kind: 'instance', outputs: wrong }, { outputs })).toThrow(/got outputs: box/);
  });

  it('of Ultralytics leave the size of pixels to be asked for, and nothing else', () => {
    const parts: Partial<OnnxModel> = {
      inputs: [{ name: 'images', type: 'float32', shape: ['batch', 3, 'height', 'width'] }],
      outputs: [
        { name: 'output0', type: 'float32', shape: ['batch', 38, 'anchors'] },
        { name: 'output1', type: 'float32', shape: ['batch', 32, 'mask_height', 'mask_width'] },
      ],
      nodes: [],
      metadata: { task: 'segment', stride: '32', imgsz: '[640, 640]', names: "{0: 'roof', 1: 'car park'}" },
    };
    expect(findProblems(factsOf(parts, {})).map(({ option }) => option)).toEqual(['pixelSizeM']);
    const spec = resolveTiny({ pixelSizeM: 0.1 }, parts);
    expect(spec).toMatchObject({
      kind: 'instance',
      values: 'stored',
      bands: ['red', 'green', 'blue'],
      instance: { family: 'yolo-seg', detections: 'output0', prototypes: 'output1' },
      patchPx: 640,
      overlapPx: 80,
    });
    expect(spec.classes.map(({ name, id }) => `${id} ${name}`)).toEqual(['1 roof', '2 car park']);
  });

  it('and scores of pixels beside them need the labels of the classes they count', () => {
    const outputs = [...MASK_RCNN, ...outputsOf(['N', 2, 64, 64], 'logits').outputs];
    const panoptic: Answers = { ...ENOUGH, kind: 'panoptic' };
    expect(() => resolveTiny(panoptic, { outputs })).toThrow(/classes: the label of each class whose objects it finds/);
    const labelled = resolveTiny({ ...panoptic, classes: ['land', { name: 'house', label: 1 }] }, { outputs });
    expect(labelled.classes[1]).toEqual({ value: 1, name: 'house', color: null, id: 2, label: 1 });
    expect(labelled.semantic).toEqual({ name: 'logits', layout: 'NCHW', activation: 'logits', fit: 'stretch' });
    expect(resolveTiny({ ...panoptic, things: ['road'] }, { outputs }).things).toEqual(['road']);
    expect(() => resolveTiny({ ...panoptic, things: ['cow'] }, { outputs })).toThrow(
      /names among ground, road, got things: cow/,
    );
  });
});

describe.skipIf(!hasSharedData)('models of Deepness', () => {
  const folder = sharedPath('models/deepness');
  const models = hasSharedData ? readdirSync(folder).filter((name) => name.endsWith('.onnx')) : [];
  const RGB = ['red', 'green', 'blue'];
  const HERE: Answers = { bands: RGB, pixelSizeM: 'any' };
  const NEW: Answers = { ...HERE, kind: 'semantic', scaling: '8-bit' };
  const RUN: Record<string, Answers> = {
    'different_output_size_512_to_484.onnx': { ...NEW, fit: 'centre', classes: ['a', 'b'] },
    'dummy_model.onnx': { ...NEW, activation: 'sigmoid', classes: ['a', 'b', 'c'] },
    'one_output_sigmoid_bsx1x512x512.onnx': HERE,
    'one_output_sigmoid_bsx512x512.onnx': HERE,
    'one_output_sigmoid_red_detector.onnx': { ...NEW, classes: ['red'] },
    'one_output_softmax_bsx2x512x512.onnx': { ...NEW, classes: ['a', 'b'] },
    'two_outputs_sigmoid_bsx1x512x512.onnx': { ...HERE, output: 'output2' },
    'two_outputs_sigmoid_bsx512x512.onnx': { ...NEW, output: 'output', classes: ['a'] },
    'two_outputs_softmax_bsx2x512x512.onnx': { ...HERE, output: 'output2' },
  };
  const REFUSED: Record<string, RegExp> = {
    'dummy_recognition_model.onnx': /kind: semantic, instance, panoptic, got kind: regression \(deepness: model_type\)/,
    'dummy_regression_model.onnx': /got kind: regression \(deepness: model_type\)/,
    'dummy_regression_model_batched.onnx': /got kind: regression \(deepness: model_type\)/,
    // Three channels of colour at twice the size: nobody can say which classes.
    'dummy_superresolution_model.onnx': /activation: .+classes: the names of its 3/,
  };
  const resolve = async (name: string, answers: Answers) => {
    const described = await loadModelDescription(`${folder}/${name}`);
    return resolveNetwork({ described, modelSha256: '', answers, choices: pickChoices({}) });
  };

  it('are all here', () => {
    expect([...Object.keys(RUN), ...Object.keys(REFUSED)].sort()).toEqual(models.toSorted());
  });

  it.each(Object.entries(RUN))('%s runs with what it does not say', async (name, answers) => {
    const spec = await resolve(name, answers);
    expect(spec).toMatchObject({ kind: 'semantic', bands: RGB, values: 'stored', patchPx: 512 });
    expect(spec.classes.length).toBe(name === 'dummy_model.onnx' ? 3 : 2);
    // Of all that is answered nothing is asked for in vain.
    const described = await loadModelDescription(`${folder}/${name}`);
    expect(findProblems(described).map(describeProblem).length).toBeGreaterThan(0);
  });

  it.each(Object.entries(REFUSED))('%s does not run, and why', async (name, message) => {
    await expect(resolve(name, HERE)).rejects.toThrow(message);
  });
});
