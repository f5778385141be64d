import {
  fileNameOf,
  findMetadata,
  isFloat,
  metadataSays,
  numberedNames,
  type ScalingFacts,
  type SceneFacts,
  type SensorProfile,
} from './sensor.js';

/** Bands in the order of Sentinel-2 products (Sentinel-2 Products Specification Document, section 3.3). */
const BANDS = {
  bandNames: {
    ...numberedNames('coastal', 'blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3', 'nir', 'nir09', 'cirrus'),
    ...{ b8a: 'nir08', band8a: 'nir08', b11: 'swir1', band11: 'swir1', b12: 'swir2', band12: 'swir2' },
  },
  layouts: {
    10: ['blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3', 'nir', 'nir08', 'swir1', 'swir2'],
    12: [
      ...(['coastal', 'blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3'] as const),
      ...(['nir', 'nir08', 'nir09', 'swir1', 'swir2'] as const),
    ],
    13: [
      ...(['coastal', 'blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3'] as const),
      ...(['nir', 'nir08', 'nir09', 'cirrus', 'swir1', 'swir2'] as const),
    ],
  },
} satisfies Pick<SensorProfile, 'bandNames' | 'layouts'>;

export const sentinel2L1c: SensorProfile = {
  name: 'sentinel-2-l1c',
  title: 'Sentinel-2 Level-1C, top of atmosphere',
  ...BANDS,
  recognises: (scene) => isSentinel2(scene) && isLevel1c(scene),
  findScaling,
};

export const sentinel2L2a: SensorProfile = {
  name: 'sentinel-2-l2a',
  title: 'Sentinel-2 Level-2A, surface',
  ...BANDS,
  recognises: isSentinel2,
  findScaling,
};

function isSentinel2(scene: SceneFacts): boolean {
  if (/(^|_)S2[A-D]_|^T\d\d[A-Z]{3}_\d{8}T/.test(fileNameOf(scene))) return true;
  if (metadataSays(scene, /^Sentinel-?2|S2MSI[12]|S2[A-D]_MSIL/i)) return true;
  // B8A and B12 are nobody else's; B8 beside B2 to B4 would be Landsat's panchromatic band, which has another size.
  const names = scene.bandNames.map((name) => name.toUpperCase());
  const has = (name: RegExp): boolean => names.some((text) => name.test(text));
  return has(/^B0?4\b/) && (has(/^B8A\b/) || has(/^B12\b/) || has(/^B0?8\b/));
}

function isLevel1c(scene: SceneFacts): boolean {
  return /MSIL1C/.test(fileNameOf(scene)) || metadataSays(scene, /MSIL1C|S2MSI1C|Level-1C/i);
}

/**
 * Reflectance is (value + add offset) / 10,000. Products of processing baseline 04.00 and later (from 2022-01-25 on, and
 * older scenes processed again) carry the add offset −1000; some archives have already taken it off.
 */
function findScaling(scene: SceneFacts): ScalingFacts {
  if (isFloat(scene)) return { scale: 1, offset: 0, description: 'reflectance as stored (floating point)' };
  const quantification = Number(findMetadata(scene, /QUANTIFICATION_VALUE$/i) ?? 10_000) || 10_000;
  const scaled = (addOffset: number, why: string): ScalingFacts => ({
    scale: 1 / quantification,
    offset: addOffset / quantification,
    description: `Sentinel-2: (value ${addOffset < 0 ? '-' : '+'} ${Math.abs(addOffset)}) / ${quantification}, ${why}`,
  });
  const addOffset = readAddOffset(scene);
  if (addOffset !== null) return scaled(addOffset, 'add offset from the metadata');
  const baseline = readBaseline(scene);
  if (baseline !== null) return scaled(baseline >= 4 ? -1000 : 0, `processing baseline ${baseline.toFixed(2)}`);
  return {
    ...scaled(0, 'no add offset assumed'),
    warning:
      'the processing baseline of this Sentinel-2 scene is not known: no +1000 offset is assumed; ' +
      'if values carry it (baseline 04.00 or later), give scale 0.0001 and offset -0.1',
  };
}

/** All bands of a product carry the same offset, so the first value found speaks for them. */
function readAddOffset(scene: SceneFacts): number | null {
  const text = findMetadata(scene, /(BOA|RADIO)_ADD_OFFSET/i);
  const value = Number.parseFloat(text?.match(/-?\d+(\.\d+)?/)?.[0] ?? '');
  return Number.isFinite(value) ? value : null;
}

/** From the metadata (`04.00`) or the product's name (`_N0400_`). */
function readBaseline(scene: SceneFacts): number | null {
  const said = Number.parseFloat(findMetadata(scene, /PROCESSING_BASELINE$/i) ?? '');
  if (Number.isFinite(said)) return said;
  const productName = [scene.location, ...Object.values(scene.metadata)].join(' ').match(/_N(\d{2})(\d{2})_/);
  return productName ? Number(`${productName[1]}.${productName[2]}`) : null;
}
