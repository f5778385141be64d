import { setTimeout as sleep } from 'node:timers/promises';
import { InputError, InternalError } from '../errors.js';
import { HEAD_BYTES, type RemoteObject, sizeOfRange } from './remote-object.js';
import { ObjectMissing } from './store.js';

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 200;
const ANSWER_TIMEOUT_MS = 60_000;
const PARTIAL = 206;
/** A server that is busy, or was for a moment. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/**
 * Opens what lies behind an `https://` (or `http://`) URL, with one request. The server must answer ranges; every later
 * read is of the very content that was opened, where the server says which that is (a strong ETag).
 *
 * @throws InputError where there is none, it may not be read, or the server sends no ranges
 */
export async function openHttpsObject(location: string): Promise<RemoteObject> {
  const first = await fetchRange(location, [0, HEAD_BYTES]);
  const etag = first.headers.get('etag') ?? '';
  const isStrong = etag.startsWith('"');
  const version = etag || (first.headers.get('last-modified') ?? '');
  const size = sizeOfRange(first.headers.get('content-range'));
  if (size === null) throw refuse(location, 'a size', 'a range of a length the server does not know');
  return {
    size,
    etag: version,
    head: first.bytes,
    async read(startByte, endByte) {
      const range = [startByte, endByte] as const;
      const { bytes, headers } = await fetchRange(location, range, isStrong ? etag : undefined);
      const now = headers.get('etag') ?? '';
      if (etag && now && now !== etag) throw refuse(location, 'the file as it was opened', 'another content');
      return bytes;
    },
  };
}

interface RangeAnswer {
  bytes: Uint8Array;
  headers: Headers;
}

/** Tries again, after growing and random waits, where the failure may pass. */
async function fetchRange(location: string, range: readonly [number, number], etag?: string): Promise<RangeAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(location, range, etag);
    } catch (error) {
      if (error instanceof InputError || attempt === ATTEMPTS) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }
}

async function fetchOnce(
  location: string,
  [startByte, endByte]: readonly [number, number],
  etag?: string,
): Promise<RangeAnswer> {
  const headers = { range: `bytes=${startByte}-${endByte - 1}`, ...(etag ? { 'if-match': etag } : {}) };
  try {
    const answer = await fetch(location, { headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    if (answer.status === PARTIAL) return { bytes: await readBody(answer), headers: answer.headers };
    await answer.body?.cancel();
    throw nameStatus(answer, location);
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof InternalError) throw cause;
    const { message, cause: reason } = cause as Error & { cause?: Error };
    throw new InternalError(
      { thing: 'scene', wanted: 'an answer', got: reason?.message ?? message, source: location },
      { cause },
    );
  }
}

const readBody = async (answer: Response): Promise<Uint8Array> => new Uint8Array(await answer.arrayBuffer());

function nameStatus({ status, statusText }: Response, location: string): Error {
  if (status === 412) return refuse(location, 'the file as it was opened', 'another content');
  if (status === 200) return refuse(location, 'a server that sends ranges', 'one that sends the whole file');
  const got = `${status} ${statusText}`.trim();
  if (status === 404) return refuse(location, 'a file to read', got, new ObjectMissing(location));
  if (!PASSING.includes(status)) return refuse(location, 'a file to read', got);
  return new InternalError({ thing: 'scene', wanted: 'an answer', got, source: location });
}

const refuse = (source: string, wanted: string, got: string, cause?: Error): InputError =>
  new InputError({ thing: 'scene', wanted, got, source }, cause ? { cause } : {});
