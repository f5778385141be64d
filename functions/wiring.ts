import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { InternalError } from '../src/errors.js';
import type { BatchJob } from './batch-task.js';
import { sizeBatches } from './batching.js';
import { readAmount, readCount, readIndex, readText, readWord } from './env.js';
import type { FinishParts } from './finish.js';
import type { StepParts } from './handlers.js';
import type { IntakeParts } from './intake.js';
import { type Ledger, type RunNote, toSortable } from './ledger.js';
import { EVENT_SOURCE, type Log, type Notifier, type Starter } from './ports.js';
import type { BatchSize, PlanLimits } from './steps.js';

/*
 * Puts the functions together with Amazon's services, from the environment: the only file that does. Regions,
 * credentials and endpoints come from where Amazon's tools take them.
 */

export const SERVICE = 'landquilt';

export const log: Log = new Logger({ serviceName: SERVICE });

export const wireIntake = (): IntakeParts => ({
  ledger: createLedger(),
  starter: createStarter(),
  log,
  results: readText('RESULTS'),
});

export const wireSteps = (): StepParts => ({ ledger: createLedger(), log });

export const wireWork = (): Pick<StepParts, 'log'> => ({ log });

export const wireFinish = (): FinishParts => ({ ledger: createLedger(), notifier: createNotifier(), log });

/** A run's memory is divided among its shares; here each of them is a process of its own. */
export const wirePlanLimits = (): PlanLimits => {
  const shares = readCount('SHARES');
  const memoryMB = shares * readCount('WORKER_MEMORY_MB');
  const calls = {
    targetCallSeconds: readAmount('TARGET_CALL_SECONDS'),
    leastCallSeconds: readAmount('LEAST_CALL_SECONDS'),
    workersAtOnce: readCount('WORKERS_AT_ONCE'),
  };
  const device = readWord('NETWORK_DEVICE', ['cpu', 'cuda']);
  return { shares, memoryMB, device, recipes: readText('RECIPES'), calls };
};

export const wireBatching = (): BatchSize => sizeBatches({ gpuPixels: readCount('GPU_BATCH_PIXELS') });

/** The number is set by AWS Batch, and missing where a job is no part of an array. */
export const wireBatchJob = (): BatchJob => ({
  log,
  findPlace: () => ({ batches: readText('BATCHES'), index: readIndex('AWS_BATCH_JOB_ARRAY_INDEX') }),
});

export function createStarter(): Starter {
  const client = new SFNClient({});
  const stateMachineArn = readText('STATE_MACHINE');
  return {
    async start(name, request) {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(request) });
      await client.send(command).catch(unless(ExecutionAlreadyExists));
    },
  };
}

export function createNotifier(): Notifier {
  const client = new EventBridgeClient({});
  const metrics = new Metrics({ namespace: SERVICE, serviceName: SERVICE });
  const EventBusName = readText('EVENT_BUS');
  return {
    async tell(end) {
      metrics.addMetric(`Run${end.state}`, MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
      const entry = { EventBusName, Source: EVENT_SOURCE, DetailType: `Run ${end.state}`, Detail: JSON.stringify(end) };
      const { Entries: [entryAnswer] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      if (!entryAnswer?.ErrorCode) return;
      const got = `${entryAnswer.ErrorCode}: ${entryAnswer.ErrorMessage}`;
      throw new InternalError({ thing: 'EventBridge', wanted: 'an event taken', got });
    },
  };
}

const DAY_S = 86_400;

export function createLedger(): Ledger {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const TableName = readText('LEDGER');
  const days = readCount('LEDGER_DAYS');

  /** Sets attributes of an entry; false where the condition does not hold. */
  async function set(id: string, facts: Record<string, unknown>, condition?: string): Promise<boolean> {
    const names = Object.keys(facts);
    const command = new UpdateCommand({
      TableName,
      Key: { id },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, facts[name]])),
      ...(condition ? { ConditionExpression: condition } : {}),
    });
    return (await client.send(command).catch(unless(ConditionalCheckFailedException))) !== null;
  }

  const find = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (await client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;

  const note = (name: string, facts: Partial<RunNote> & Record<string, unknown>, condition?: string) =>
    set(`run ${name}`, { ...facts, ...stamp(days) }, condition);

  return {
    async receive({ name, scene, recipe, sequencer }) {
      const sceneEntry = `scene ${recipe} ${scene}`;
      const version = toSortable(sequencer);
      const isNewer = 'attribute_not_exists(#version) OR #version <= :version';
      const isNewest = await set(sceneEntry, { version, newest: name }, isNewer);
      const state = isNewest ? 'RECEIVED' : 'SUPERSEDED';
      // What comes again says nothing new, and a run may be on its way already.
      await note(name, { state, scene, recipe, version, sceneEntry }, 'attribute_not_exists(id)');
      return isNewest;
    },
    async note(name, facts) {
      await note(name, { ...facts });
    },
    async isSuperseded(name) {
      const run = await find(`run ${name}`);
      const newest = run?.sceneEntry ? await find(run.sceneEntry as string) : undefined;
      // What the sweep finds comes with a version of its own, and may come again by its event.
      return newest !== undefined && newest.newest !== name && (newest.version as string) > (run!.version as string);
    },
  };
}

function stamp(days: number): { updatedAt: string; expiresAt: number } {
  const now = new Date();
  return { updatedAt: now.toISOString(), expiresAt: Math.floor(now.getTime() / 1000) + days * DAY_S };
}

/** Null in place of an error that is no harm. */
const unless =
  (harmless: new (...args: never[]) => Error) =>
  (error: unknown): null => {
    if (error instanceof harmless) return null;
    throw error;
  };
