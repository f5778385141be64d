import type { Findings } from './findings.js';
import { PLACES } from './tile-sums.js';

const format = (count: number): string => count.toLocaleString('en-US');

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
  const unit = truth.kind === 'points' ? 'points' : 'pixels';
  const unknown = new Set(classes.unknownNames);
  return classes.order().flatMap(({ place, entry }) => {
    if (entry.id !== null || !unknown.has(entry.name)) return [];
    const row = sums.confusion.subarray(place * PLACES + 1, (place + 1) * PLACES);
    const count = row.reduce((total, one) => total + one, 0);
    if (count === 0) return [];
    const name = entry.name.replace(/^class (?=\d+$)/, '');
    return [
      `the map has no class ${name}: its ${format(count)} ${unit} count as errors (--map "${name}=0" leaves them out)`,
    ];
  });
}

function oddFeatures({ source, sums, truth }: Findings): string[] {
  const found: string[] = [];
  if (source.kind === 'features' && source.features.unlabelled > 0) {
    const { unlabelled, classProperty } = source.features;
    found.push(`${format(unlabelled)} features of the truth have no ${classProperty} and are left out`);
  }
  if (sums.conflicts > 0) {
    found.push(`${format(sums.conflicts)} pixels lie in polygons of different classes: the later polygon counts`);
  }
  if (truth.kind === 'points' && truth.outside > 0) {
    found.push(`${format(truth.outside)} points lie outside of the mask and are left out`);
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
