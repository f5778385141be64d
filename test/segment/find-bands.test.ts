import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { prepareRecipe, type SceneFacts } from '../../src/segment/prepare.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { recipeOf, sceneFacts } from './support/recipes.js';

const SIX = recipeOf({ method: 'k-means', clusters: 2, bands: ['blue', 'green', 'red', 'nir', 'swir1', 'swir2'] }, 2);
const FOUR = recipeOf({ method: 'k-means', clusters: 2, bands: ['blue', 'green', 'red', 'nir'] }, 2);
const RGB = recipeOf({ method: 'k-means', clusters: 2, bands: ['red', 'green', 'blue'] }, 2);
const NDVI = recipeOf({ method: 'threshold', index: 'ndvi', cuts: [0.3] }, 2);
const INDEX = (index: string) => recipeOf({ method: 'threshold', index, cuts: [0.3] }, 2);
const RED_EDGE = recipeOf({ method: 'threshold', index: 'ndre', cuts: [0.3] }, 2);

const names = (text: string): string[] => text.split(' ');
const S2_ALL = names('B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B11 B12');
const ALL_SIX = { blue: 1, green: 2, red: 3, nir: 4, swir1: 5, swir2: 6 };

describe('bands of scenes', () => {
  it.each<[string, typeof SIX, Partial<SceneFacts>, string | null, Record<string, number>]>([
    [
      'Sentinel-2 with all bands',
      SIX,
      { bandNames: S2_ALL, dataType: 'uint16' },
      'sentinel-2-l2a',
      { blue: 2, green: 3, red: 4, nir: 8, swir1: 11, swir2: 12 },
    ],
    [
      'Sentinel-2, names without zeros',
      FOUR,
      { bandNames: names('B2 B3 B4 B8'), dataType: 'uint16' },
      'sentinel-2-l2a',
      { blue: 1, green: 2, red: 3, nir: 4 },
    ],
    [
      'Sentinel-2, narrow NIR alone',
      NDVI,
      { bandNames: names('B04 B8A B12'), dataType: 'uint16' },
      'sentinel-2-l2a',
      { red: 1, nir: 2 },
    ],
    [
      'Sentinel-2 with wavelengths',
      NDVI,
      { bandNames: ['B4 (665 nm)', 'B8 (842 nm)'], dataType: 'uint16' },
      'sentinel-2-l2a',
      { red: 1, nir: 2 },
    ],
    [
      'Sentinel-2 Level-1C by file name, unnamed',
      NDVI,
      { bandCount: 13, location: '/x/S2B_MSIL1C_20230101T000000_N0509_R1_T33UUP.tif', dataType: 'uint16' },
      'sentinel-2-l1c',
      { red: 4, nir: 8 },
    ],
    [
      'Landsat 8 surface reflectance',
      SIX,
      { bandNames: names('SR_B2 SR_B3 SR_B4 SR_B5 SR_B6 SR_B7'), dataType: 'uint16' },
      'landsat-8-9-l2',
      ALL_SIX,
    ],
    [
      'Landsat 5 surface reflectance',
      SIX,
      { bandNames: names('SR_B1 SR_B2 SR_B3 SR_B4 SR_B5 SR_B7'), dataType: 'uint16' },
      'landsat-4-7-l2',
      ALL_SIX,
    ],
    [
      'Landsat 9 by file name, numbered bands',
      SIX,
      { bandNames: names('Band_1 Band_2 Band_3 Band_4 Band_5 Band_6 Band_7'), location: 'LC09_L2SP_190027_2022.tif' },
      'landsat-8-9-l2',
      { blue: 2, green: 3, red: 4, nir: 5, swir1: 6, swir2: 7 },
    ],
    [
      'STAC common names',
      SIX,
      { bandNames: names('blue green red nir08 swir16 swir22'), dataType: 'uint16' },
      null,
      ALL_SIX,
    ],
    ['names with capitals and points', NDVI, { bandNames: ['Red', 'Near-Infrared'] }, null, { red: 1, nir: 2 }],
    [
      'NAIP by file name, unnamed',
      NDVI,
      { bandCount: 4, location: 'https://a.b/m_4709963_se_14_1_20180716.tif' },
      'naip',
      { red: 1, nir: 4 },
    ],
    [
      'PlanetScope, 4 bands',
      FOUR,
      { bandCount: 4, location: '20220101_101010_1027_3B_AnalyticMS_SR.tif', dataType: 'uint16' },
      'planetscope',
      { blue: 1, green: 2, red: 3, nir: 4 },
    ],
    [
      'PlanetScope, 8 named bands with two greens',
      FOUR,
      { bandNames: names('coastal_blue blue green_i green yellow red rededge nir'), dataType: 'uint16' },
      'planetscope',
      { blue: 2, green: 4, red: 6, nir: 8 },
    ],
    [
      'MicaSense by wavelengths',
      RED_EDGE,
      { bandNames: names('Blue-475 Green-560 Red-668 NIR-842 Red-edge-717'), dataType: 'float32' },
      'micasense-rededge',
      { rededge1: 5, nir: 4 },
    ],
    [
      'HLS L30 by name',
      SIX,
      { bandNames: names('B02 B03 B04 B05 B06 B07'), location: 'HLS.L30.T14RNS.2020.tif', dataType: 'int16' },
      'hls-l30',
      ALL_SIX,
    ],
    [
      'PlanetScope, the shorter green',
      INDEX('CCI'),
      { bandNames: names('coastal_blue blue green_i green yellow red rededge nir'), dataType: 'uint16' },
      'planetscope',
      { green1: 3, red: 6 },
    ],
    [
      'MODIS by names',
      SIX,
      { bandNames: names('1 2 3 4 5 6 7').map((n) => `sur_refl_b0${n}`), dataType: 'int16' },
      'modis',
      { blue: 3, green: 4, red: 1, nir: 2, swir1: 6, swir2: 7 },
    ],
    [
      'WorldView by file name, unnamed',
      INDEX('NDSIWV'),
      { bandCount: 8, location: 'x_WV03_20200101.tif', dataType: 'uint16' },
      'worldview',
      { green: 3, yellow: 4 },
    ],
    [
      'Sentinel-1 by names',
      INDEX('DpRVIVV'),
      { bandNames: names('Sigma0_VV Sigma0_VH'), location: 'S1A_IW_GRDH.tif', dataType: 'float32' },
      'sentinel-1',
      { vv: 1, vh: 2 },
    ],
    [
      'radar of no sensor',
      INDEX('QpRVI'),
      { bandNames: names('HH HV VV'), dataType: 'float32' },
      null,
      { hh: 1, hv: 2, vv: 3 },
    ],
    [
      'the other near infrared stands in',
      INDEX('AshburnVI'),
      { bandNames: names('red nir'), dataType: 'float32' },
      null,
      { nir08: 2, red: 1 },
    ],
    ['colour picture', RGB, { bandCount: 3, photometric: 'rgb' }, 'rgb', { red: 1, green: 2, blue: 3 }],
    [
      'colour picture with alpha',
      RGB,
      { bandCount: 4, photometric: 'rgb', alphaBand: 4 },
      'rgb',
      { red: 1, green: 2, blue: 3 },
    ],
  ])('%s', (_, recipe, scene, sensor, bands) => {
    const prepared = prepareRecipe(recipe, sceneFacts(scene));
    expect(prepared.sensor).toBe(sensor);
    expect(prepared.bands).toEqual(bands);
    expect(prepared.bandNumbers).toEqual(Object.values(bands).sort((a, b) => a - b));
  });

  it.each([
    ['hls-l30', 6, { red: 3, nir: 4 }],
    ['hls-s30', 13, { red: 4, nir: 8 }],
    ['hls-l30', 10, { red: 4, nir: 5 }],
    ['rgbn', 4, { red: 1, nir: 4 }],
    ['bgrn', 4, { red: 3, nir: 4 }],
    ['sentinel-2-l2a', 10, { red: 3, nir: 7 }],
    ['micasense-rededge', 5, { red: 3, nir: 4 }],
  ])('named sensor %s with %i bands', (sensor, bandCount, bands) => {
    expect(prepareRecipe(NDVI, sceneFacts({ bandCount }), { sensor }).bands).toEqual(bands);
  });

  it('what the caller says wins over the recipe, and both over the scene', () => {
    const scene = sceneFacts({ bandNames: ['red', 'nir', 'near', 'far'] });
    const segmenter = { method: 'threshold', index: 'ndvi', cuts: [0.3] };
    const recipe = recipeOf(segmenter, 2, { bands: { nir: 'near' } });
    expect(prepareRecipe(recipe, scene).bands).toEqual({ red: 1, nir: 3 });
    expect(prepareRecipe(recipe, scene, { bands: { nir: '4', red: 2 } }).bands).toEqual({ red: 2, nir: 4 });
  });

  it('never takes alpha for a band', () => {
    const scene = sceneFacts({ bandNames: ['red', 'nir 842', 'nir 1'], alphaBand: 3 });
    expect(prepareRecipe(NDVI, scene).bands).toEqual({ red: 1, nir: 2 });
    const all = recipeOf({ method: 'k-means', clusters: 2 }, 2);
    expect(prepareRecipe(all, scene).bandNumbers).toEqual([1, 2]);
  });

  it('takes bands by number or by their own name too', () => {
    const recipe = recipeOf({ method: 'k-means', clusters: 2, bands: [3, 'Depth'] }, 2);
    const scene = sceneFacts({ bandNames: ['a', 'depth', 'c'] });
    expect(prepareRecipe(recipe, scene).bands).toEqual({ band3: 3, Depth: 2 });
  });
});

describe('bands that cannot be found', () => {
  const refuse = (scene: Partial<SceneFacts>, overrides = {}) => {
    try {
      prepareRecipe(NDVI, sceneFacts(scene), overrides);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    throw new Error('the scene was taken');
  };

  it('are named, with what the scene has and how to say it', () => {
    expect(refuse({ bandCount: 8 })).toBe(
      'recipe test: wanted bands red, nir, got bands 1 to 8 without names; ' +
        'say which, as in --bands red=NUMBER,nir=NUMBER, or name the --sensor (scene.tif)',
    );
    expect(refuse({ bandNames: ['Red', 'blue', ''], alphaBand: 3 })).toContain(
      'wanted bands nir, got bands 1 Red, 2 blue, 3 (alpha)',
    );
  });

  it('are not guessed where two have the name', () => {
    expect(refuse({ bandNames: ['red 2019', 'nir', 'red 2020'] })).toContain('of which red is bands 1 and 3');
  });

  it('are not guessed from four unnamed bands', () => {
    expect(refuse({ bandCount: 4, photometric: 'rgb' })).toContain('bands 1 to 4 without names');
  });

  it.each([
    [{ bands: { red: 9 } }, 'got 9'],
    [{ bands: { red: 'pink' } }, 'got pink'],
    [{ bands: { rde: 1 } }, 'rde (did you mean red?)'],
    [{ sensor: 'naipp' }, 'naipp (did you mean naip?)'],
  ])('overrides %j are refused', (overrides, problem) => {
    expect(refuse({ bandCount: 4 }, overrides)).toContain(problem);
  });
});

describe('scaling', () => {
  const recipe = parseRecipe({ ...NDVI, scaling: 'auto' }, 'test.json');
  const S2 = { bandNames: S2_ALL, dataType: 'uint16' as const };
  const scalingOf = (scene: Partial<SceneFacts>, overrides = {}) => {
    const { scaling, warnings } = prepareRecipe(recipe, sceneFacts(scene), overrides);
    return { scale: scaling.scale, offset: scaling.offset, warned: warnings.length };
  };

  it.each<[string, Partial<SceneFacts>, { scale: number; offset: number; warned: number }]>([
    ['baseline 05.11', { ...S2, metadata: { PROCESSING_BASELINE: '05.11' } }, { scale: 1e-4, offset: -0.1, warned: 0 }],
    ['baseline 03.01', { ...S2, metadata: { PROCESSING_BASELINE: '03.01' } }, { scale: 1e-4, offset: 0, warned: 0 }],
    ['an add offset', { ...S2, metadata: { BOA_ADD_OFFSET: '-1000' } }, { scale: 1e-4, offset: -0.1, warned: 0 }],
    [
      'an offset already taken off, whatever the baseline',
      { ...S2, metadata: { PROCESSING_BASELINE: '05.09', BOA_ADD_OFFSET: '0' } },
      { scale: 1e-4, offset: 0, warned: 0 },
    ],
    [
      'a product name',
      { ...S2, location: 'S2A_MSIL2A_20230101T1_N0509_R1_T33UUP_2.tif' },
      { scale: 1e-4, offset: -0.1, warned: 0 },
    ],
    ['nothing said', S2, { scale: 1e-4, offset: 0, warned: 1 }],
    ['floating point', { ...S2, dataType: 'float32' }, { scale: 1, offset: 0, warned: 0 }],
    [
      'Landsat',
      { bandNames: ['SR_B4', 'SR_B5', 'SR_B6'], dataType: 'uint16' },
      { scale: 2.75e-5, offset: -0.2, warned: 0 },
    ],
    ['16 bits of who knows', { bandNames: ['red', 'nir'], dataType: 'uint16' }, { scale: 1e-4, offset: 0, warned: 1 }],
    ['Sentinel-2 drawn in 8 bits', { ...S2, dataType: 'uint8' }, { scale: 1, offset: 0, warned: 0 }],
    ['8 bits', { bandNames: ['red', 'nir'] }, { scale: 1, offset: 0, warned: 0 }],
    [
      'the file itself',
      { bandNames: ['red', 'nir'], dataType: 'int16', fileScaling: { scale: 0.5, offset: 2 } },
      { scale: 0.5, offset: 2, warned: 0 },
    ],
  ])('of %s', (_, scene, expected) => {
    expect(scalingOf(scene)).toEqual(expected);
  });

  it('is what the caller says', () => {
    const scaling = { scale: 2e-4, offset: -0.5 };
    expect(scalingOf({ ...S2, metadata: { BOA_ADD_OFFSET: '-1000' } }, { scaling })).toEqual({ ...scaling, warned: 0 });
  });

  it('takes 8-bit values as shares where an index needs reflectance, and says so', () => {
    const evi2 = parseRecipe(
      { ...recipe, segmenter: { method: 'threshold', index: 'evi2', cuts: [0.3] } },
      'test.json',
    );
    const { scaling, warnings } = prepareRecipe(evi2, sceneFacts({ bandNames: ['red', 'nir'] }));
    expect(scaling.scale).toBe(1 / 255);
    expect(warnings).toHaveLength(1);
  });
});
