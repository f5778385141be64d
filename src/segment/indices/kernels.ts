/**
 * How alike two values a and b are (Camps-Valls and others 2021, https://doi.org/10.1126/sciadv.abc7447): `rbf`,
 * exp(−(a − b)² / (2σ²)); `linear`, ab; `poly`, (ab + c)^p.
 */
export const KERNELS = ['rbf', 'linear', 'poly'] as const;

export type Kernel = (typeof KERNELS)[number];

/** Letters of the catalogue. */
const OPERANDS = { B: 'blue', G: 'green', L: 'L', N: 'nir', R: 'red' } as const;

type Letter = keyof typeof OPERANDS;

const PAIRS = ['GB', 'GG', 'GR', 'NB', 'NL', 'NN', 'NR'] as const;

export const isKernel = (name: string): boolean =>
  name[0] === 'k' && (PAIRS as readonly string[]).includes(name.slice(1));

/** What the names of kernels in a formula, such as kNR, stand for. Without `sigma`, σ is half of a + b. */
export function defineKernels(kernel: Kernel, hasSigma: boolean): Record<string, string> {
  const sigma = hasSigma ? 'sigma' : null;
  const textOf = ([a, b]: readonly Letter[]): string => kernelText(kernel, sigma, OPERANDS[a!], OPERANDS[b!]);
  return Object.fromEntries(PAIRS.map((pair) => [`k${pair}`, textOf([...pair] as Letter[])]));
}

function kernelText(kernel: Kernel, sigma: string | null, a: string, b: string): string {
  if (kernel === 'linear') return `${a} * ${b}`;
  if (kernel === 'poly') return `(${a} * ${b} + c)^p`;
  if (a === b) return '1';
  return `exp(-(${a} - ${b})^2 / (2 * (${sigma ?? `0.5 * (${a} + ${b})`})^2))`;
}
