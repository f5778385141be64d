import type { FeatureSchema } from '../../feature.js';
import {
  type FeatureColumns,
  figureColumns,
  figuresOf,
  layerName,
  perClass,
  roundArea,
  roundFigure,
  sharedProperties,
} from '../properties.js';
import { LAYER_NAME } from './draw-tile.js';
import type { Field, FieldValues } from './mvt.js';

/** The properties of a feature in a tile: without what the features of a run say alike, which the metadata hold. */
export function tileFields(schema: FeatureSchema): Field[] {
  return [
    { name: 'class', kind: 'uint' },
    { name: 'label', kind: 'string' },
    { name: 'area_m2', kind: 'double' },
    { name: 'pixels', kind: 'uint' },
    ...figuresOf(schema).map(({ name }): Field => ({ name, kind: 'double' })),
  ];
}

/** The values of a feature's fields, as every other format holds them. */
export function createTileValues(columns: FeatureColumns, schema: FeatureSchema): (feature: number) => FieldValues {
  const labelOf = perClass(schema.legend, (_, name) => name);
  const figures = figureColumns(columns, schema);
  const decimals = figuresOf(schema).map((figure) => figure.decimals);
  return (feature) => {
    const classId = columns.classId[feature]!;
    return [
      classId,
      labelOf(classId),
      roundArea(columns.areaM2[feature]!),
      columns.pixels[feature]!,
      ...figures.map((values, i) => roundFigure(values[feature]!, decimals[i]!)),
    ];
  };
}

/** What readers show of an archive, and the legend for who draws it (TileJSON 3.0, section 3.3, `vector_layers`). */
export function tileMetadata(schema: FeatureSchema, maxZoom: number): Record<string, unknown> {
  const fields = tileFields(schema).map(({ name, kind }) => [name, kind === 'string' ? 'String' : 'Number']);
  const shared = sharedProperties(schema).filter(([, value]) => value !== null);
  return {
    name: layerName(schema),
    type: 'overlay',
    ...Object.fromEntries(shared),
    vector_layers: [{ id: LAYER_NAME, minzoom: 0, maxzoom: maxZoom, fields: Object.fromEntries(fields) }],
    legend: schema.legend,
  };
}
