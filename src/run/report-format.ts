/** A unit for all areas of one page, and the decimals that suit the largest of them. */
export interface AreaUnit {
  name: 'km²' | 'ha' | 'm²';
  m2: number;
  decimals: number;
}

/** Square kilometres from 1000 km² up, hectares from one up, else square metres. */
export function chooseAreaUnit(totalM2: number): AreaUnit {
  const [name, m2] =
    totalM2 >= 1e9 ? (['km²', 1e6] as const) : totalM2 >= 1e4 ? (['ha', 1e4] as const) : (['m²', 1] as const);
  const total = totalM2 / m2;
  return { name, m2, decimals: total >= 10_000 ? 0 : total >= 100 ? 1 : 2 };
}

export const formatArea = (areaM2: number, unit: AreaUnit): string => formatSmall(areaM2 / unit.m2, unit.decimals);

/** `12.3 %`; what is there but too small to show says so, and only the whole is 100 %. */
export function formatShare(share: number): string {
  if (share > 0.9995 && share < 1) return '> 99.9 %';
  return `${formatSmall(share * 100, share === 1 ? 0 : 1)} %`;
}

export function formatNumber(value: number, decimals = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** `1 tile`, `2 tiles` */
export function countOf(count: number, one: string, many: string): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** About `digits` significant digits, no more decimals than the value needs. */
export function formatMeasure(value: number, digits = 4): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: digits });
}

export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${formatNumber(ms)} ms`;
  if (ms < 59_950) return `${formatNumber(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  // Rounded to the three digits shown first, so that 999,999 is 1 MB and not 1,000 kB.
  const rounded = Number(bytes.toPrecision(3));
  const power = Math.min(4, Math.floor(Math.log10(rounded) / 3));
  return `${formatMeasure(rounded / 1000 ** power, 3)} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** `2026-11-20 11:46 UTC` of an ISO time; a date alone stays a date. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || iso.length <= 10) return iso;
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `47.1234° N, 15.2000° E` */
export function formatLonLat(lon: number, lat: number): string {
  const part = (value: number, names: string): string => `${Math.abs(value).toFixed(4)}° ${names[value < 0 ? 1 : 0]}`;
  return `${part(lat, 'NS')}, ${part(lon, 'EW')}`;
}

function formatSmall(value: number, decimals: number): string {
  const smallest = 10 ** -decimals;
  if (value > 0 && value < smallest / 2) return `< ${formatNumber(smallest, decimals)}`;
  return formatNumber(value, decimals);
}
