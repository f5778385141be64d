import type { S3Client } from '@aws-sdk/client-s3';
import { InputError, InternalError } from '../errors.js';
import { ObjectMissing, PreconditionFailed } from './store.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** Requests that are under way at once; more wait for a free connection. */
const CONNECTIONS = 64;
/** The first try and those after it, with growing, random waits between. */
const ATTEMPTS = 6;
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 60_000;

/** An object of a bucket, or a folder of objects. */
export interface S3Place {
  bucket: string;
  /** Without a slash at the beginning. */
  key: string;
}

let made: Promise<{ client: S3Client; sdk: Sdk }> | undefined;

/**
 * The client of this thread, made at the first need: most runs never ask S3, and loading it takes a while. Region,
 * credentials and endpoint come from where Amazon's tools take them: environment, profile, or the machine's role.
 */
export function useS3(): Promise<{ client: S3Client; sdk: Sdk }> {
  made ??= import('@aws-sdk/client-s3').then((sdk) => {
    const agent = { maxSockets: CONNECTIONS, keepAlive: true };
    const client = new sdk.S3Client({
      // Bucket names as hosts do not go with every endpoint; paths do.
      forcePathStyle: true,
      followRegionRedirects: true,
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: ANSWER_TIMEOUT_MS,
        httpAgent: agent,
        httpsAgent: agent,
      },
    });
    return { client, sdk };
  });
  return made;
}

/**
 * Bucket and key of an `s3://` URL.
 *
 * @throws InputError where it names no bucket
 */
export function parseS3Url(location: string): S3Place {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/is.exec(location) ?? [];
  if (bucket) return { bucket, key: key ?? '' };
  throw new InputError({ thing: 'location', wanted: 's3://bucket/key', got: location });
}

/** What S3 refused, in our words; `location` is the object's. */
export function nameS3Error(cause: unknown, location: string): Error {
  const error = cause as Error & { $metadata?: { httpStatusCode?: number } };
  const status = error.$metadata?.httpStatusCode;
  if (error.name === 'NoSuchBucket') return refuse('a bucket that exists', 'none', cause, location);
  if (error.name === 'NoSuchKey' || status === 404) return new ObjectMissing(location);
  if (status === 412 || error.name === 'ConditionalRequestConflict') return new PreconditionFailed(location);
  if (status === 401 || status === 403) {
    return refuse('leave to read or write it', `${error.name} (${status}): see your credentials`, cause, location);
  }
  if (error.name === 'CredentialsProviderError' || /region is missing/i.test(error.message)) {
    return refuse('credentials and a region, as the AWS command line has them', error.message, cause, location);
  }
  const facts = { thing: 'S3', wanted: 'an answer', got: `${error.name}: ${error.message}`, source: location };
  return new InternalError(facts, { cause });
}

const refuse = (wanted: string, got: string, cause: unknown, source: string): InputError =>
  new InputError({ thing: 'S3', wanted, got, source }, { cause });
