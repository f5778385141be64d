import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueBatch } from '../../functions/intake.js';
import { useS3 } from '../../src/store/s3-client.js';
import { type Moto, startMoto } from './moto.js';
import { ACCOUNT, type Definition, definitionOf, REGION, synthesisePipeline } from './pipeline-template.js';

/** Whose things all are, to moto. */
const MOTO_ACCOUNT = '123456789012';

const API = {
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
  states: 'AWSStepFunctions',
  events: 'AWSEvents',
} as const;

/** Asks moto as Amazon's clients do; services are told apart by what a request is signed for. */
export async function ask<T>(moto: Moto, service: keyof typeof API, action: string, body: object): Promise<T> {
  const scope = `test/20261120/${REGION}/${service}/aws4_request`;
  const answer = await fetch(moto.endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `${API[service]}.${action}`,
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${action}: ${text}`);
  return (text ? JSON.parse(text) : {}) as T;
}

/** Moto whose state machines run as they are written, and find Lambda at a port; `folder` keeps its settings. */
export async function startMotoCloud(folder: string, lambdaPort: number): Promise<Moto> {
  const config = join(folder, 'aws-config');
  // Names of buckets as hosts below localhost are found on few machines.
  writeFileSync(config, '[default]\ns3 =\n  addressing_style = path\n');
  const moto = await startMoto({ MOTO_PORT: String(lambdaPort), AWS_CONFIG_FILE: config });
  await fetch(`${moto.endpoint}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  return moto;
}

/** The ledger of the stack. */
export async function createLedger(moto: Moto): Promise<void> {
  const [{ Properties }] = Object.values(synthesisePipeline().template.findResources('AWS::DynamoDB::Table'));
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = Properties;
  const table = { TableName: 'ledger', KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode };
  await ask(moto, 'dynamodb', 'CreateTable', table);
}

export const arnOf = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

/** The state machine of the stack, with plain names in place of what a deployment would fill in. */
export function createRuns(
  moto: Moto,
  resultsBucket: string,
  { template } = synthesisePipeline(),
  adapt = (definition: Definition): Definition => definition,
): Promise<{ stateMachineArn: string }> {
  const nameReference = (reference: unknown): string => {
    const [id] = (reference as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? [];
    if (id) return arnOf(id.slice(0, -'12345678'.length).toLowerCase());
    return JSON.stringify(reference).includes('Partition') ? 'aws' : resultsBucket;
  };
  return ask(moto, 'states', 'CreateStateMachine', {
    name: 'runs',
    definition: JSON.stringify(adapt(definitionOf(template, nameReference))),
    roleArn: `arn:aws:iam::${ACCOUNT}:role/runs`,
  });
}

/** A bucket of scenes, and the queue of the stack's rule that tells of them; its URL. */
export async function createScenes(moto: Moto, bucket: string): Promise<string> {
  const { client, sdk } = await useS3();
  const names = { Bucket: bucket };
  const place = { LocationConstraint: REGION } as const;
  await client.send(new sdk.CreateBucketCommand({ ...names, CreateBucketConfiguration: place }));
  const versioning = { VersioningConfiguration: { Status: 'Enabled' } } as const;
  await client.send(new sdk.PutBucketVersioningCommand({ ...names, ...versioning }));
  const notices = { NotificationConfiguration: { EventBridgeConfiguration: {} } };
  await client.send(new sdk.PutBucketNotificationConfigurationCommand({ ...names, ...notices }));

  const { QueueUrl } = await ask<{ QueueUrl: string }>(moto, 'sqs', 'CreateQueue', { QueueName: 'arrivals' });
  const [{ Properties }] = Object.values(synthesisePipeline().template.findResources('AWS::Events::Rule'));
  const { detail, ...pattern } = Properties.EventPattern as { detail: { object: object } };
  const EventPattern = JSON.stringify({ ...pattern, detail: { ...detail, bucket: { name: [bucket] } } });
  await ask(moto, 'events', 'PutRule', { Name: 'arrived', EventPattern });
  const target = { Id: 'queue', Arn: `arn:aws:sqs:${REGION}:${MOTO_ACCOUNT}:arrivals` };
  await ask(moto, 'events', 'PutTargets', { Rule: 'arrived', Targets: [target] });
  return QueueUrl;
}

/** What waits in a queue, taken out of it, as Lambda hands it to the function that reads the queue. */
export async function receive(moto: Moto, QueueUrl: string): Promise<QueueBatch> {
  type Answer = { Messages?: { MessageId: string; ReceiptHandle: string; Body: string }[] };
  const { Messages = [] } = await ask<Answer>(moto, 'sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
  for (const { ReceiptHandle } of Messages) await ask(moto, 'sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
  return { Records: Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body })) };
}

/** The functions as they are packaged, where moto looks for Lambda. */
export async function startFunctions(
  moto: Moto,
  { folder, port, env }: { folder: string; port: number; env: Record<string, string> },
): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'function-host.mjs');
  const host = fork(script, [folder, String(port), new URL(moto.endpoint).port], {
    env: { PATH: process.env.PATH!, ...moto.env, AWS_ENDPOINT_URL: moto.endpoint, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = await Promise.race([once(host, 'message'), once(host, 'exit')]);
  if (message !== 'ready') throw new Error(`the functions ended: ${message}`);
  return host;
}

/** Calls one of them as Lambda does. */
export async function callFunction<T>(port: number, name: string, event: unknown): Promise<T> {
  const answer = await fetch(`http://localhost:${port}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body: JSON.stringify(event),
  });
  return (await answer.json()) as T;
}
