/** A number that formulas name; recipes can give it another value. */
interface Constant {
  value: number;
  title: string;
}

/**
 * Values as in the catalogue Awesome Spectral Indices; where it leaves them open, wavelengths are those of Sentinel-2A in
 * nanometres (Sentinel-2 Spectral Response Functions 3.0) and the light (PAR) counts as 1.
 */
export const CONSTANTS = {
  C1: { value: 6, title: 'aerosol resistance, red' },
  C2: { value: 7.5, title: 'aerosol resistance, blue' },
  L: { value: 1, title: 'background of the canopy' },
  PAR: { value: 1, title: 'photosynthetically active radiation' },
  alpha: { value: 0.1, title: 'weight of one of two bands' },
  beta: { value: 0.05, title: 'weight of one of two bands, or a threshold' },
  c: { value: 1, title: 'offset of the polynomial kernel' },
  cexp: { value: 1.16, title: 'exponent of OCVI' },
  epsilon: { value: 1, title: 'what keeps EBI from dividing by zero' },
  eta: { value: 0.5, title: 'share of green beside red in GRARI' },
  fdelta: { value: 0.581, title: 'adjustment factor of SEVI' },
  g: { value: 2.5, title: 'gain' },
  gamma: { value: 1, title: 'weight of the correction for the atmosphere, or of one of two terms' },
  k: { value: 0, title: 'slope of the soil in NIRvH2' },
  lambdaG: { value: 559.8, title: 'wavelength of green' },
  lambdaN: { value: 832.8, title: 'wavelength of near infrared' },
  lambdaN2: { value: 864.7, title: 'wavelength of narrow near infrared' },
  lambdaR: { value: 664.6, title: 'wavelength of red' },
  lambdaS1: { value: 1613.7, title: 'wavelength of the first short-wave infrared' },
  lambdaS2: { value: 2202.4, title: 'wavelength of the second short-wave infrared' },
  lmb: { value: 1, title: 'weight of the correction for the atmosphere in GARI and GRARI' },
  n: { value: 5, title: 'adjustment factor of RWI' },
  nexp: { value: 2, title: 'exponent of GDVI' },
  omega: { value: 2, title: 'weight of green in MBWI' },
  p: { value: 2, title: 'degree of the polynomial kernel' },
  sigma: { value: Number.NaN, title: 'length of the RBF kernel; half the sum of both values where not given' },
  sla: { value: 1, title: 'slope of the soil line' },
  slb: { value: 0, title: 'intercept of the soil line' },
} as const satisfies Record<string, Constant>;

export type ConstantName = keyof typeof CONSTANTS;

export const CONSTANT_NAMES = Object.keys(CONSTANTS) as ConstantName[];

export const isConstant = (name: string): name is ConstantName => Object.hasOwn(CONSTANTS, name);
