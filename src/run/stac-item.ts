import { type Affine, applyAffine } from '../raster/affine.js';
import type { Crs } from '../raster/crs.js';
import { ANY_TIME, describeStacClass, toMultihash } from '../raster/stac.js';
import { INSTANCES_TIF, SCORES_TIF } from './outputs.js';
import type { OutlineGeometry } from './scene-outline.js';
import { SCORE_STEPS } from './score-map.js';
import { ASSET_KINDS } from './stac-assets.js';

/** A published file. Its size and checksum are null where they are another in every run. */
export interface ItemFile {
  name: string;
  content: { bytes: number; sha256: string } | null;
}

/** What an Item says of a run: nothing that depends on how the run was cut, or on when it ran. */
export interface RunItemFacts {
  id: string;
  title: string;
  /** Of the program. */
  version: string;
  scene: {
    id: string;
    width: number;
    height: number;
    crs: Crs;
    affine: Affine;
    datetime: string | null;
    bboxLonLat: readonly [west: number, south: number, east: number, north: number];
    outline: OutlineGeometry;
    /** Across and down at the scene's centre. */
    pixelM: readonly [number, number] | null;
  };
  recipe: { name: string; version: string; method: string };
  nodataPixels: number;
  classes: readonly { id: number; name: string; color: string; pixels: number }[];
  files: readonly ItemFile[];
  /** URLs of what was read. */
  sources: readonly { href: string; title: string }[];
}

const EXTENSION_HOST = 'https://stac-extensions.github.io';
const EXTENSIONS = ['projection/v2.0.0', 'raster/v2.0.0', 'classification/v2.0.0', 'processing/v1.2.0', 'file/v2.1.0'];

/**
 * A STAC Item (1.1.0) of a run, with the extensions Projection 2.0, Raster 2.0, Classification 2.0, Processing 1.2 and File
 * Info 2.1. Files are named relative to it.
 */
export function makeRunItem(facts: RunItemFacts): object {
  const { scene, recipe } = facts;
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: EXTENSIONS.map((extension) => `${EXTENSION_HOST}/${extension}/schema.json`),
    id: facts.id,
    bbox: scene.bboxLonLat,
    geometry: scene.outline,
    properties: {
      title: facts.title,
      ...timeOf(scene.datetime),
      'proj:code': codeOf(scene.crs),
      'proj:bbox': mapBbox(scene),
      'proj:shape': [scene.height, scene.width],
      'proj:transform': scene.affine,
      'processing:software': { landquilt: facts.version },
      'processing:lineage': `Classes by the method ${recipe.method}, outlined and measured on the ground`,
      'landquilt:scene': scene.id,
      'landquilt:recipe': recipe.name,
      'landquilt:recipe_version': recipe.version,
    },
    links: facts.sources.map(({ href, title }) => ({
      rel: 'derived_from',
      href,
      type: 'image/tiff; application=geotiff',
      title,
    })),
    assets: Object.fromEntries(
      facts.files.flatMap((file) => {
        const kind = ASSET_KINDS[file.name];
        return kind ? [[kind.asset, describeFile(file, facts)]] : [];
      }),
    ),
  };
}

/** Times are in UTC there. */
function timeOf(datetime: string | null): object {
  const time = datetime === null ? Number.NaN : Date.parse(datetime);
  return Number.isNaN(time) ? ANY_TIME : { datetime: new Date(time).toISOString().replace('.000Z', 'Z') };
}

const codeOf = ({ epsg }: Crs): string | null => (epsg === null ? null : `EPSG:${epsg}`);

/** West, south, east, north in the scene's own CRS. */
function mapBbox({ affine, width, height }: RunItemFacts['scene']): number[] {
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ].map(([col, row]) => applyAffine(affine, col, row));
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function describeFile({ name, content }: ItemFile, facts: RunItemFacts): object {
  const { title, type, roles, code } = ASSET_KINDS[name];
  return {
    href: `./${name}`,
    title,
    type,
    roles,
    ...(code === undefined ? describeRaster(name, facts) : { 'proj:code': code }),
    ...(content ? { 'file:size': content.bytes, 'file:checksum': toMultihash(content.sha256) } : {}),
  };
}

/** All rasters have one band, so what is true of it stands with the file. */
function describeRaster(name: string, facts: RunItemFacts): object {
  const { pixelM } = facts.scene;
  const common = {
    nodata: 0,
    'raster:sampling': 'area',
    ...(pixelM ? { 'raster:spatial_resolution': Number(((pixelM[0] + pixelM[1]) / 2).toPrecision(6)) } : {}),
  };
  if (name === INSTANCES_TIF) return { bands: [{ name: 'instance' }], data_type: 'uint32', ...common };
  if (name === SCORES_TIF) {
    const scaling = { 'raster:scale': 1 / SCORE_STEPS, 'raster:offset': -1 / SCORE_STEPS };
    return { bands: [{ name: 'score' }], data_type: 'uint8', ...common, ...scaling };
  }
  return {
    bands: [{ name: 'class' }],
    data_type: 'uint8',
    ...common,
    'classification:classes': describeClasses(facts),
  };
}

function describeClasses({ classes, nodataPixels }: RunItemFacts): object[] {
  const total = classes.reduce((sum, { pixels }) => sum + pixels, nodataPixels);
  const countOf = (pixels: number) => ({
    count: pixels,
    percentage: total > 0 ? Number(((100 * pixels) / total).toFixed(4)) : 0,
  });
  return [
    { value: 0, name: 'nodata', title: 'no data', description: 'no data', nodata: true, ...countOf(nodataPixels) },
    ...classes.map(({ id, name, color, pixels }) => ({
      ...describeStacClass({ value: id, name, color }),
      ...countOf(pixels),
    })),
  ];
}
