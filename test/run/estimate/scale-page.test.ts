import { describe, expect, it } from 'vitest';
import type { TaskBatch } from '../../../functions/messages.js';
import { between, figure, formatBytes, money } from '../../../src/cli/estimate-text.js';
import { formatDuration } from '../../../src/cli/table.js';
import { planCalls, requestSeconds } from '../../../src/run/estimate/cloud.js';
import { estimateDay, historyEvents, pixelsAtWorkerLimit } from '../../../src/run/estimate/day.js';
import { estimateRun } from '../../../src/run/estimate/estimate.js';
import { CLOUD, LIMITS, NOT_COUNTED, PRICES } from '../../../src/run/estimate/prices.js';
import { BYTES_PER_POLYGON, mostPolygons } from '../../../src/run/estimate/publish-memory.js';
import type { Range } from '../../../src/run/estimate/range.js';
import { guessRates } from '../../../src/run/estimate/rates.js';
import { type PieceRequests, pieceRequests } from '../../../src/run/estimate/requests.js';
import { PHASES } from '../../../src/run/phases.js';
import { expectSection } from '../../support/documents.js';
import { makeWorkload, SENTINEL_TILE } from './workloads.js';

const PIXELS_PER_DAY = 1e12;
/** An aerial mosaic of 30 cm, four bands of 8 bits. */
const MOSAIC = makeWorkload({
  ...{ width: 100_000, height: 100_000, decodedBytesPerPixel: 4 },
  areaM2: 100_000 ** 2 * 0.3 ** 2,
});
const SCENES = [
  { name: 'Sentinel-2, 10,980², 10 m', workload: SENTINEL_TILE },
  { name: 'mosaic, 100,000², 0.3 m', workload: MOSAIC },
  { name: 'Sentinel-2, a trained model', workload: { ...SENTINEL_TILE, method: 'model', asksModel: true } },
].map(({ name, workload }) => {
  const { cloud } = estimateRun({ here: workload, cloud: workload });
  const day = estimateDay({ workload, cloud, setup: CLOUD }, PIXELS_PER_DAY);
  return { name, workload, cloud, day };
});

const seconds = (range: Range): string => between(range, (value) => formatDuration(1000 * value));
const rough = (range: Range): string => between(range, figure);

/** A table with a column for each of the scenes. */
function table(rows: readonly [string, (scene: (typeof SCENES)[number]) => string][]): string {
  const lines = rows.map(([name, show]) => `| ${name} | ${SCENES.map(show).join(' | ')} |`);
  const head = [`| | ${SCENES.map(({ name }) => name).join(' | ')} |`, `|---${'|---'.repeat(SCENES.length)}|`];
  return `${[...head, ...lines].join('\n')}\n`;
}

const section = (name: string, made: string): void => expectSection('docs/scale.md', { name, made });

describe('docs/scale.md (UPDATE_DOCS=1 rewrites its figures)', () => {
  it('has the figures of one scene', () => {
    section(
      'scenes',
      table([
        ['tiles', ({ workload }) => `${figure(workload.tiles)} of ${workload.tileSizePx} pixels`],
        ['ground', ({ workload }) => `${figure(workload.areaM2! / 1e6)} km²`],
        ['bytes read', ({ workload }) => formatBytes(workload.storedBytes)],
        ['calls of a worker', ({ cloud }) => figure(cloud.calls)],
        ['GET and HEAD', ({ cloud }) => rough(cloud.gets)],
        ['PUT, COPY and LIST', ({ cloud }) => rough(cloud.puts)],
        ['state transitions', ({ cloud }) => rough(cloud.transitions)],
        ['GB-seconds', ({ cloud }) => rough(cloud.gbSeconds)],
        ['from event to results', ({ cloud }) => seconds(cloud.wallSeconds)],
        ['price', ({ cloud }) => between(cloud.usd, money)],
        ['per gigapixel', ({ cloud }) => between(cloud.usdPerGigapixel, money)],
        ['per 1,000 km²', ({ cloud }) => between(cloud.usdPer1000Km2!, money)],
      ]),
    );
  });

  it('has the figures of a day', () => {
    section(
      'day',
      table([
        ['scenes', ({ day }) => figure(day.scenes)],
        ['runs at once', ({ day }) => rough(day.runsAtOnce)],
        ['workers at once', ({ day }) => rough(day.workersAtOnce)],
        ['GET and HEAD a second', ({ day }) => rough(day.getsPerSecond)],
        ['PUT, COPY and LIST a second', ({ day }) => rough(day.putsPerSecond)],
        ['state transitions a second', ({ day }) => rough(day.transitionsPerSecond)],
        ['executions started a second', ({ day }) => figure(day.startsPerSecond)],
        ['read', ({ day }) => `${figure(day.terabytesRead)} TB`],
        ['price', ({ day }) => between(day.usd, money)],
        ['pixels a day with 1,000 workers', ({ day }) => between(pixelsAtWorkerLimit(day, PIXELS_PER_DAY), exponent)],
      ]),
    );
  });

  it('has the limits, and stays within them', () => {
    const [{ day: tiles }, { workload, cloud }] = SCENES;
    const small = { ...workload, tileSizePx: 128 };
    const tasks = Array.from({ length: planCalls(small, guessRates(small), CLOUD).segment }, (_, i) => ({
      ...{ step: 'segment' as const, tile: 99_999_000 + i },
    }));
    const batch: TaskBatch = {
      store: `s3://${'b'.repeat(63)}`,
      planKey: '.landquilt/0123456789abcdef/plan.json',
      tasks,
    };
    const batchBytes = JSON.stringify(batch).length;
    const events = historyEvents(PHASES.length);
    const { putsPerSecond, getsPerSecond } = cloud.peak;
    const everyDay = 'Sentinel-2, 10¹² pixels a day';
    const busiest = 'the busiest phase of one mosaic';
    const rows: [limit: string, what: string, used: number, most: number][] = [
      ['PUT a second and prefix', busiest, putsPerSecond, LIMITS.s3PutsPerSecond],
      ['GET a second and prefix', busiest, getsPerSecond, LIMITS.s3GetsPerSecond],
      ['children of a map at once', 'the set-up allows', CLOUD.workersAtOnce, LIMITS.mapChildrenAtOnce],
      ['state transitions a second', everyDay, tiles.transitionsPerSecond.high, LIMITS.transitionsPerSecond],
      ['executions started a second', everyDay, tiles.startsPerSecond, LIMITS.startsPerSecond],
      ['events of an execution', `all ${PHASES.length} phases`, events, LIMITS.historyEvents],
      [
        'bytes between states',
        `a batch of ${figure(tasks.length)} tiles of 128 pixels`,
        batchBytes,
        LIMITS.payloadBytes,
      ],
    ];
    for (const [limit, , used, most] of rows) expect(used, limit).toBeLessThan(most);
    const lines = rows.map(
      ([limit, what, used, most]) => `| ${limit} | ${most.toLocaleString('en-US')} | ${figure(used)} | ${what} |`,
    );
    section('limits', `${['| | limit | here | of what |', '|---|---|---|---|', ...lines].join('\n')}\n`);
  });

  it('has the memory of files in spatial order', () => {
    const sizes = [CLOUD.workMemoryMB, LIMITS.lambdaMemoryMB];
    const lines = Object.entries(BYTES_PER_POLYGON).map(([file, bytes]) => {
      return `| \`${file}\` | ${bytes} | ${sizes.map((size) => figure(mostPolygons(file, size * 2 ** 20) / 1e6)).join(' | ')} |`;
    });
    const head = `| | bytes a polygon | million polygons in ${sizes.map((size) => `${size.toLocaleString('en-US')} MB`).join(' | in ')} |`;
    section('memory', `${[head, '|---|---|---|---|', ...lines].join('\n')}\n`);
  });

  it('says how many tiles a worker that works alone can see', () => {
    const pieces = pieceRequests(MOSAIC, { shares: CLOUD.shares, outputBytes: { low: 0, high: 0 } });
    const shown = ['stitch', 'join', 'write regions.parquet', 'publish'];
    const lines = shown.map((name) => {
      const tiles = tilesInOneCall(pieces.find((piece) => piece.name === name)!);
      const side = between(tiles, (count) => `${figure(Math.sqrt(count) * MOSAIC.tileSizePx)}²`);
      return `   | ${name} | ${rough(tiles)} | ${side} |`;
    });
    const head = ['   | | tiles | scene, in tiles of 1024 pixels |', '   |---|---|---|'];
    section('wall', `\n${[...head, ...lines].join('\n')}\n\n`);
  });

  it('says what is not counted, and the prices', () => {
    section('not counted', NOT_COUNTED.map((what) => `- ${what}\n`).join(''));
    const lines = Object.values(PRICES).map(({ usd, per, unit, source, asOf }) => {
      return `| ${per === 1 ? '' : `${per.toLocaleString('en-US')} `}${unit} | $${usd} | [page](${source}) | ${asOf} |`;
    });
    const head = ['| | list price, us-east-1 | to be checked at | believed for |', '|---|---|---|---|'];
    section('prices', `${[...head, ...lines].join('\n')}\n`);
  });
});

/** Tiles whose requests one call has time for; the work itself not counted. */
function tilesInOneCall(piece: PieceRequests): Range {
  const secondsOf = (bound: keyof Range): number => requestSeconds(piece)[bound] / piece.units / MOSAIC.tiles;
  return { low: LIMITS.lambdaSeconds / secondsOf('high'), high: LIMITS.lambdaSeconds / secondsOf('low') };
}

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
function exponent(value: number): string {
  const [mantissa, power] = value.toExponential(1).split('e+');
  return `${mantissa} × 10${[...power].map((digit) => DIGITS[Number(digit)]).join('')}`;
}
