import { open } from 'node:fs/promises';
import { InputError } from '../errors.js';
import type { Window } from '../raster/window.js';
import { openScene, type Scene } from '../tiling/open-scene.js';
import type { Ground } from '../vectorize/ground/ground.js';
import { type ClassNames, readClassNames } from './class-names.js';
import type { ClassTable } from './class-table.js';
import type { FoundGround } from './find-ground.js';
import type { LabelledFeatures, LabelledPoint } from './labelled-features.js';
import { matchPixels, type PixelMatch } from './pixel-match.js';
import { checkOneBand, createPlaceReader } from './read-places.js';
import { type BandReader, createBandReader } from './sample-band.js';
import { createPlaceToPixel } from './to-pixel.js';
import { createPolygonPainter } from './truth-polygons.js';

/** What was given as truth, before it is put into the mask's pixels. */
export type TruthSource =
  | { kind: 'raster'; scene: Scene; names: ClassNames }
  | { kind: 'features'; features: LabelledFeatures; location: string };

/** Truth in the mask's pixels. */
export type Truth = PixelTruth | PointTruth;

export interface PixelTruth {
  kind: 'raster' | 'polygons';
  /** In words: how a pixel's true class was found. */
  sampling: string;
  /** False for polygons that are samples, with nothing known around them. */
  isDense: boolean;
  /** Places of classes; 0 where nothing is known. */
  places(window: Window): Promise<Uint8Array>;
  /** Numbers of the polygons per pixel; null for a raster. */
  numbers: BandReader | null;
  /** Pixels that lie in polygons of different classes. */
  countConflicts(window: Window): number;
}

export interface PointTruth {
  kind: 'points';
  sampling: string;
  /** Those within the mask. */
  points: PlacedPoint[];
  outside: number;
}

export interface PlacedPoint {
  col: number;
  row: number;
  place: number;
}

/** First bytes of TIFF and BigTIFF files, of either byte order. */
const TIFF_MARKS = ['49492a00', '4d4d002a', '49492b00', '4d4d002b'];

/** Opens truth: a raster where the file is a TIFF, else features. */
export async function openTruth(location: string, classProperty?: string): Promise<TruthSource> {
  if (!(await isTiff(location))) {
    // The readers of three formats, loaded only where there are features.
    const { loadLabelledFeatures } = await import('./labelled-features.js');
    return { kind: 'features', features: await loadLabelledFeatures(location, classProperty), location };
  }
  const scene = await openScene(location);
  try {
    checkOneBand('truth', scene);
    return { kind: 'raster', scene, names: await readClassNames(scene) };
  } catch (error) {
    await scene.close();
    throw error;
  }
}

async function isTiff(location: string): Promise<boolean> {
  if (/\.tiff?$/i.test(location)) return true;
  const file = await open(location).catch(() => null);
  if (file === null) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && TIFF_MARKS.includes(buffer.toString('hex'));
  } finally {
    await file.close();
  }
}

export interface TruthTerms {
  mask: Scene;
  ground: FoundGround;
  classes: ClassTable;
  /** What lies outside of all polygons is of this class (name or id); nothing is known of it if not given. */
  background?: string;
}

/** @throws InputError where truth and mask cannot be brought together */
export function placeTruth(source: TruthSource, terms: TruthTerms): Truth {
  if (source.kind === 'raster') return placeRaster(source.scene, terms);
  const { features, location } = source;
  const { ground, problem } = terms.ground;
  if (ground === null) {
    const wanted = 'a place on the ground, for features are in longitude and latitude';
    throw new InputError({ thing: 'mask', wanted, got: problem, source: terms.mask.location });
  }
  if (features.kind === 'points') return placePoints(features.points, terms, ground);
  return placePolygons(features, { ...terms, location }, ground);
}

const SAMPLING: Record<PixelMatch['kind'] | 'grids' | 'systems', string> = {
  same: 'pixel by pixel: both have the same pixels',
  sampled: '',
  grids: "the truth's pixel in which the centre of the mask's pixel lies (nearest), on another grid",
  systems: "the truth's pixel in which the centre of the mask's pixel lies (nearest), in another CRS",
};

function placeRaster(scene: Scene, { mask, classes }: TruthTerms): PixelTruth {
  const match = matchPixels(mask, scene);
  const read = createBandReader(scene, match);
  const reader = createPlaceReader((code) => classes.placeOfTruth(code), scene.location);
  return {
    kind: 'raster',
    sampling: SAMPLING[match.kind === 'same' ? 'same' : match.across],
    isDense: true,
    async places(window) {
      const { band, valid } = await read(window);
      return reader.places(band, valid);
    },
    numbers: null,
    countConflicts: () => 0,
  };
}

function placePolygons(
  { zones, labels }: Extract<LabelledFeatures, { kind: 'polygons' }>,
  { mask, classes, background, location }: TruthTerms & { location: string },
  ground: Ground,
): PixelTruth {
  const places = Uint8Array.from(labels, (label) => classes.placeOfTruth(label));
  const outside = background === undefined ? 0 : classes.placeOfTruth(background);
  classes.checkKnown();
  const painter = createPolygonPainter(mask, ground, { zones, places, background: outside, source: location });
  return {
    kind: 'polygons',
    sampling: 'pixels whose centre lies inside a polygon; of polygons that overlap the later one counts',
    isDense: outside !== 0,
    places: async (window) => painter.paint(window),
    numbers: async (window) => ({ band: painter.paintNumbers(window), valid: null }),
    countConflicts: painter.countConflicts,
  };
}

function placePoints(points: readonly LabelledPoint[], { mask, classes }: TruthTerms, ground: Ground): PointTruth {
  const { width, height } = mask;
  const toPixel = createPlaceToPixel(mask, ground.spanLonLat);
  const placed = points.map(({ lon, lat, label }) => {
    const [x, y] = toPixel(lon, lat);
    return { col: Math.floor(x), row: Math.floor(y), place: classes.placeOfTruth(label) };
  });
  classes.checkKnown();
  const inside = placed.filter(({ col, row }) => col >= 0 && row >= 0 && col < width && row < height);
  return {
    kind: 'points',
    sampling: 'the pixel in which each point lies',
    points: inside,
    outside: placed.length - inside.length,
  };
}
