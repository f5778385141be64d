import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { parseContract } from '../../../src/segment/onnx/contract.js';

const item = (bands: unknown, classes: unknown) => ({
  type: 'Feature',
  properties: {
    'mlm:input': [{ name: 'features', bands }],
    'mlm:output': [{ name: 'scores', 'classification:classes': classes }],
  },
});
const WATER = { value: 3, name: 'open-water', title: 'Open water', color_hint: '2B7BBA' };

describe('parseContract', () => {
  it('reads what a model looks at, named shortly or in full, and its classes', () => {
    const bands = ['red', { name: 'ndvi', format: 'landquilt-index', expression: '(nir - red) / (nir + red)' }];
    const soil = { value: 7, name: 'soil', color_hint: 'B08458' };
    expect(parseContract(item(bands, [WATER, soil]), 'model.json')).toEqual({
      features: ['red', 'ndvi'],
      legend: [
        { id: 3, name: 'Open water', color: '#2b7bba' },
        { id: 7, name: 'soil', color: '#b08458' },
      ],
    });
  });

  it.each([
    ['no classes', item(['red'], [])],
    ['an id beyond the mask', item(['red'], [{ ...WATER, value: 256 }])],
    ['a colour that is none', item(['red'], [{ ...WATER, color_hint: 'blue' }])],
    ['bands without a name', item([{ format: 'x' }], [WATER])],
    ['something else', { type: 'Feature' }],
  ])('refuses %s, naming the file', (_, json) => {
    const parse = () => parseContract(json, 'model.json');
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(/model: wanted a description by STAC.+\(model\.json\)/);
  });
});
