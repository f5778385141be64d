import type { DifferenceIndex } from './spectral-index.js';

const doi = (id: string): string => `https://doi.org/${id}`;

type DifferenceFacts = Pick<DifferenceIndex, 'name' | 'title' | 'roles' | 'source'>;

function difference(facts: DifferenceFacts): DifferenceIndex {
  const [a, b] = facts.roles;
  const formula = `(${a} - ${b}) / (${a} + ${b})`;
  return { kind: 'difference', formula, range: [-1, 1], needsReflectance: false, ...facts };
}

/** Indices of the form (a − b) / (a + b). */
export const DIFFERENCES: readonly DifferenceIndex[] = [
  difference({
    name: 'ndvi',
    title: 'Normalised difference vegetation index',
    roles: ['nir', 'red'],
    source: 'https://ntrs.nasa.gov/citations/19740022614',
  }),
  difference({
    name: 'ndre',
    title: 'Normalised difference red edge index',
    roles: ['nir', 'rededge1'],
    source: doi('10.1016/1011-1344(93)06963-4'),
  }),
  difference({
    name: 'gndvi',
    title: 'Green normalised difference vegetation index',
    roles: ['nir', 'green'],
    source: doi('10.1016/S0034-4257(96)00072-7'),
  }),
  difference({
    name: 'ndwi',
    title: 'Normalised difference water index (McFeeters)',
    roles: ['green', 'nir'],
    source: doi('10.1080/01431169608948714'),
  }),
  difference({
    name: 'mndwi',
    title: 'Modified normalised difference water index',
    roles: ['green', 'swir1'],
    source: doi('10.1080/01431160600589179'),
  }),
  difference({
    name: 'ndmi',
    title: 'Normalised difference moisture index',
    roles: ['nir', 'swir1'],
    source: doi('10.1016/S0034-4257(01)00318-2'),
  }),
  difference({
    name: 'ndbi',
    title: 'Normalised difference built-up index',
    roles: ['swir1', 'nir'],
    source: doi('10.1080/01431160304987'),
  }),
  difference({
    name: 'ndsi',
    title: 'Normalised difference snow index',
    roles: ['green', 'swir1'],
    source: doi('10.1109/IGARSS.1994.399618'),
  }),
  difference({
    name: 'nbr',
    title: 'Normalised burn ratio',
    roles: ['nir', 'swir2'],
    source: doi('10.3133/ofr0211'),
  }),
  difference({
    name: 'nbr2',
    title: 'Normalised burn ratio 2',
    roles: ['swir1', 'swir2'],
    source: 'https://www.usgs.gov/core-science-systems/nli/landsat/landsat-normalized-burn-ratio-2',
  }),
  difference({
    name: 'ngrdi',
    title: 'Normalised green red difference index',
    roles: ['green', 'red'],
    source: doi('10.1016/0034-4257(79)90013-0'),
  }),
];
