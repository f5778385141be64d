import { readdirSync, readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { loadModelDescription } from '../../../src/segment/onnx/describe-model.js';
import { readMlm } from '../../../src/segment/onnx/mlm.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';

const list = (folder: string, ending: string): string[] =>
  hasSharedData
    ? readdirSync(sharedPath(folder))
        .filter((name) => name.endsWith(ending))
        .map((name) => `${folder}/${name}`)
    : [];

const MODELS = [...list('models/deepness', '.onnx'), ...list('models/dynamic-world', '.onnx')];
const ITEMS = list('reference/stac/mlm/examples', '.json').filter((path) => !path.endsWith('collection.json'));

describe.skipIf(!hasSharedData)('models that others made', () => {
  it.each(MODELS)('%s has the ports that ONNX Runtime sees', async (path) => {
    const { facts, contract } = await loadModelDescription(sharedPath(path));
    const session = await ort.InferenceSession.create(sharedPath(path), { logSeverityLevel: 4 });
    const seen = (ports: readonly ort.InferenceSession.ValueMetadata[]) =>
      ports.map((port) => {
        if (!port.isTensor) return { name: port.name };
        // It gives -1 or '' for a side without a length.
        const shape = port.shape.map((side) => (side === '' || side === -1 ? null : side));
        return { name: port.name, elementType: port.type, shape };
      });
    expect(facts.inputs).toEqual(seen(session.inputMetadata));
    // It works out the length of some sides that the header only names.
    const worked = seen(session.outputMetadata).map(({ shape, ...port }, i) => ({
      ...port,
      shape: shape?.map((side, k) => (typeof facts.outputs[i].shape?.[k] === 'string' ? expect.anything() : side)),
    }));
    expect(facts.outputs).toEqual(worked);
    expect(contract.inputs[0].layout?.value).toBe('NCHW');
    // None of them names its bands, so none can run without a question.
    expect(contract.inputs[0].bands).toBeNull();
    await session.release();
  });

  it('with two outputs have the classes of each', async () => {
    const { contract } = await loadModelDescription(
      sharedPath('models/deepness/two_outputs_softmax_bsx2x512x512.onnx'),
    );
    const names = contract.outputs.map(({ classes }) => classes?.value.map(({ name }) => name));
    expect(names).toEqual([
      ['Coffee', 'Tea'],
      ['Juice', 'Beer'],
    ]);
  });

  it('whose metadata do not fit themselves are named', async () => {
    const { contract } = await loadModelDescription(sharedPath('models/deepness/dummy_regression_model.onnx'));
    expect(contract.contradictions).toEqual([
      'output output: number of classes: 1 (header), but 5 (deepness: class_names)',
      'side of a patch: 512 (header), but 256 (deepness: tiles_size)',
    ]);
  });
});

describe.skipIf(!hasSharedData)('examples of the extension MLM', () => {
  it.each(ITEMS)('%s is read, with its bands', (path) => {
    const json = JSON.parse(readFileSync(sharedPath(path), 'utf8'));
    const said = readMlm(json, { source: path, modelFile: 'model.onnx' });
    const inputs: { bands?: unknown[] }[] = json.properties['mlm:input'];
    expect(said.inputs.map(({ bands }) => bands?.value.length ?? 0)).toEqual(
      inputs.map(({ bands }) => bands?.length ?? 0),
    );
    expect(said.outputs.length).toBe(json.properties['mlm:output'].length);
    expect(said.outputs.every(({ kind }) => kind)).toBe(true);
  });

  it('have classes, scaling and the size of pixels', () => {
    const path = 'reference/stac/mlm/examples/item_eo_and_raster_bands.json';
    const json = JSON.parse(readFileSync(sharedPath(path), 'utf8'));
    const said = readMlm(json, { source: path, modelFile: 'model.onnx' });
    expect(said.outputs[0].classes?.value.map(({ name }) => name).slice(0, 2)).toEqual(['Annual Crop', 'Forest']);
    // Its values are prepared by a function besides, which is not known here.
    expect(said.inputs[0].scaling).toBeUndefined();
    expect(said.notes.join()).toMatch(/function of its own/);
    expect(said.inputs[0].bandCount?.value).toBe(13);
  });
});
