import { InputError } from '../errors.js';
import { HEAD_BYTES, type RemoteObject, sizeOfRange } from './remote-object.js';
import { nameS3Error, parseS3Url, useS3 } from './s3-client.js';
import { ObjectMissing, PreconditionFailed } from './store.js';

/**
 * Opens an object of a bucket by its `s3://` URL, with one request. Every later read is of the very content that was
 * opened (If-Match).
 *
 * @throws InputError where there is none, or it may not be read
 */
export async function openS3Object(location: string): Promise<RemoteObject> {
  const { bucket: Bucket, key: Key } = parseS3Url(location);
  const { client, sdk } = await useS3();
  const fetchRange = async (startByte: number, endByte: number, etag?: string) => {
    const Range = `bytes=${startByte}-${endByte - 1}`;
    const request = new sdk.GetObjectCommand({ Bucket, Key, Range, ...(etag ? { IfMatch: etag } : {}) });
    try {
      const { Body, ContentRange, ContentLength, ETag } = await client.send(request);
      const bytes = await Body!.transformToByteArray();
      return { bytes, size: sizeOfRange(ContentRange) ?? ContentLength ?? bytes.length, etag: ETag ?? '' };
    } catch (cause) {
      throw nameRefusal(nameS3Error(cause, location), location);
    }
  };
  const first = await fetchRange(0, HEAD_BYTES);
  const { size, etag } = first;
  return {
    size,
    etag,
    head: first.bytes,
    read: async (startByte, endByte) => (await fetchRange(startByte, endByte, etag)).bytes,
  };
}

function nameRefusal(cause: Error, source: string): Error {
  const facts = (wanted: string, got: string) => ({ thing: 'scene', wanted, got, source });
  if (cause instanceof ObjectMissing) return new InputError(facts('an object to read', 'none'), { cause });
  if (!(cause instanceof PreconditionFailed)) return cause;
  return new InputError(facts('the object as it was opened', 'another content'), { cause });
}
