import type { Role } from '../roles.js';
import type { DifferenceIndex, FormulaIndex, RatioIndex, SpectralIndex } from './spectral-index.js';

const doi = (id: string): string => `https://doi.org/${id}`;

type DifferenceFacts = Pick<DifferenceIndex, 'name' | 'title' | 'roles' | 'source'>;

function difference(facts: DifferenceFacts): DifferenceIndex {
  const [a, b] = facts.roles;
  const formula = `(${a} - ${b}) / (${a} + ${b})`;
  return { kind: 'difference', formula, range: [-1, 1], needsReflectance: false, ...facts };
}

function ratio(facts: Omit<RatioIndex, 'kind'>): RatioIndex {
  return { kind: 'ratio', ...facts };
}

function formula(facts: Omit<FormulaIndex, 'kind'>): FormulaIndex {
  return { kind: 'formula', ...facts };
}

const roles = <const R extends readonly Role[]>(...names: R): R => names;

/** Every index a recipe can name. Inputs are reflectances; formulas and papers as in the sources named. */
export const INDICES: readonly SpectralIndex[] = [
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
  ratio({
    name: 'grvi',
    title: 'Green ratio vegetation index',
    roles: roles('nir', 'green'),
    formula: 'nir / green',
    range: [0, 30],
    needsReflectance: false,
    source: doi('10.2134/agronj2004.0314'),
    numerator: { nir: 1 },
    denominator: { green: 1 },
  }),
  ratio({
    name: 'cire',
    title: 'Chlorophyll index, red edge',
    roles: roles('nir', 'rededge1'),
    formula: 'nir / rededge1 - 1',
    range: [-1, 20],
    needsReflectance: false,
    source: doi('10.1078/0176-1617-00887'),
    numerator: { nir: 1, rededge1: -1 },
    denominator: { rededge1: 1 },
  }),
  ratio({
    name: 'cigreen',
    title: 'Chlorophyll index, green',
    roles: roles('nir', 'green'),
    formula: 'nir / green - 1',
    range: [-1, 30],
    needsReflectance: false,
    source: doi('10.1078/0176-1617-00887'),
    numerator: { nir: 1, green: -1 },
    denominator: { green: 1 },
  }),
  ratio({
    name: 'evi',
    title: 'Enhanced vegetation index',
    roles: roles('nir', 'red', 'blue'),
    formula: '2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)',
    range: [-1, 1],
    needsReflectance: true,
    source: doi('10.1016/S0034-4257(96)00112-5'),
    numerator: { nir: 2.5, red: -2.5 },
    denominator: { nir: 1, red: 6, blue: -7.5, constant: 1 },
  }),
  ratio({
    name: 'evi2',
    title: 'Two-band enhanced vegetation index',
    roles: roles('nir', 'red'),
    formula: '2.5 * (nir - red) / (nir + 2.4 * red + 1)',
    range: [-1, 1.25],
    needsReflectance: true,
    source: doi('10.1016/j.rse.2008.06.006'),
    numerator: { nir: 2.5, red: -2.5 },
    denominator: { nir: 1, red: 2.4, constant: 1 },
  }),
  ratio({
    name: 'savi',
    title: 'Soil-adjusted vegetation index (L = 0.5)',
    roles: roles('nir', 'red'),
    formula: '1.5 * (nir - red) / (nir + red + 0.5)',
    range: [-1, 1],
    needsReflectance: true,
    source: doi('10.1016/0034-4257(88)90106-X'),
    numerator: { nir: 1.5, red: -1.5 },
    denominator: { nir: 1, red: 1, constant: 0.5 },
  }),
  formula({
    name: 'msavi',
    title: 'Modified soil-adjusted vegetation index',
    roles: roles('nir', 'red'),
    formula: '0.5 * (2 * nir + 1 - sqrt((2 * nir + 1)^2 - 8 * (nir - red)))',
    range: [-1, 1],
    needsReflectance: true,
    source: doi('10.1016/0034-4257(94)90134-1'),
    evaluate: (nir, red) => 0.5 * (2 * nir + 1 - Math.sqrt((2 * nir + 1) * (2 * nir + 1) - 8 * (nir - red))),
  }),
  ratio({
    name: 'osavi',
    title: 'Optimised soil-adjusted vegetation index',
    roles: roles('nir', 'red'),
    formula: '(nir - red) / (nir + red + 0.16)',
    range: [-1, 1],
    needsReflectance: true,
    source: doi('10.1016/0034-4257(95)00186-7'),
    numerator: { nir: 1, red: -1 },
    denominator: { nir: 1, red: 1, constant: 0.16 },
  }),
  ratio({
    name: 'bsi',
    title: 'Bare soil index',
    roles: roles('swir1', 'red', 'nir', 'blue'),
    formula: '((swir1 + red) - (nir + blue)) / ((swir1 + red) + (nir + blue))',
    range: [-1, 1],
    needsReflectance: false,
    source: 'Rikimaru, Roy and Miyatake 2002, Tropical Ecology 43(1)',
    numerator: { swir1: 1, red: 1, nir: -1, blue: -1 },
    denominator: { swir1: 1, red: 1, nir: 1, blue: 1 },
  }),
  ratio({
    name: 'vari',
    title: 'Visible atmospherically resistant index',
    roles: roles('green', 'red', 'blue'),
    formula: '(green - red) / (green + red - blue)',
    range: null,
    needsReflectance: false,
    source: doi('10.1016/S0034-4257(01)00289-9'),
    numerator: { green: 1, red: -1 },
    denominator: { green: 1, red: 1, blue: -1 },
  }),
  ratio({
    name: 'gli',
    title: 'Green leaf index',
    roles: roles('green', 'red', 'blue'),
    formula: '(2 * green - red - blue) / (2 * green + red + blue)',
    range: [-1, 1],
    needsReflectance: false,
    source: doi('10.1080/10106040108542184'),
    numerator: { green: 2, red: -1, blue: -1 },
    denominator: { green: 2, red: 1, blue: 1 },
  }),
  ratio({
    name: 'exg',
    title: 'Excess green index, of chromatic coordinates',
    roles: roles('green', 'red', 'blue'),
    formula: '(2 * green - red - blue) / (green + red + blue)',
    range: [-1, 2],
    needsReflectance: false,
    source: doi('10.13031/2013.27838'),
    numerator: { green: 2, red: -1, blue: -1 },
    denominator: { green: 1, red: 1, blue: 1 },
  }),
  ratio({
    name: 'gcc',
    title: 'Green chromatic coordinate',
    roles: roles('green', 'red', 'blue'),
    formula: 'green / (green + red + blue)',
    range: [0, 1],
    needsReflectance: false,
    source: doi('10.1016/0034-4257(87)90088-5'),
    numerator: { green: 1 },
    denominator: { green: 1, red: 1, blue: 1 },
  }),
];

export const INDEX_NAMES: readonly string[] = INDICES.map(({ name }) => name);

export function findIndex(name: string): SpectralIndex | null {
  return INDICES.find((index) => index.name === name) ?? null;
}
