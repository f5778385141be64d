/** An area in hectares, with as many digits as an eye needs: 0.123, 4.56, 78.9, 1,234. */
export function formatHectares(areaM2: number): string {
  const hectares = areaM2 / 1e4;
  const digits = hectares === 0 || hectares >= 100 ? 0 : hectares >= 10 ? 1 : hectares >= 1 ? 2 : 3;
  return formatNumber(hectares, digits);
}

/** A single area with its unit: square metres below a tenth of a hectare. */
export const formatArea = (areaM2: number): string =>
  areaM2 < 1000 ? `${formatNumber(areaM2, 0)} m²` : `${formatHectares(areaM2)} ha`;

export const formatCount = (count: number): string => formatNumber(count, 0);

/** A share of 1 in per cent; below a thousandth only that it is little. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${formatNumber(share * 100, share >= 0.9995 ? 0 : 1)} %`;
}

const NAMES_OF_BYTES = ['bytes', 'kB', 'MB', 'GB', 'TB'];

export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(NAMES_OF_BYTES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${formatNumber(value, step === 0 || value >= 100 ? 0 : 1)} ${NAMES_OF_BYTES[step]}`;
}

/** The day of a time, in UTC as scenes are dated: 18 June 2026. */
export function formatDay(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** A month as statistics name it, 2026-06: June 2026. */
export function formatMonth(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return month;
  return date.toLocaleDateString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
}

/** Any value of a region, for a person. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value)) return formatNumber(value, 0);
  return formatNumber(value, Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 3);
}

/** What a column is called where nobody named it: `ndvi_mean` is "NDVI, mean". */
export function nameColumn(name: string): string {
  const [, index, measure] = /^(.+)_(mean|min|max|std)$/.exec(name) ?? [];
  if (index && measure) return `${index === 'score' ? 'Score' : index.toUpperCase()}, ${MEASURES[measure]}`;
  const words = name.replace(/_(m2|m)$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const MEASURES: Readonly<Record<string, string>> = { mean: 'mean', min: 'least', max: 'greatest', std: 'deviation' };

const formatNumber = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
