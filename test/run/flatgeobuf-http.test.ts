import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { deserialize } from 'flatgeobuf/lib/mjs/geojson.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { planRun, runInProcess } from './in-process.js';

type Box = [west: number, south: number, east: number, north: number];

let file: Uint8Array;
let boxes: Map<number, Box>;
let server: Server;
/** Of the requests since the last question. */
let ranges: { start: number; end: number }[] = [];

/** Serves the file in the ranges that are asked for. */
function serve(): Promise<Server> {
  const made = createServer((request, response) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (from === undefined) {
      response.writeHead(400).end();
      return;
    }
    const [start, end] = [Number(from), Math.min(Number(to) + 1, file.length)];
    ranges.push({ start, end });
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${file.length}`, 'content-length': end - start };
    response.writeHead(206, headers).end(file.subarray(start, end));
  });
  return new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)));
}

beforeAll(async () => {
  // The reader tells of every step.
  for (const method of ['log', 'debug', 'info'] as const) vi.spyOn(console, method).mockImplementation(() => {});
  const path = await writeTestScene(join(makeFolder('flatgeobuf-http'), 'fields.tif'), makeRedNir(300, 220));
  const given = await planRun(path, 128, { formats: ['fgb', 'csv'] });
  const { store, keys } = await runInProcess(given, createMemoryStore());
  await given.scene.close();
  file = await store.get(keys.output('regions.fgb'));
  const [head, ...rows] = new TextDecoder()
    .decode(await store.get(keys.output('areas.csv')))
    .trimEnd()
    .split('\n');
  expect(head).toMatch(/^id,.*,west,south,east,north$/);
  boxes = new Map(
    rows.map((row) => {
      const cells = row.split(',');
      return [Number(cells[0]), cells.slice(-4).map(Number) as Box];
    }),
  );
  server = await serve();
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function find([minX, minY, maxX, maxY]: Box): Promise<number[]> {
  ranges = [];
  const { port } = server.address() as AddressInfo;
  const found: number[] = [];
  const url = `http://127.0.0.1:${port}/regions.fgb`;
  for await (const { properties } of deserialize(url, { rect: { minX, minY, maxX, maxY } })) {
    found.push((properties as { id: number }).id);
  }
  return found.sort((a, b) => a - b);
}

const meets = ([west, south, east, north]: Box, [minX, minY, maxX, maxY]: Box): boolean =>
  west <= maxX && east >= minX && south <= maxY && north >= minY;

describe('regions.fgb on a plain web server', () => {
  it('answers a box in a few requests for a small part of the file', async () => {
    const all = [...boxes.values()];
    const [west, south] = [Math.min(...all.map((box) => box[0])), Math.min(...all.map((box) => box[1]))];
    const [east, north] = [Math.max(...all.map((box) => box[2])), Math.max(...all.map((box) => box[3]))];
    expect(all.length).toBeGreaterThan(3000);
    for (const [x, y] of [
      [0.3, 0.3],
      [0.5, 0.5],
      [0.8, 0.2],
      [0.9, 0.9],
    ] as const) {
      const corner = [west + x * (east - west), south + y * (north - south)] as const;
      const box: Box = [...corner, corner[0] + 0.05 * (east - west), corner[1] + 0.05 * (north - south)];
      const wanted = [...boxes].filter(([, own]) => meets(own, box)).map(([id]) => id);
      expect(wanted.length).toBeGreaterThan(5);
      expect(await find(box)).toEqual(wanted);
      expect(ranges.length).toBeLessThanOrEqual(8);
      expect(ranges.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(0.6 * file.length);
    }
    expect(await find([west - 2, south - 2, west - 1, south - 1])).toEqual([]);
  });
});
