import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findFreePort } from '../test/support/moto.js';
import { residentMB } from './peers.js';
import { get } from './query-load.js';

/** A program that answers pages of features. */
export interface Server {
  name: string;
  start(): Promise<Started>;
  /** The path of a page of a box. */
  page(bbox: string, limit: number): string;
}

export interface Started {
  url: string;
  /** Now, it and its children. */
  residentMB(): number;
  stop(): Promise<void>;
}

export function ownServer(store: string, collection: string): Server {
  return {
    name: 'landquilt serve',
    page: (bbox, limit) => `/collections/${collection}/items?bbox=${bbox}&limit=${limit}`,
    async start() {
      const port = await findFreePort();
      const args = ['bin/landquilt.js', 'serve', '--store', store, '--port', String(port), '--quiet'];
      return toStarted(spawn(process.execPath, args, { stdio: 'ignore' }), port);
    },
  };
}

const PYTHON = process.env.PYGEOAPI_PYTHON ?? process.env.GEO_PYTHON ?? 'python3';
const INSTALL =
  'python3 -m venv --system-site-packages peer && peer/bin/pip install pygeoapi gunicorn (and apt-get install python3-gdal), then PYGEOAPI_PYTHON=$PWD/peer/bin/python';

/** pygeoapi over the same features in a GeoPackage with an R-tree, with two workers; null where it is not installed. */
export async function peerServer(fgb: string, folder: string): Promise<Server | null> {
  if (spawnSync(PYTHON, ['-c', 'import osgeo.ogr, pygeoapi, gunicorn']).status !== 0) {
    console.log(`  pygeoapi is not installed: no peer (${INSTALL})`);
    return null;
  }
  const port = await findFreePort();
  const made = spawnSync(PYTHON, ['-W', 'ignore', 'bench/query-peer.py', fgb, folder, String(port)], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`pygeoapi: ${made.stderr.slice(-500)}`);
  const env = {
    ...process.env,
    PYGEOAPI_CONFIG: join(folder, 'config.yml'),
    PYGEOAPI_OPENAPI: join(folder, 'openapi.json'),
  };
  const args = ['-W', 'ignore', '-m', 'gunicorn', 'pygeoapi.flask_app:APP', '-w', '2', '-b', `127.0.0.1:${port}`];
  return {
    name: 'pygeoapi, 2 workers',
    page: (bbox, limit) => `/collections/regions/items?f=json&bbox=${bbox}&limit=${limit}`,
    start: async () => toStarted(spawn(PYTHON, [...args, '--log-level', 'error'], { env, stdio: 'ignore' }), port),
  };
}

function toStarted(child: ChildProcess, port: number): Started {
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    url: `http://127.0.0.1:${port}`,
    residentMB: () => residentMB(child.pid),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Milliseconds from the start of a program to its first whole answer. */
export async function timeFirstAnswer(server: Server, path: string): Promise<{ started: Started; ms: number }> {
  const began = performance.now();
  const started = await server.start();
  while (performance.now() - began < 60_000) {
    const answer = await get(`${started.url}${path}`).catch(() => null);
    if (answer?.status === 200) return { started, ms: performance.now() - began };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await started.stop();
  throw new Error(`${server.name} does not answer ${path}`);
}
