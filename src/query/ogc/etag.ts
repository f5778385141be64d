import { createHash } from 'node:crypto';

/** The ETag of a content that stands for an answer, which may differ from it in what does not matter. */
export const weakEtag = (content: string): string =>
  `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;

/** Whether whoever asks has the answer of this ETag already (RFC 9110, 13.1.2: weak and strong ones are compared alike). */
export function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  if (!ifNoneMatch) return false;
  const opaque = etag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((known) => known.trim() === '*' || known.trim().replace(/^W\//, '') === opaque);
}
