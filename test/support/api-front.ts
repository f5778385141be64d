import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ApiAnswer } from '../../functions/api-answer.js';
import { type AskedRequest, bytesOf } from './api-event.js';

export interface Front {
  url: string;
  close(): void;
}

/** What stands between clients and a function, as plain HTTP: hands requests on with some headers added, and answers back. */
export async function startFront(
  call: (path: string, request: AskedRequest) => Promise<ApiAnswer>,
  added: Record<string, string>,
): Promise<Front> {
  const server: Server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers: given } = incoming;
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    const front = { ...added, 'x-forwarded-host': headers.host, 'x-forwarded-proto': 'http' };
    const body = (await buffer(incoming)).toString();
    const answer = await call(url, { method, headers: { ...headers, ...front }, ...(body ? { body } : {}) });
    outgoing.writeHead(answer.statusCode, answer.headers);
    outgoing.end(method === 'HEAD' ? '' : bytesOf(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
