import { countOf } from '../run/report-format.js';
import type { Findings } from './findings.js';
import { PLACES } from './tile-sums.js';

/** What a person should know before believing the figures. */
export function listWarnings(findings: Findings, unsampled: readonly string[]): string[] {
  return [
    ...unknownClasses(findings),
    ...oddFeatures(findings),
    ...oddPlaces(findings),
    ...(unsampled.length > 0
      ? [
          `no truth where the map has ${unsampled.join(', ')}: estimated areas and accuracies are about the rest of the map`,
        ]
      : []),
  ];
}

function unknownClasses({ classes, sums, truth }: Findings): string[] {
  const unit = truth.kind === 'points' ? 'point' : 'pixel';
  const unknown = new Set(classes.unknownNames);
  return classes.order().flatMap(({ place, entry }) => {
    if (entry.id !== null || !unknown.has(entry.name)) return [];
    const row = sums.confusion.subarray(place * PLACES + 1, (place + 1) * PLACES);
    const count = row.reduce((total, one) => total + one, 0);
    if (count === 0) return [];
    const name = entry.name.replace(/^class (?=\d+$)/, '');
    const errors = countOf(count, `${unit} counts as an error`, `${unit}s count as errors`);
    return [`the map has no class ${name}: ${errors} (--map "${name}=0" leaves the class out)`];
  });
}

function oddFeatures({ source, sums, truth }: Findings): string[] {
  const found: string[] = [];
  if (source.kind === 'features' && source.features.unlabelled > 0) {
    const { unlabelled, classProperty } = source.features;
    found.push(`left out: ${countOf(unlabelled, 'feature', 'features')} of the truth without ${classProperty}`);
  }
  if (sums.conflicts > 0) {
    const pixels = countOf(sums.conflicts, 'pixel lies', 'pixels lie');
    found.push(`${pixels} in polygons of different classes: the later polygon counts`);
  }
  if (truth.kind === 'points' && truth.outside > 0) {
    found.push(`left out: ${countOf(truth.outside, 'point', 'points')} outside of the mask`);
  }
  return found;
}

function oddPlaces({ mask, ground, source }: Findings): string[] {
  const found: string[] = [];
  if (ground.problem !== null) found.push(`no areas of the mask: ${ground.problem}`);
  if (source.kind === 'raster' && (mask.crs === null) !== (source.scene.crs === null)) {
    found.push('one of mask and truth has no CRS: they are of one size and are compared pixel by pixel');
  }
  return found;
}
