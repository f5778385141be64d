import type { RunEstimate } from '../run/estimate/estimate.js';
import { CLOUD, LIMITS, NOT_COUNTED, PRICES } from '../run/estimate/prices.js';
import type { Range } from '../run/estimate/range.js';
import { megapixelsOf, type Workload } from '../run/estimate/workload.js';
import { formatDuration } from './table.js';

export interface Estimate extends RunEstimate {
  scene: string;
  recipe: string;
  work: { here: Workload; cloud: Workload };
  /** The bound of the run here. */
  memoryMB: number;
}

/** An estimate for a person. */
export function formatEstimate({ scene, work, memoryMB, source, here, cloud, recipe }: Estimate): string {
  const { width, height, tiles, tileSizePx, overlapPx, areaM2 } = work.here;
  const { usd, usdByService, usdPerGigapixel, usdPer1000Km2, tooLong } = cloud;
  const area = areaM2 === null ? '' : `, ${figure(areaM2 / 1e6)} km²`;
  const known = source === 'sample' ? 'from a sample of this scene' : 'from the header alone (--measure: narrower)';
  const services = Object.entries(usdByService).filter(([, { high }]) => high >= usd.high / 100);
  return [
    '',
    `${scene} · ${recipe} · ${known}`,
    '',
    part('scene', [
      ['size', `${whole(width)} × ${whole(height)} pixels, ${figure(megapixelsOf(work.here))} Mpx${area}`],
      ['read', `${formatBytes(work.here.storedBytes)} of bands and masks in the file`],
    ]),
    part('on this machine', [
      ['tiles', `${whole(tiles)} of ${tileSizePx} pixels and ${overlapPx} around; ${here.workers} workers`],
      ['time', between(here.seconds, (seconds) => formatDuration(1000 * seconds))],
      ['memory', `at most ${whole(Math.ceil(work.here.memoryBytes / 1e6))} MB (limit ${whole(memoryMB)} MB)`],
      ['polygons', between(here.polygons, figure)],
      ['files', between(here.outputBytes, formatBytes)],
    ]),
    part('in the cloud', [
      ['calls', `${whole(cloud.calls)} of a worker, for ${whole(work.cloud.tiles)} tiles of ${work.cloud.tileSizePx}`],
      ['requests', `${between(cloud.gets, figure)} GET, ${between(cloud.puts, figure)} PUT`],
      ['work', `${between(cloud.gbSeconds, figure)} GB-seconds`],
      ['time', between(cloud.wallSeconds, (seconds) => formatDuration(1000 * seconds))],
      [
        'price',
        `${between(usd, money)}: ${services.map(([name, range]) => `${name} ${between(range, money)}`).join(', ')}`,
      ],
      ['per Gpx', between(usdPerGigapixel, money)],
      ['per 1,000 km²', usdPer1000Km2 ? between(usdPer1000Km2, money) : 'not known'],
    ]),
    ...describeMemory(cloud.publishBytes),
    ...tooLong.map(({ name, seconds }) => {
      const time = between(seconds, (value) => formatDuration(1000 * value));
      return `note: ${name} may take ${time} in one call, of ${formatDuration(1000 * LIMITS.lambdaSeconds)} that one may take\n`;
    }),
    `Prices: list, us-east-1, believed for ${PRICES.lambdaGbSecond.asOf}; check them. Not counted: ${NOT_COUNTED.join('; ')}.\n`,
  ].join('\n');
}

/** Files in spatial order know where every polygon lies: the one thing that grows with the scene. */
function describeMemory(publishBytes: Range): string[] {
  const most = CLOUD.workMemoryMB * 2 ** 20;
  if (publishBytes.high <= most) return [];
  const bytes = between(publishBytes, formatBytes);
  return [`note: to write the files may take ${bytes} of memory in one call, which has ${formatBytes(most)}\n`];
}

function part(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${title}\n${rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join('')}`;
}

/** Both bounds, or the one that they are. */
export function between({ low, high }: Range, show: (value: number) => string): string {
  const [from, to] = [show(low), show(high)];
  return from === to ? to : `${from} to ${to}`;
}

const whole = (value: number): string => value.toLocaleString('en-US');

/** To two digits that count: an estimate has no more. */
export function figure(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US', { maximumSignificantDigits: 2 });
}

export const money = (usd: number): string => `$${figure(usd)}`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1000 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${figure(value)} ${UNITS[unit]}`;
}
