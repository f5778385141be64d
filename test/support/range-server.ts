import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does beside sending ranges. */
export interface ServerMood {
  etag: string;
  /** So many answers say that it is busy. */
  failures: number;
  /** Ranges are answered as such; else with the whole file. */
  ranges: boolean;
  /** Instead of any answer, where not 0. */
  status: number;
}

export interface RangeServer {
  /** Of `path`, which may be anything. */
  url(path: string): string;
  mood: ServerMood;
  /** The ranges asked for so far, as their headers say. */
  requests: string[];
  /** Bytes of content sent so far. */
  sentBytes(): number;
  /** As it was in the beginning. */
  reset(): void;
  close(): void;
}

const CALM: ServerMood = { etag: '"one"', failures: 0, ranges: true, status: 0 };

/** A web server that sends ranges of one file, whatever it is asked for, and counts. */
export async function startRangeServer(file: Buffer): Promise<RangeServer> {
  const mood = { ...CALM };
  const requests: string[] = [];
  let sentBytes = 0;
  const server = createServer((request, response) => {
    requests.push(request.headers.range ?? 'all');
    if (mood.failures > 0) {
      mood.failures--;
      return response.writeHead(503).end();
    }
    if (mood.status > 0) return response.writeHead(mood.status).end();
    const wanted = request.headers['if-match'];
    if (wanted && wanted !== mood.etag) return response.writeHead(412).end();
    if (!mood.ranges) return response.writeHead(200, { etag: mood.etag }).end(file);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const end = Math.min(Number(to), file.length - 1);
    const range = `bytes ${from}-${end}/${file.length}`;
    const part = file.subarray(Number(from), end + 1);
    sentBytes += part.length;
    return response.writeHead(206, { etag: mood.etag, 'content-range': range }).end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}/${path}`,
    mood,
    requests,
    sentBytes: () => sentBytes,
    reset() {
      requests.length = 0;
      sentBytes = 0;
      Object.assign(mood, CALM);
    },
    close: () => server.close(),
  };
}
