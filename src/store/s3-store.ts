import type { CompletedPart } from '@aws-sdk/client-s3';
import { InternalError } from '../errors.js';
import { sizeOfRange } from './remote-object.js';
import { nameS3Error, parseS3Url, useS3 } from './s3-client.js';
import { cutParts } from './s3-parts.js';
import { type ObjectInfo, ObjectMissing, type PutOptions, type Reading, type Store } from './store.js';

/** S3 copies larger objects only in parts. */
const COPY_MAX_BYTES = 5 * 2 ** 30;
const COPY_PART_BYTES = 512 * 2 ** 20;
/** Parts of one object that are under way at once. */
const PARTS_IN_FLIGHT = 4;
const DELETE_AT_ONCE = 1000;
/**
 * A request takes some 20 to 30 ms before its first byte; a quarter of a megabyte, a few more. Workers of one run read
 * beside each other, and what S3 answers a prefix has an end.
 */
export const S3_READING: Reading = { atOnce: 8, bytes: 2 ** 18 };

/**
 * A store in a bucket: keys follow the prefix of `location`, `s3://bucket/prefix`. An object is there whole or not at
 * all; one that is written in parts appears with the last, and the parts of one that was given up are taken away.
 */
export function createS3Store(location: string): Store {
  const { bucket, key: folder } = parseS3Url(location);
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
  const nameOf = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  const describe = (key: string): string => `s3://${bucket}/${prefix}${key}`;

  /** Sends a request; errors are named after the object. */
  async function ask<T>(key: string, send: (s3: Awaited<ReturnType<typeof useS3>>) => Promise<T>): Promise<T> {
    try {
      return await send(await useS3());
    } catch (cause) {
      throw nameS3Error(cause, describe(key));
    }
  }

  const fetchBytes = (key: string, range?: string): Promise<{ content: Uint8Array; size: number }> =>
    ask(key, async ({ client, sdk }) => {
      const request = new sdk.GetObjectCommand({ ...nameOf(key), ...(range ? { Range: range } : {}) });
      const { Body, ContentRange } = await client.send(request);
      const content = await Body!.transformToByteArray();
      return { content, size: sizeOfRange(ContentRange) ?? content.length };
    });

  async function putParts(key: string, first: Uint8Array, rest: AsyncIterator<Uint8Array>): Promise<ObjectInfo> {
    const { client, sdk } = await useS3();
    const { UploadId } = await ask(key, () => client.send(new sdk.CreateMultipartUploadCommand(nameOf(key))));
    const done: CompletedPart[] = [];
    let size = 0;
    const upload = async (Body: Uint8Array, PartNumber: number): Promise<void> => {
      const { ETag } = await client.send(new sdk.UploadPartCommand({ ...nameOf(key), UploadId, PartNumber, Body }));
      done[PartNumber - 1] = { ETag, PartNumber };
    };
    try {
      const inFlight = new Set<Promise<void>>();
      for (let part: Uint8Array | undefined = first, number = 1; part; number++) {
        size += part.length;
        const sent: Promise<void> = upload(part, number).finally(() => inFlight.delete(sent));
        inFlight.add(sent);
        // What fails is thrown where it is waited for.
        sent.catch(() => {});
        if (inFlight.size === PARTS_IN_FLIGHT) await Promise.race(inFlight);
        const next: IteratorResult<Uint8Array> = await rest.next();
        part = next.done ? undefined : next.value;
      }
      await Promise.all(inFlight);
      const MultipartUpload = { Parts: done };
      const request = new sdk.CompleteMultipartUploadCommand({ ...nameOf(key), UploadId, MultipartUpload });
      const { ETag } = await client.send(request);
      return { key, size, etag: ETag! };
    } catch (cause) {
      await rest.return?.();
      await client.send(new sdk.AbortMultipartUploadCommand({ ...nameOf(key), UploadId })).catch(() => {});
      throw cause instanceof Error && '$metadata' in cause ? nameS3Error(cause, describe(key)) : cause;
    }
  }

  async function copyParts(from: ObjectInfo, toKey: string): Promise<void> {
    const { client, sdk } = await useS3();
    const target = nameOf(toKey);
    await ask(toKey, async () => {
      const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(target));
      const Parts: CompletedPart[] = [];
      for (let start = 0, PartNumber = 1; start < from.size; start += COPY_PART_BYTES, PartNumber++) {
        const end = Math.min(from.size, start + COPY_PART_BYTES) - 1;
        const source = { CopySource: copySource(from.key), CopySourceRange: `bytes=${start}-${end}` };
        const request = new sdk.UploadPartCopyCommand({ ...target, ...source, UploadId, PartNumber });
        const { CopyPartResult } = await client.send(request);
        Parts.push({ ETag: CopyPartResult!.ETag, PartNumber });
      }
      const MultipartUpload = { Parts };
      await client.send(new sdk.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
    });
  }

  const copySource = (key: string): string => encodeURI(`${bucket}/${prefix}${key}`).replaceAll('+', '%2B');

  const remove = (keys: readonly string[]): Promise<void> =>
    ask(keys[0], async ({ client, sdk }) => {
      const Objects = keys.map((key) => ({ Key: prefix + key }));
      const request = new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
      const { Errors: [failed] = [] } = await client.send(request);
      if (!failed) return;
      const got = `${failed.Code}: ${failed.Message}`;
      throw new InternalError({ thing: 'S3', wanted: 'objects deleted', got, source: `s3://${bucket}/${failed.Key}` });
    });

  const store: Store = {
    reading: S3_READING,
    get: async (key) => (await fetchBytes(key)).content,
    async getRange(key, startByte, endByte) {
      if (endByte <= startByte) return new Uint8Array(0);
      const { content } = await fetchBytes(key, `bytes=${startByte}-${endByte - 1}`);
      if (content.length === endByte - startByte) return content;
      const wanted = `bytes ${startByte} to ${endByte}`;
      throw new InternalError({ thing: 'object range', wanted, got: `${content.length} bytes`, source: describe(key) });
    },
    async getStart(key, bytes) {
      try {
        return await fetchBytes(key, `bytes=0-${bytes - 1}`);
      } catch (error) {
        // Of nothing there is no first byte.
        if ((await store.head(key))?.size === 0) return { content: new Uint8Array(0), size: 0 };
        throw error;
      }
    },
    async head(key) {
      try {
        return await ask(key, async ({ client, sdk }) => {
          const { ContentLength, ETag } = await client.send(new sdk.HeadObjectCommand(nameOf(key)));
          return { key, size: ContentLength!, etag: ETag! };
        });
      } catch (error) {
        if (error instanceof ObjectMissing) return null;
        throw error;
      }
    },
    put: (key, content, { ifMatch }: PutOptions = {}) =>
      ask(key, async ({ client, sdk }) => {
        const condition = ifMatch === undefined ? {} : ifMatch === null ? { IfNoneMatch: '*' } : { IfMatch: ifMatch };
        const { ETag } = await client.send(new sdk.PutObjectCommand({ ...nameOf(key), Body: content, ...condition }));
        return { key, size: content.length, etag: ETag! };
      }),
    async putStream(key, chunks) {
      const parts = cutParts(chunks);
      const first = await parts.next();
      if (first.done) return store.put(key, new Uint8Array(0));
      const second = await parts.next();
      if (second.done) return store.put(key, first.value);
      return putParts(key, first.value, prepend(second.value, parts));
    },
    async *list(start, after) {
      for (let token: string | undefined, more = true; more; ) {
        const page = await ask(start, ({ client, sdk }) =>
          client.send(
            new sdk.ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix + start,
              ...(token ? { ContinuationToken: token } : {}),
              ...(after ? { StartAfter: prefix + after } : {}),
            }),
          ),
        );
        for (const { Key, Size, ETag } of page.Contents ?? []) {
          yield { key: Key!.slice(prefix.length), size: Size!, etag: ETag! };
        }
        token = page.NextContinuationToken;
        more = token !== undefined;
      }
    },
    async move(fromKey, toKey) {
      const info = await store.head(fromKey);
      if (!info) throw new ObjectMissing(describe(fromKey));
      if (info.size > COPY_MAX_BYTES) await copyParts(info, toKey);
      else {
        await ask(fromKey, ({ client, sdk }) =>
          client.send(new sdk.CopyObjectCommand({ ...nameOf(toKey), CopySource: copySource(fromKey) })),
        );
      }
      await remove([fromKey]);
    },
    async deletePrefix(start) {
      let keys: string[] = [];
      for await (const { key } of store.list(start)) {
        keys.push(key);
        if (keys.length < DELETE_AT_ONCE) continue;
        await remove(keys);
        keys = [];
      }
      if (keys.length > 0) await remove(keys);
    },
    describe,
  };
  return store;
}

async function* prepend<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
