import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { JOB_STATES, type JobSource, type JobState, type UploadTarget } from '../src/serve/jobs/job-source.js';
import { openStore } from '../src/store/open-store.js';
import { parseS3Url } from '../src/store/s3-client.js';
import type { ApiParts } from './api.js';
import { type AccessPlan, createTerms } from './api-terms.js';
import { INCOMING_PREFIX, RECIPES_PREFIX } from './arrivals.js';
import { readCount, readText, readWord } from './env.js';
import { type LedgerEntry, newestOf, toJob } from './jobs.js';
import { STATES_INDEX } from './ledger.js';
import { listOffered } from './offered-recipes.js';
import type { Log } from './ports.js';
import { createSecrets } from './secrets.js';

/*
 * Puts the API together with Amazon's services, from the environment.
 */

/** What S3 takes in one request. */
const MOST_UPLOAD_BYTES = 5 * 2 ** 30;
/** Where Amazon's extension for secrets answers unless it is told otherwise. */
const SECRETS_PORT = 2773;

export async function wireApi(): Promise<ApiParts> {
  const log: Log = new Logger({ serviceName: 'landquilt' });
  const results = readText('RESULTS');
  const scenes = readText('SCENES');
  const expiresIn = readCount('ADDRESS_SECONDS');
  const client = createSigner();
  return {
    store: openStore(results),
    urlOf: createFileUrl(client, results, expiresIn),
    jobs: createJobSource(),
    uploads: createUploads(client, scenes, expiresIn),
    recipes: () =>
      listOffered([`${scenes}/${RECIPES_PREFIX}`], (problem) => log.error('Recipe:Read:LeftOut', { problem })),
    bucketUrls: await Promise.all([results, scenes].map((place) => findBucketUrl(client, place))),
    terms: createTerms(readAccess(), createSecrets({ port: SECRETS_PORT, token: () => readText('AWS_SESSION_TOKEN') })),
    log,
  };
}

function readAccess(): AccessPlan {
  const kind = readWord('ACCESS', ['iam', 'api-key', 'jwt']);
  if (kind === 'iam') return { kind };
  const origin = readText('ORIGIN_SECRET');
  if (kind === 'api-key') return { kind, origin, keys: readText('API_KEYS') };
  return {
    kind,
    origin,
    tokens: { issuer: readText('ISSUER'), audience: readText('AUDIENCE'), jwks: readText('JWKS') },
  };
}

/** Of addresses alone: nothing is sent by it. Checksums of bytes that are not there yet would be in the address. */
const createSigner = (): S3Client =>
  new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });

/** Where all objects of a bucket are, for a browser that has to know. */
async function findBucketUrl(client: S3Client, place: string): Promise<string> {
  const { bucket: Bucket } = parseS3Url(place);
  return new URL('.', await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'x' }))).href;
}

function createFileUrl(client: S3Client, results: string, expiresIn: number): ApiParts['urlOf'] {
  const { bucket: Bucket } = parseS3Url(results);
  return (key) => getSignedUrl(client, new GetObjectCommand({ Bucket, Key: key }), { expiresIn });
}

function createUploads(client: S3Client, scenes: string, expiresIn: number): UploadTarget {
  const { bucket: Bucket } = parseS3Url(scenes);
  return {
    maxBytes: MOST_UPLOAD_BYTES,
    async begin({ recipe, name, size }) {
      const object = { Bucket, Key: `${INCOMING_PREFIX}${recipe}/${name}`, ContentLength: size };
      const url = await getSignedUrl(client, new PutObjectCommand(object), { expiresIn });
      return { method: 'PUT', url, headers: { 'Content-Type': 'image/tiff' } };
    },
  };
}

function createJobSource(): JobSource {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const TableName = readText('LEDGER');
  const listState = async (state: JobState, limit: number) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: STATES_INDEX,
        KeyConditionExpression: '#state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': state },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return (Items as LedgerEntry[]).map(toJob);
  };
  return {
    list: async (limit) => newestOf(await Promise.all(JOB_STATES.map((state) => listState(state, limit))), limit),
  };
}
