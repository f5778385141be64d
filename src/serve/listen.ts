import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server that runs until it is closed. */
export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** A scene may take hours to come; headers may not. */
const TIMES = { requestTimeout: 0, headersTimeout: 60_000 };
/** Who says nothing for so long is gone. */
const LONGEST_SILENCE_MS = 120_000;

/** Answers requests at a port of this machine; 0 takes a free one. */
export function listen(
  app: Hono,
  { port, hostname = '127.0.0.1' }: { port: number; hostname?: string },
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      { fetch: app.fetch, port, hostname, serverOptions: TIMES },
      (address: AddressInfo) =>
        resolve({ url: `http://${nameInUrl(hostname)}:${address.port}`, close: () => closeServer(server) }),
    );
    server.setTimeout(LONGEST_SILENCE_MS);
    server.once('error', reject);
  });
}

const nameInUrl = (hostname: string): string => (hostname.includes(':') ? `[${hostname}]` : hostname);

/** Does not wait for clients that hold on to their connection. */
const closeServer = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
