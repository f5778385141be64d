import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { parseS3Url, useS3 } from '../src/store/s3-client.js';
import { INCOMING_PREFIX } from './arrivals.js';
import { readCount, readText } from './env.js';
import { STATES_INDEX } from './ledger.js';
import type { RunRequest } from './messages.js';
import type { Meter, SweepParts } from './sweep.js';
import type { Cursors } from './sweep-pages.js';
import type { Executions, RunEntry, RunLedger } from './sweep-runs.js';
import type { ListedObject, SceneLedger, SceneListing } from './sweep-scenes.js';
import { createLedger, createNotifier, createStarter, log, SERVICE } from './wiring.js';

/* Puts the sweep together with Amazon's services, as `wiring.ts` does for the steps of a run. */

/** Pages of one listing, and runs that are started, in one call: minutes of work at most. */
const PAGES = 50;
const STARTS = 200;
/** S3 gives no more in one page. */
const KEYS_PER_PAGE = 1000;
const RUNS_PER_PAGE = 100;
/** DynamoDB takes no more at once. */
const ENTRIES_AT_ONCE = 100;

export const wireSweep = (): SweepParts => ({
  ...createSweepLedger(),
  starter: createStarter(),
  notifier: createNotifier(),
  scenes: createListing(),
  executions: createExecutions(),
  meter: createMeter(),
  log,
  results: readText('RESULTS'),
  limits: { quietMinutes: readCount('QUIET_MINUTES'), days: readCount('SWEEP_DAYS'), pages: PAGES, starts: STARTS },
});

function createMeter(): Meter {
  const metrics = new Metrics({ namespace: SERVICE, serviceName: SERVICE });
  return {
    count: (name, value) => void metrics.addMetric(name, MetricUnit.Count, value),
    send: () => void metrics.publishStoredMetrics(),
  };
}

function createListing(): SceneListing {
  const { bucket } = parseS3Url(readText('SCENES'));
  type Place = { KeyMarker: string; VersionIdMarker?: string };
  async function listVersions(Prefix: string, MaxKeys: number, cursor: string | null) {
    const { client, sdk } = await useS3();
    const place = cursor ? (JSON.parse(cursor) as Place) : {};
    const { Versions = [], ...page } = await client.send(
      new sdk.ListObjectVersionsCommand({ Bucket: bucket, Prefix, MaxKeys, ...place }),
    );
    const items = Versions.filter(({ IsLatest }) => IsLatest).map(
      ({ Key, VersionId, ETag, LastModified }): ListedObject => {
        // As events have it: what is not versioned is known by its content.
        const version = VersionId && VersionId !== 'null' ? VersionId : ETag!.replaceAll('"', '');
        return { bucket, key: Key!, version, changedAt: LastModified! };
      },
    );
    const next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    return { items, cursor: page.IsTruncated ? JSON.stringify(next) : null };
  }
  return {
    list: (cursor) => listVersions(INCOMING_PREFIX, KEYS_PER_PAGE, cursor),
    async isNewest({ key, version }) {
      // Of all keys that begin so the key itself is the first, and of its versions the newest.
      const { items } = await listVersions(key, 1, null);
      return items.some((item) => item.key === key && item.version === version);
    },
  };
}

function createExecutions(): Executions {
  const client = new SFNClient({});
  // arn:aws:states:<region>:<account>:stateMachine:<name>; executions differ in one word and end with their own names.
  const prefix = readText('STATE_MACHINE').replace(':stateMachine:', ':execution:');
  return {
    async find(name) {
      const command = new DescribeExecutionCommand({ executionArn: `${prefix}:${name}` });
      const answer = await client.send(command).catch((error: unknown) => {
        if (error instanceof ExecutionDoesNotExist) return null;
        throw error;
      });
      if (!answer) return null;
      const { out = null } = JSON.parse(answer.input ?? '{}') as Partial<RunRequest>;
      return { status: answer.status!, out, error: answer.error ?? null, cause: answer.cause ?? null };
    },
  };
}

const RUN = 'run ';
/** The entry that says where the listings go on. */
const CURSORS_ENTRY = { id: 'sweep' };

function createSweepLedger(): { ledger: SceneLedger & RunLedger; cursors: Cursors } {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const TableName = readText('LEDGER');

  type Entry = Record<string, unknown>;
  const get = async (Key: { id: string }): Promise<Entry | undefined> =>
    (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const toRun = (entry: Entry): RunEntry => ({ ...entry, name: (entry.id as string).slice(RUN.length) }) as RunEntry;

  async function findKnown(names: readonly string[]): Promise<Set<string>> {
    const known = new Set<string>();
    let wanted = names.map((name) => ({ id: `${RUN}${name}` }));
    while (wanted.length > 0) {
      const asked = wanted.splice(0, ENTRIES_AT_ONCE);
      const RequestItems = { [TableName]: { Keys: asked, ProjectionExpression: 'id', ConsistentRead: true } };
      const answer: BatchGetCommandOutput = await client.send(new BatchGetCommand({ RequestItems }));
      for (const { id } of answer.Responses?.[TableName] ?? []) known.add((id as string).slice(RUN.length));
      wanted = wanted.concat((answer.UnprocessedKeys?.[TableName]?.Keys ?? []) as { id: string }[]);
    }
    return known;
  }

  const ledger: SceneLedger & RunLedger = {
    ...createLedger(),
    findKnown,
    async findNewestVersion({ scene, recipe }) {
      const entry = await get({ id: `scene ${recipe} ${scene}` });
      return (entry?.version as string | undefined) ?? null;
    },
    async find(name) {
      const entry = await get({ id: `${RUN}${name}` });
      return entry ? toRun(entry) : null;
    },
    async listQuiet(state, since, cursor) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: STATES_INDEX,
          KeyConditionExpression: '#state = :state AND updatedAt < :since',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':state': state, ':since': since.toISOString() },
          Limit: RUNS_PER_PAGE,
          ...(cursor ? { ExclusiveStartKey: JSON.parse(cursor) as Entry } : {}),
        }),
      );
      return { items: Items.map(toRun), cursor: LastEvaluatedKey ? JSON.stringify(LastEvaluatedKey) : null };
    },
  };

  const cursors: Cursors = {
    find: async (listing) => ((await get(CURSORS_ENTRY))?.[listing] as string | undefined) ?? null,
    async keep(listing, cursor) {
      const names = { ExpressionAttributeNames: { '#listing': listing } };
      const set = { UpdateExpression: 'SET #listing = :cursor', ExpressionAttributeValues: { ':cursor': cursor } };
      const change = cursor === null ? { UpdateExpression: 'REMOVE #listing' } : set;
      await client.send(new UpdateCommand({ TableName, Key: CURSORS_ENTRY, ...names, ...change }));
    },
  };
  return { ledger, cursors };
}
