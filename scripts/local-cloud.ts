import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand, SFNClient, StateMachineAlreadyExists } from '@aws-sdk/client-sfn';
import { STATES_INDEX } from '../functions/ledger.js';
import { planStep } from '../functions/steps.js';
import { writeSampleScene } from '../src/sample/index.js';
import { useS3 } from '../src/store/s3-client.js';

/*
 * What the functions need around them, in whatever answers at `AWS_ENDPOINT_URL`: buckets, a ledger, a state machine that
 * does nothing, the sample scene, and its plan where `events/` expects it.
 */

const REGION = 'eu-central-1';
export const SCENE_KEY = 'incoming/crop-health/sample-scene.tif';
/** In the events of all steps after the plan. */
export const PLAN_KEY = '.landquilt/sample/plan.json';
const LIMITS = { memoryMB: 8000, shares: 4, device: 'cpu' } as const;

/** Points this process, and what it starts, at a server that plays Amazon's services. */
export function useEndpoint(endpoint: string): Record<string, string> {
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  Object.assign(process.env, env);
  return env;
}

/**
 * Makes all of it; what is there already stays. `scene` is a GeoTIFF in place of the sample scene, with the options that lie
 * beside it.
 */
export async function prepareLocalCloud(scene?: string, options?: object): Promise<void> {
  const text = options && new TextEncoder().encode(JSON.stringify(options));
  for (const bucket of ['scenes', 'results']) await createBucket(bucket);
  await createLedgerTable();
  await createStateMachine();
  const folder = mkdtempSync(join(tmpdir(), 'landquilt-sample-'));
  try {
    const path = scene ?? (await writeSampleScene(folder)).scenePath;
    if (text) await put('scenes', SCENE_KEY.replace('.tif', '.options.json'), text);
    await put('scenes', SCENE_KEY, readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
  const request = { scene: `s3://scenes/${SCENE_KEY}`, recipe: 'crop-health', out: 's3://results' };
  const { planKey } = await planStep(request, LIMITS);
  const { client, sdk } = await useS3();
  await client.send(new sdk.CopyObjectCommand({ Bucket: 'results', Key: PLAN_KEY, CopySource: `results/${planKey}` }));
}

async function createBucket(Bucket: string): Promise<void> {
  const { client, sdk } = await useS3();
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await client.send(new sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration })).catch((error: Error) => {
    if (!(error instanceof sdk.BucketAlreadyOwnedByYou)) throw error;
  });
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}

async function put(Bucket: string, Key: string, Body: Uint8Array): Promise<void> {
  const { client, sdk } = await useS3();
  await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body }));
}

async function createLedgerTable(): Promise<void> {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
  const command = new CreateTableCommand({
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [text('id'), text('state'), text('updatedAt')],
    GlobalSecondaryIndexes: [
      {
        IndexName: STATES_INDEX,
        Projection: { ProjectionType: 'ALL' },
        KeySchema: [
          { AttributeName: 'state', KeyType: 'HASH' },
          { AttributeName: 'updatedAt', KeyType: 'RANGE' },
        ],
      },
    ],
  });
  await new DynamoDBClient({}).send(command).catch((error: Error) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
}

async function createStateMachine(): Promise<void> {
  const command = new CreateStateMachineCommand({
    name: 'runs',
    definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
    roleArn: 'arn:aws:iam::123456789012:role/runs',
  });
  await new SFNClient({}).send(command).catch((error: Error) => {
    if (!(error instanceof StateMachineAlreadyExists)) throw error;
  });
}
