import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFeatureSource } from '../src/serve/source.js';
import { createFileStore } from '../src/store/file-store.js';
import { recordStore } from '../src/store/recording-store.js';
import { readArguments } from './inputs.js';
import { median, quantile, spread } from './quantiles.js';
import { askFor, get, type Load } from './query-load.js';
import { MILLION_PX, writeBusyScene } from './query-scene.js';
import { ownServer, peerServer, type Server, type Started, timeFirstAnswer } from './query-servers.js';

/**
 * Pages of features of boxes from a published run of a million polygons: `landquilt serve` beside pygeoapi over the same
 * polygons in a GeoPackage. Rounds of both take turns, so that what else the machine does meets both.
 *
 *   npx tsx bench/query.ts [--short]        PYGEOAPI_PYTHON names a Python with pygeoapi, gunicorn and GDAL
 */
const { isShort } = readArguments();
const SIZE_PX = isShort ? 700 : MILLION_PX;
const ROUNDS = isShort ? 2 : 7;
const SECONDS = isShort ? 0.5 : 4;
/** Starts of each program, to see how long its first answer takes. */
const STARTS = isShort ? 1 : 5;
const COLLECTION = 'ndvi-zones.busy';
const folder = mkdtempSync(join(tmpdir(), 'landquilt-query-'));

try {
  await bench();
} finally {
  rmSync(folder, { recursive: true });
}

async function bench(): Promise<void> {
  const store = join(folder, 'out');
  await publish(store);
  const source = createFeatureSource(createFileStore(store));
  const info = (await source.collection(COLLECTION))!;
  const boxes = makeBoxes(info.bboxLonLat as Box, isShort ? 100 : 400);
  console.log(
    `\npages of boxes of ${info.featureCount.toLocaleString('en')} features; load ${loadavg()[0].toFixed(1)}`,
  );
  await countReads(store, boxes);
  const peer = await peerServer(join(store, 'busy/ndvi-zones/regions.fgb'), folder);
  const servers = [ownServer(store, COLLECTION), ...(peer ? [peer] : [])];
  const started = await timeFirst(servers, boxes);
  const peaks = servers.map(() => 0);
  const watch = setInterval(() => {
    for (const [i, one] of started.entries()) peaks[i] = Math.max(peaks[i], one.residentMB());
  }, 200);
  try {
    if (peer) await compareAnswers(servers, started, boxes);
    for (const limit of isShort ? [1000] : [100, 1000]) {
      for (const clients of [1, 8]) await compareLoad(servers, started, { boxes, limit, clients });
    }
  } finally {
    clearInterval(watch);
    await Promise.all(started.map((one) => one.stop()));
  }
  for (const [i, { name }] of servers.entries()) console.log(`  ${name}: ${Math.round(peaks[i])} MB at most`);
}

async function publish(store: string): Promise<void> {
  const scene = join(folder, 'busy.tif');
  await writeBusyScene(scene, SIZE_PX);
  const options = ['--recipe', 'bench/ndvi-zones.json', '--out', store, '--formats', 'fgb', '--json'];
  const run = spawnSync(process.execPath, ['bin/landquilt.js', 'run', scene, ...options], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr.slice(-500));
  rmSync(scene);
}

type Box = [west: number, south: number, east: number, north: number];

/** Seeded boxes anywhere in the map, of tens to thousands of features each in a map of a million. */
function makeBoxes([west, south, east, north]: Box, count: number): Box[] {
  let seed = 11;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const share = 10 ** (-5 + 2.3 * random());
    const [dx, dy] = [(east - west) * Math.sqrt(share), (north - south) * Math.sqrt(share)];
    const [x, y] = [west + random() * (east - west - dx), south + random() * (north - south - dy)];
    return [x, y, x + dx, y + dy];
  });
}

function pageOf(server: Server, box: Box, limit: number): string {
  return server.page(box.map((side) => side.toFixed(6)).join(), limit);
}

/** Reads of the store for each page, in this process. */
async function countReads(store: string, boxes: readonly Box[]): Promise<void> {
  const { store: recorded, calls } = recordStore(createFileStore(store));
  const source = createFeatureSource(recorded, { refreshMs: 1e9 });
  const selection = { offset: 0, limit: 1000, limitBytes: 5_000_000 };
  const count = async (bboxLonLat: Box): Promise<{ reads: number; bytes: number }> => {
    calls.length = 0;
    await source.select(COLLECTION, { ...selection, bboxLonLat });
    return {
      reads: calls.length,
      bytes: calls.reduce((sum, { method, bytes }) => sum + (method === 'getRange' ? bytes : 0), 0),
    };
  };
  const first = await count(boxes[0]);
  const rest: { reads: number; bytes: number }[] = [];
  for (const box of [...boxes, ...boxes.map(widen)]) rest.push(await count(box));
  const reads = rest.map((one) => one.reads);
  console.log(
    `  first page: ${first.reads} reads, ${(first.bytes / 1e6).toFixed(2)} MB (what runs there are included)`,
  );
  console.log(
    `  pages after it, boxes of any size: ${spread(reads, 0)} reads, ${spread(
      rest.map(({ bytes }) => bytes / 1e6),
      2,
    )} MB`,
  );
}

/** A box around another, up to all of the map. */
function widen([west, south, east, north]: Box, i: number): Box {
  const by = 0.002 * i;
  return [west - by, south - by, east + by, north + by];
}

/** Starts each several times, and lets those of the last time run. */
async function timeFirst(servers: readonly Server[], boxes: readonly Box[]): Promise<Started[]> {
  const ms = servers.map((): number[] => []);
  const started: Started[] = [];
  for (let round = 0; round < STARTS; round++) {
    for (const [i, server] of servers.entries()) {
      await started[i]?.stop();
      const first = await timeFirstAnswer(server, pageOf(server, boxes[round], 1000));
      ms[i].push(first.ms);
      started[i] = first.started;
    }
  }
  for (const [i, { name }] of servers.entries()) {
    console.log(`  ${name}: first answer after its start ${spread(ms[i], 0)} ms`);
  }
  return started;
}

/** Both give the same features for boxes that fit on a page. */
async function compareAnswers(
  servers: readonly Server[],
  started: readonly Started[],
  boxes: readonly Box[],
): Promise<void> {
  for (const box of boxes.slice(0, 20)) {
    const [own, other] = await Promise.all(
      servers.map(async (server, i) => {
        const { features } = JSON.parse(String((await get(`${started[i].url}${pageOf(server, box, 10_000)}`)).body));
        return features
          .map(({ id }: { id: unknown }) => String(id))
          .sort()
          .join();
      }),
    );
    if (own !== other) throw new Error(`other features in ${box}: ${own.slice(0, 200)} and ${other.slice(0, 200)}`);
  }
  console.log('  the same features in 20 boxes');
}

interface Case {
  boxes: readonly Box[];
  limit: number;
  clients: number;
}

async function compareLoad(
  servers: readonly Server[],
  started: readonly Started[],
  { boxes, limit, clients }: Case,
): Promise<void> {
  const urls = servers.map((server, i) =>
    endless(boxes.map((box) => `${started[i].url}${pageOf(server, box, limit)}`)),
  );
  const loads = servers.map((): Load[] => []);
  for (let round = -1; round < ROUNDS; round++) {
    for (const i of servers.keys()) {
      const load = await askFor(round < 0 ? SECONDS / 4 : SECONDS, clients, urls[i]);
      // The first warms up.
      if (round >= 0) loads[i].push(load);
    }
  }
  console.log(
    `  ${clients} client${clients > 1 ? 's' : ''}, pages of ${limit} at most; load ${loadavg()[0].toFixed(1)}`,
  );
  const ratesOf = (i: number): number[] => loads[i].map(({ requestsPerSecond }) => requestsPerSecond);
  for (const [i, { name }] of servers.entries()) {
    const rates = ratesOf(i);
    const ms = loads[i].flatMap((load) => load.ms);
    const ratio = median(ratesOf(0)) / median(rates);
    const page = loads[i].reduce((sum, { bytes }) => sum + bytes, 0) / ms.length / 1000;
    console.log(
      `    ${name.padEnd(22)} ${spread(rates, 1).padStart(24)} requests/s  ${(i === 0 ? 'ours' : `ours ${ratio.toFixed(1)} ×`).padStart(11)}  p50 ${median(ms).toFixed(1)} ms, p99 ${quantile(ms, 0.99).toFixed(1)} ms, ${page.toFixed(0)} kB a page`,
    );
  }
}

function* endless(urls: readonly string[]): Generator<string, never> {
  for (let i = 0; ; i++) yield urls[i % urls.length];
}
