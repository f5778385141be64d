import { InputError, LandquiltError } from '../../errors.js';
import type { LabelledFeatures } from '../../evaluate/labelled-features.js';
import type { Legend } from '../../raster/class-mask.js';
import type { Zone } from '../../vectorize/zonal/zone.js';
import { type LabelValue, listClasses } from './list-classes.js';

/** Places of known class, as they were given: polygons or points, numbered in order from 0. */
export interface Labels {
  places: { kind: 'polygons'; zones: readonly Zone[] } | { kind: 'points'; lonLat: Float64Array };
  count: number;
  /** Class of each: its place in the legend. */
  classOf: Uint8Array;
  /** The classes that occur, in order of id. */
  legend: Legend;
  classProperty: string;
  /** Features that say no class, and are left out. */
  unlabelled: number;
  source: string;
}

/**
 * Reads labelled polygons or points from GeoJSON, FlatGeobuf or GeoParquet, in any CRS. Classes that `known` names keep
 * its ids and colours.
 *
 * @throws InputError where the file cannot be read, lacks the property, or names but one class
 */
export async function loadLabels(location: string, classProperty: string | undefined, known: Legend): Promise<Labels> {
  // The readers of three formats, loaded only where there are labels.
  const { loadLabelledFeatures } = await import('../../evaluate/labelled-features.js');
  const features = await loadLabelledFeatures(location, classProperty).catch((error) => {
    throw asLabels(error);
  });
  const values = valuesOf(features);
  const { legend, classOf } = listClasses(values, known, location);
  const { unlabelled } = features;
  return {
    places: placesOf(features),
    count: values.length,
    classOf,
    legend,
    classProperty: features.classProperty,
    unlabelled,
    source: location,
  };
}

const valuesOf = (features: LabelledFeatures): readonly LabelValue[] =>
  features.kind === 'polygons' ? features.labels : features.points.map(({ label }) => label);

function placesOf(features: LabelledFeatures): Labels['places'] {
  if (features.kind === 'polygons') return { kind: 'polygons', zones: features.zones };
  return { kind: 'points', lonLat: Float64Array.from(features.points.flatMap(({ lon, lat }) => [lon, lat])) };
}

/** The readers of zones and of truth, under the name that the caller knows. */
function asLabels(error: unknown): unknown {
  if (!(error instanceof LandquiltError)) return error;
  const thing = error.facts.thing.replace(/\b(truth|zones)\b/g, 'labels').replace(/\bzone\b/g, 'label');
  return new InputError({ ...error.facts, thing }, { cause: error });
}
