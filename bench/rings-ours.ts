import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Window } from '../src/raster/window.js';
import { createGrid, type Grid, tileAt } from '../src/tiling/grid.js';
import { openScene } from '../src/tiling/open-scene.js';
import { ArcEndsBuilder } from '../src/vectorize/arc-ends.js';
import type { Arcs } from '../src/vectorize/arcs.js';
import { describeBorders, type OpenParts, type TileBorders } from '../src/vectorize/borders.js';
import { layOutRings } from '../src/vectorize/gather-rings.js';
import { linkArcs } from '../src/vectorize/join.js';
import { groupParts, Parts } from '../src/vectorize/label.js';
import { createMeasureTable } from '../src/vectorize/measure.js';
import { labelRuns, type PartRuns } from '../src/vectorize/part-runs.js';
import { Stitcher } from '../src/vectorize/stitch.js';
import { traceArcs } from '../src/vectorize/trace.js';
import { selectArcs } from '../src/vectorize/vectorize-tile.js';

/**
 * All rings of a class mask from memory to memory, by the functions that a run is made of: label, stitch, trace, link.
 *
 *   node --import tsx bench/rings-ours.ts mask.tif threads: prints the seconds of that alone
 */
const TILE_PX = 1024;

interface Mask {
  classes: Uint8Array;
  width: number;
  height: number;
}

/** What a thread is asked to do, and what it answers with. */
type Request = { step: 'label'; tile: number } | { step: 'trace'; tile: number; scenePart: Uint32Array };
interface Traced {
  /** All that was traced; rings of parts that end in the tile are whole. */
  rings: Arcs;
  arcs: Arcs;
}
interface Labelled {
  borders: TileBorders;
  open: OpenParts;
}

if (isMainThread) await main(process.argv[2], Number(process.argv[3]));
else serve(workerData as Mask);

async function main(path: string, threads: number): Promise<void> {
  const scene = await openScene(path);
  const { width, height } = scene;
  const { bands } = await scene.read({ col: 0, row: 0, width, height }, { bands: [1] });
  await scene.close();
  const classes = new Uint8Array(threads > 1 ? new SharedArrayBuffer(width * height) : new ArrayBuffer(width * height));
  classes.set(bands[0]);
  const mask: Mask = { classes, width, height };
  const workers = Array.from({ length: threads - 1 }, () => startWorker(mask));
  await Promise.all(workers.map((worker) => new Promise((ready) => worker.once('message', ready))));
  const own = createTracer(mask);

  const began = performance.now();
  const grid = createGrid({ width, height, tileSizePx: TILE_PX, overlapPx: 0 });
  const tiles = Array.from({ length: grid.count }, (_, tile) => tile);
  const labelled = await share<Labelled>(
    tiles.map((tile) => ({ step: 'label', tile })),
    { workers, own },
  );
  const stitcher = new Stitcher(grid.columns, 4);
  for (const { borders, open } of labelled) {
    stitcher.add({ borders, open, measures: createMeasureTable(open.labels.length, []) });
  }
  const { part, partOffsets } = stitcher.finish();
  const requests = tiles.map(
    (tile): Request => ({ step: 'trace', tile, scenePart: part.slice(partOffsets[tile], partOffsets[tile + 1]) }),
  );
  const traced = await share<Traced>(requests, { workers, own });
  const ends = new ArcEndsBuilder(width);
  for (const { arcs } of traced) ends.add(arcs);
  const built = ends.build();
  const linked = linkArcs(built, width);
  const { rings, tiles: needed, fill } = layOutRings(linked, built, Uint32Array.from(linked.part.keys()));
  for (const tile of needed) fill(tile, traced[tile].arcs);
  const whole = traced.reduce((sum, tile) => sum + tile.rings.count - tile.arcs.count, 0);
  console.log(`landquilt: ${whole + rings.count} rings`);
  console.log(`seconds ${((performance.now() - began) / 1000).toFixed(3)}`);
  for (const worker of workers) await worker.terminate();
}

/** This file again in a thread, where tsx does not look by itself. */
function startWorker(mask: Mask): Worker {
  const load = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(import.meta.url)})))`;
  return new Worker(load, { eval: true, workerData: mask });
}

/** Every request done, each by the thread that has its tile: this one or a worker. */
async function share<Answer>(
  requests: Request[],
  { workers, own }: { workers: Worker[]; own: (request: Request) => unknown },
): Promise<Answer[]> {
  const answers = new Array<Answer>(requests.length);
  const threads = workers.length + 1;
  const byWorkers = workers.map(async (worker, i) => {
    const theirs = requests.filter(({ tile }) => tile % threads === i + 1);
    const received = once(worker, theirs.length, (answer: { tile: number; result: Answer }) => {
      answers[answer.tile] = answer.result;
    });
    for (const request of theirs) worker.postMessage(request);
    await received;
  });
  for (const request of requests) if (request.tile % threads === 0) answers[request.tile] = own(request) as Answer;
  await Promise.all(byWorkers);
  return answers;
}

/** Takes so many messages of a worker. */
function once<Message>(worker: Worker, count: number, take: (message: Message) => void): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    if (left === 0) resolve();
    const listen = (message: Message): void => {
      take(message);
      if (--left > 0) return;
      worker.off('message', listen);
      resolve();
    };
    if (left > 0) worker.on('message', listen);
  });
}

function serve(mask: Mask): void {
  const answer = createTracer(mask);
  parentPort!.on('message', (request: Request) => {
    const result = answer(request);
    const tables = 'arcs' in result ? [result.arcs, result.rings] : [];
    const arrays = tables.flatMap((table) => Object.values(table).filter((value) => ArrayBuffer.isView(value)));
    parentPort!.postMessage(
      { tile: request.tile, result },
      arrays.map(({ buffer }) => buffer as ArrayBuffer),
    );
  });
  parentPort!.postMessage('ready');
}

/** Does a thread's tiles; between the steps it keeps their parts as runs. */
function createTracer(mask: Mask): (request: Request) => Labelled | Traced {
  const grid: Grid = createGrid({ ...mask, tileSizePx: TILE_PX, overlapPx: 0 });
  const labels = new Uint32Array(TILE_PX * TILE_PX);
  const cropped = new Uint8Array((TILE_PX + 2) * (TILE_PX + 2));
  const visited = new Uint8Array((TILE_PX + 2) * (TILE_PX + 2));
  const known = new Map<number, { runs: PartRuns; open: OpenParts }>();
  return (request) => {
    const { core } = tileAt(grid, request.tile);
    const { width, height } = core;
    const room = labels.subarray(0, width * height);
    if (request.step === 'label') {
      const classes = crop(mask, core, 0, cropped);
      const runs = labelRuns(classes, width, height);
      const parts = new Parts(runs, width, room);
      const { regionOfPart } = groupParts(parts, { classes, width, height, connectivity: 4 });
      const labelled = describeBorders({ classes, width, height }, parts, regionOfPart);
      known.set(request.tile, { runs, open: labelled.open });
      return labelled;
    }
    const { runs, open } = known.get(request.tile)!;
    const parts = new Parts(runs, width, room);
    // Parts that end in the tile get numbers of their own behind those of the scene.
    const keys = new Uint32Array(parts.count + 1);
    for (let label = 0; label <= parts.count; label++) keys[label] = 2 ** 31 + label;
    const isOpen = new Uint8Array(parts.count + 1);
    open.labels.forEach((label, i) => {
      keys[label] = request.scenePart[i];
      isOpen[label] = 1;
    });
    const rings = traceArcs({
      mask: { core, classes: crop(mask, core, 1, cropped) },
      parts,
      partKeys: keys,
      densifyPx: 2 ** 30,
      visited: visited.subarray(0, (width + 2) * (height + 2)).fill(0),
    });
    const arcs = selectArcs(rings, isOpen);
    arcs.part = arcs.part.map((label) => keys[label]);
    return { rings, arcs };
  };
}

/** A window of the mask with so many pixels around it, in `room`; 0 outside the mask. */
function crop({ classes, width, height }: Mask, core: Window, around: number, room: Uint8Array): Uint8Array {
  const stride = core.width + 2 * around;
  const cropped = room.subarray(0, stride * (core.height + 2 * around));
  if (around > 0) cropped.fill(0);
  const from = Math.max(0, core.col - around);
  const to = Math.min(width, core.col + core.width + around);
  for (let row = 0; row < core.height + 2 * around; row++) {
    const sceneRow = core.row - around + row;
    if (sceneRow < 0 || sceneRow >= height) continue;
    const part = classes.subarray(sceneRow * width + from, sceneRow * width + to);
    cropped.set(part, row * stride + from - core.col + around);
  }
  return cropped;
}
