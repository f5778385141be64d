import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hands what is asked below a path on to a server, and says nothing of itself. */
export async function startProxy(target: string, prefix: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((asked, answer) => {
    const path = asked.url?.startsWith(`${prefix}/`) ? asked.url.slice(prefix.length) : '/nothing';
    const { host: _, ...headers } = asked.headers;
    const passed = request(new URL(path, target), { method: asked.method ?? 'GET', headers }, (given) => {
      answer.writeHead(given.statusCode!, given.headers);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
