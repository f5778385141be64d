import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export interface Answer {
  status: number;
  body: Buffer;
}

/** Asks without any packing of the answer, on a connection that is kept where the server keeps it. */
export const get = (url: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { Accept: 'application/geo+json' } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(pieces) }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });

export interface Load {
  requestsPerSecond: number;
  /** Of each request, until its answer was there whole. */
  ms: number[];
  bytes: number;
}

/** Clients that ask one thing after the other, each when it has its answer, until the time is over. */
export async function askFor(seconds: number, clients: number, urls: Iterator<string>): Promise<Load> {
  const ms: number[] = [];
  let bytes = 0;
  const began = performance.now();
  const end = began + 1000 * seconds;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const start = performance.now();
        const { status, body } = await get(urls.next().value);
        if (status !== 200) throw new Error(`${status}: ${body.toString().slice(0, 300)}`);
        ms.push(performance.now() - start);
        bytes += body.length;
      }
    }),
  );
  return { requestsPerSecond: (1000 * ms.length) / (performance.now() - began), ms, bytes };
}
