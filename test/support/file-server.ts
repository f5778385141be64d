import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  url(path: string): string;
  /** By path; may be changed. */
  files: Map<string, Buffer>;
  /** The paths asked for so far. */
  requests: string[];
  /** Bytes of its content sent so far. */
  sentBytes(path: string): number;
  close(): void;
}

/** A web server of files that answers ranges, as buckets do. */
export async function startFileServer(files: Record<string, Buffer> = {}): Promise<FileServer> {
  const all = new Map(Object.entries(files));
  const requests: string[] = [];
  const sent = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname.slice(1));
    requests.push(path);
    const file = all.get(path);
    if (!file) return response.writeHead(404).end();
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const end = Math.min(Number(to), file.length - 1);
    const headers = { etag: `"${path}"`, 'content-range': `bytes ${from}-${end}/${file.length}` };
    const part = file.subarray(Number(from), end + 1);
    sent.set(path, (sent.get(path) ?? 0) + part.length);
    return response.writeHead(206, headers).end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}/${path}`,
    files: all,
    requests,
    sentBytes: (path) => sent.get(path) ?? 0,
    close: () => server.close(),
  };
}
