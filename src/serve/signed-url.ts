import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from './access-keys.js';

/** Signs paths, so that whoever has the address may read them for a while without a key. */
export interface UrlSigner {
  /** Parameters to be added to the path. */
  sign(path: string, expiresAt: Date): { expires: string; signature: string };
  /** Of a path as it was asked for; null where it carries no signature. */
  check(path: string, query: URLSearchParams, now: Date): 'right' | 'expired' | 'wrong' | null;
}

/** Paths that a plain link or a browser's own reader opens: files of Items, and the events of jobs. */
const SIGNABLE = /^\/(?:stac\/collections\/[^/]+\/items\/[^/]+\/files\/[^/]+|jobs\/events)$/;

/** True of a path that may be signed, in the only way to write it. */
export const isSignable = (path: string): boolean =>
  SIGNABLE.test(path) && path.length <= 2000 && new URL(path, 'http://x').pathname === path;

/** HMAC-SHA256 (RFC 2104) over the method, the path and the second at which it ends. */
export function createUrlSigner(secret: Uint8Array): UrlSigner {
  const signatureOf = (path: string, expires: string): string =>
    createHmac('sha256', secret).update(`GET\n${path}\n${expires}`).digest('base64url');
  return {
    sign(path, expiresAt) {
      const expires = String(Math.floor(expiresAt.getTime() / 1000));
      return { expires, signature: signatureOf(path, expires) };
    },
    check(path, query, now) {
      const [expires, signature] = [query.get('expires'), query.get('signature')];
      if (signature === null) return null;
      if (expires === null || !/^\d{1,12}$/.test(expires) || !isSignable(path)) return 'wrong';
      // As texts: what base64 would pass over makes it another address.
      const [given, wanted] = [signature, signatureOf(path, expires)].map((text) => Buffer.from(text));
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'wrong';
      return Number(expires) * 1000 > now.getTime() ? 'right' : 'expired';
    },
  };
}

/**
 * The same for the same keys, so that addresses live on; another when one of them is taken away. Made slowly: whoever has a
 * signed address shall not try out keys on it.
 */
export function secretOf(keys: readonly ApiKey[]): Uint8Array {
  if (keys.length === 0) return randomBytes(32);
  const digests = keys.map(({ digest }) => digest.toString('hex')).sort();
  return scryptSync(digests.join('\n'), 'landquilt: signed addresses', 32);
}
