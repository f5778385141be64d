import type { Column, PropertyValue } from '../query/feature-source.js';
import type { FlatGeobufColumn, FlatGeobufType } from './flatgeobuf/header.js';
import type { PublishedRun } from './load-run.js';

type Words = Pick<Column, 'title' | 'description' | 'unit'>;

const TYPES: Readonly<Record<FlatGeobufType, Pick<Column, 'type' | 'format'>>> = {
  byte: { type: 'integer' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  text: { type: 'string' },
  time: { type: 'string', format: 'date-time' },
};

const WORDS: Readonly<Record<string, Words>> = {
  class: { title: 'Class', description: 'Number of the class' },
  label: { title: 'Label', description: 'Name of the class' },
  area_m2: { title: 'Area', description: 'True area on the ground', unit: 'm2' },
  perimeter_m: { title: 'Perimeter', description: 'Length of all borders on the ground', unit: 'm' },
  pixels: { title: 'Pixels', description: 'Pixels of the region' },
  compactness: { title: 'Compactness', description: '1 for a circle, towards 0 for what is long or frayed' },
  scene: { title: 'Scene', description: 'Scene it was found in' },
  recipe: { title: 'Recipe', description: 'Recipe it was found by' },
  datetime: { title: 'Time', description: 'When the scene was taken' },
};

const STATISTICS: Readonly<Record<string, string>> = {
  mean: 'Mean',
  min: 'Least value',
  max: 'Greatest value',
  std: 'Standard deviation',
};

/** In the file it is a column, in an answer a feature's own id. */
export const ID_COLUMN = 'id';

/** Columns of the features of some runs, those of all of them, in order of the first that has them. */
export function columnsOfRuns(runs: readonly PublishedRun[]): Column[] {
  const found = new Map<string, FlatGeobufColumn>();
  for (const { file } of runs) for (const column of file.header.columns) found.set(column.name, column);
  found.delete(ID_COLUMN);
  return [...found.values()].map(({ name, type }) => ({
    name,
    ...TYPES[type],
    ...(WORDS[name] ?? wordsOfFigure(name)),
    ...valuesOf(name, runs),
  }));
}

function wordsOfFigure(name: string): Words {
  const cut = name.lastIndexOf('_');
  const statistic = STATISTICS[name.slice(cut + 1)];
  return statistic && cut > 0 ? { title: name, description: `${statistic} of ${name.slice(0, cut)}` } : { title: name };
}

function valuesOf(name: string, runs: readonly PublishedRun[]): Pick<Column, 'values'> {
  if (name === 'label') {
    return { values: distinct(runs.flatMap(({ statistics }) => statistics.classes.map((one) => one.name))) };
  }
  if (name === 'scene') return { values: distinct(runs.map(({ sceneId }) => sceneId)) };
  if (name === 'recipe') return { values: distinct(runs.map(({ recipe }) => recipe)) };
  return {};
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

/** What all features of a run say alike. */
export function sharedValues({ sceneId, recipe, statistics }: PublishedRun): Readonly<Record<string, PropertyValue>> {
  return { scene: sceneId, recipe, datetime: statistics.scene.datetime };
}
