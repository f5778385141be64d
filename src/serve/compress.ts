import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';

const TEXT = /^(text\/(?!event-stream)|application\/(.+\+)?(json|xml)\b|image\/svg\+xml)/;
/** Below this, the header costs more than is saved. */
const LEAST_BYTES = 1024;
/** Of 11: near gzip's speed, and smaller. */
const BROTLI_QUALITY = 4;

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

const ENCODERS = {
  br: (body: Uint8Array) => toBrotli(body, { params: { [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body: Uint8Array) => toGzip(body),
} as const;

/** Packs texts as the client can read them: Brotli before gzip. */
export const compressTexts: MiddlewareHandler = async (context, next) => {
  await next();
  const { res: response } = context;
  if (!TEXT.test(response.headers.get('Content-Type') ?? '') || response.headers.has('Content-Encoding')) return;
  if (response.headers.get('Cache-Control')?.includes('no-transform')) return;
  response.headers.append('Vary', 'Accept-Encoding');
  const encoding = chooseEncoding(context.req.header('Accept-Encoding') ?? '');
  if (!encoding || !response.body) return;
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.delete('Content-Length');
  const isSmall = body.length < LEAST_BYTES;
  if (!isSmall) headers.set('Content-Encoding', encoding);
  const packed = isSmall ? body : new Uint8Array(await ENCODERS[encoding](body));
  context.res = undefined;
  context.res = new Response(packed, { status: response.status, headers });
};

function chooseEncoding(accepted: string): keyof typeof ENCODERS | null {
  const wanted = accepted.split(',').flatMap((part) => {
    const [name, quality] = part.trim().split(/\s*;\s*q=/);
    return Number(quality ?? 1) > 0 ? [name.toLowerCase()] : [];
  });
  if (wanted.includes('br')) return 'br';
  return wanted.includes('gzip') || wanted.includes('*') ? 'gzip' : null;
}
