import type { Legend } from '../raster/class-mask.js';
import { ANY_TIME, describeStacClass, MODEL_EXTENSIONS, toMultihash } from '../raster/stac.js';
import { findIndex } from '../segment/indices/table.js';
import type { LayerOptions } from '../segment/layers/layer.js';
import { MODEL_CLASSES, MODEL_SCORES } from './onnx/ensemble-model.js';

export interface ModelItemFacts {
  /** Letters, digits and hyphens. */
  id: string;
  title: string;
  description: string;
  architecture: string;
  features: readonly string[];
  layers: Readonly<Record<string, LayerOptions>>;
  legend: Legend;
  hyperparameters: Record<string, string | number>;
  /** Of the scenes it was trained on. */
  bboxLonLat: readonly [west: number, south: number, east: number, north: number];
  /** When they were taken, where they say so; RFC 3339. */
  datetimes: readonly string[];
  /** Thresholds and votes. */
  parameterCount: number;
  model: { file: string; bytes: number; sha256: string };
}

const TASKS = ['semantic-segmentation', 'classification'];

/**
 * A description of a trained model that other programs read: a STAC Item (1.1) with the extension "Machine Learning Model"
 * (github.com/stac-extensions/mlm, 1.5.2).
 */
export function makeModelItem(facts: ModelItemFacts): object {
  const [west, south, east, north] = withinTurn(facts.bboxLonLat);
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: MODEL_EXTENSIONS,
    id: facts.id,
    geometry: { type: 'Polygon', coordinates: [ring] },
    bbox: [west, south, east, north],
    properties: {
      title: facts.title,
      description: facts.description,
      ...spanOf(facts.datetimes),
      // Names begin with a letter there.
      'mlm:name': `landquilt-${facts.id}`,
      'mlm:architecture': facts.architecture,
      'mlm:tasks': TASKS,
      'mlm:framework': 'ONNX',
      'mlm:total_parameters': facts.parameterCount,
      'mlm:pretrained': true,
      'mlm:accelerator': 'amd64',
      'mlm:accelerator_constrained': false,
      'mlm:accelerator_summary': 'any processor that ONNX Runtime runs on',
      'mlm:hyperparameters': facts.hyperparameters,
      'mlm:input': [describeInput(facts)],
      'mlm:output': describeOutputs(facts.legend),
    },
    links: [],
    assets: {
      model: {
        href: `./${facts.model.file}`,
        type: 'application/octet-stream; application=onnx',
        title: facts.title,
        roles: ['mlm:model', 'mlm:weights'],
        'mlm:artifact_type': 'onnx',
        'raster:bands': facts.features.map((name) => ({ name, data_type: 'float32' })),
        'file:size': facts.model.bytes,
        'file:checksum': toMultihash(facts.model.sha256),
      },
    },
  };
}

function describeInput({ features, layers }: ModelItemFacts): object {
  return {
    name: 'features',
    description: 'Bands as reflectance, indices and layers of them; none of them NaN',
    bands: features.map((name) => describeFeature(name, layers)),
    input: {
      shape: [-1, features.length, -1, -1],
      dim_order: ['batch', 'bands', 'height', 'width'],
      data_type: 'float32',
    },
    value_scaling: null,
    resize_type: null,
  };
}

/** A band by its name; how an index or a layer comes about. */
function describeFeature(name: string, layers: ModelItemFacts['layers']): object {
  if (layers[name]) return { name, format: 'landquilt-layer', expression: layers[name] };
  const index = findIndex(name);
  return index ? { name, format: 'landquilt-index', expression: index.formula } : { name };
}

function describeOutputs(legend: Legend): object[] {
  const classes = legend.map(({ id, name, color }) => describeStacClass({ value: id, name, color }));
  const scores = { shape: [-1, legend.length, -1, -1], dim_order: ['batch', 'class', 'height', 'width'] };
  const ids = { shape: [-1, -1, -1], dim_order: ['batch', 'height', 'width'] };
  return [
    {
      name: MODEL_SCORES,
      tasks: TASKS,
      result: { ...scores, data_type: 'float32' },
      'classification:classes': classes,
      post_processing_function: null,
    },
    {
      name: MODEL_CLASSES,
      tasks: TASKS,
      result: { ...ids, data_type: 'uint8' },
      'classification:classes': classes,
      post_processing_function: null,
    },
  ];
}

function spanOf(datetimes: readonly string[]): object {
  const sorted = [...datetimes].sort();
  if (sorted.length === 1) return { datetime: sorted[0] };
  return sorted.length === 0 ? ANY_TIME : { ...ANY_TIME, start_datetime: sorted[0], end_datetime: sorted.at(-1) };
}

/** Boxes across the antimeridian span all longitudes: a model is no place, so nothing more exact is needed. */
function withinTurn([west, south, east, north]: ModelItemFacts['bboxLonLat']): [number, number, number, number] {
  return west < -180 || east > 180 ? [-180, south, 180, north] : [west, south, east, north];
}
