import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';

/**
 * Makes sure that no other process of this machine works on a folder. A socket is asked, which answers only while its owner
 * lives: nothing is left to tidy up after one that was killed. Returns what gives the folder free.
 *
 * @throws UsageError where another one has it
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 24);
  // A socket's path may have a hundred characters: not every folder leaves room for one in it.
  const address = platform() === 'win32' ? `\\\\.\\pipe\\landquilt-${name}` : join(tmpdir(), `landquilt-${name}.sock`);
  const server = (await listenAt(address)) ?? ((await isAlive(address)) ? null : await takeOver(address));
  if (!server) {
    const got = 'one where another landquilt serve is at work';
    throw new UsageError({ thing: '--incoming', wanted: 'a folder of its own', got, source: folder });
  }
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

async function takeOver(address: string): Promise<Server | null> {
  await rm(address, { force: true });
  return listenAt(address);
}

/** Null where the address is taken. */
function listenAt(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
