import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import {
  type CatchProps,
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Fail,
  type IChainable,
  JitterType,
  JsonPath,
  LogLevel,
  ResultWriterV2,
  S3JsonItemReader,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { OutOfTime } from '../functions/call-clock.js';
import { FINAL_ERRORS } from '../functions/failures.js';
import type { DueWork } from '../functions/messages.js';
import { type PipelineConfig, WORK_PREFIX } from './config.js';
import type { GpuBatch } from './gpu-batch.js';
import { allowJobs, createGpuStates } from './gpu-states.js';

export interface RunFunctions {
  plan: IFunction;
  next: IFunction;
  work: IFunction;
  alone: IFunction;
  finish: IFunction;
}

export interface RunMachineProps {
  functions: RunFunctions;
  /** Null where functions do all. */
  gpu: GpuBatch | null;
  results: Bucket;
  config: PipelineConfig;
}

/** Tries after the first, and the longest wait between them. */
const RETRIES = 4;
const RETRIES_WHEN_FULL = 30;
const MOST_CALLS = 20;
const FIRST_WAIT = Duration.seconds(5);
const LONGEST_WAIT = Duration.minutes(2);
/** A call that is stuck is noticed this much after the function's own limit. */
const LATE = Duration.seconds(30);
/** Where maps leave the list of what their children did. */
const MAP_RESULTS = `${WORK_PREFIX}maps`;

/**
 * Plan → Next → (Work | Alone) → Next → … → Done. What is due is found from the store each time, so an execution that is
 * started again goes on where another stopped. Everything that fails comes to Failed, with the reason.
 */
export function createRunMachine(scope: Construct, props: RunMachineProps): StateMachine {
  const { config, gpu } = props;
  const logGroup = new LogGroup(scope, 'RunsLog', {
    // The policy that lets Step Functions write is short only for names that begin so.
    logGroupName: `/aws/vendedlogs/states/${Stack.of(scope).stackName}`,
    retention: config.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const machine = new StateMachine(scope, 'Runs', {
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromChainable(defineRun(new Construct(scope, 'Run'), props)),
    timeout: Duration.hours(config.runHours),
    logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
  });
  if (gpu) allowJobs(machine, gpu);
  return machine;
}

function defineRun(scope: Construct, { functions, gpu, results, config }: RunMachineProps): IChainable {
  const name = JsonPath.executionName;
  const run = JsonPath.objectAt('$.run');
  const call = (id: string, to: IFunction, payload: Record<string, unknown>, resultPath: string): LambdaInvoke =>
    invoke(scope, id, { to, payload: TaskInput.fromObject({ name, ...payload }), resultPath });

  const failed = call('Note failure', functions.finish, { state: JsonPath.objectAt('$') }, JsonPath.DISCARD);
  const done = call('Note success', functions.finish, { state: JsonPath.objectAt('$') }, JsonPath.DISCARD);
  const plan = call('Plan', functions.plan, { request: JsonPath.objectAt('$') }, '$.run');
  const next = call('Next', functions.next, { run }, '$.run');
  const alone = call('Alone', functions.alone, { run }, '$.run');
  const work = createMap(scope, { work: functions.work, results, config });

  const onFailure: CatchProps = { errors: ['States.ALL'], resultPath: '$.failure' };
  const jobs = gpu ? createGpuStates(scope, gpu) : null;
  for (const state of [plan, next, alone, work]) state.addCatch(failed, onFailure);
  for (const job of jobs?.jobs ?? []) job.addCatch(failed, onFailure).next(next);
  failed.next(new Fail(scope, 'Failed', { errorPath: '$.failure.Error', causePath: '$.failure.Cause' }));
  done.next(new Succeed(scope, 'Done'));

  const isPublished = new Choice(scope, 'Is it published?')
    .when(Condition.booleanEquals('$.run.isPublished', true), done)
    .otherwise(next);
  const isKind = (kind: DueWork['kind']): Condition => Condition.stringEquals('$.run.kind', kind);
  const due = new Choice(scope, 'What is due?').when(isKind('tasks'), work).when(isKind('alone'), alone);
  if (jobs) due.when(isKind('gpu'), jobs.start);
  next.next(due.otherwise(done));
  work.next(next);
  alone.next(isPublished);
  return plan.next(isPublished);
}

interface MapParts {
  work: IFunction;
  results: Bucket;
  config: PipelineConfig;
}

/** Workers for the batches that are listed in the store. One that fails for good fails the run. */
function createMap(scope: Construct, { work, results, config }: MapParts): DistributedMap {
  // The library's own types do not agree where optional properties are exact.
  const bucket = results as IBucket;
  const itemReader = new S3JsonItemReader({ bucket, key: JsonPath.stringAt('$.run.batchesKey') });
  const resultWriterV2 = new ResultWriterV2({ bucket, prefix: MAP_RESULTS });
  // Left to itself, each would be granted the whole bucket.
  itemReader.providePolicyStatements = () => [grant(['s3:GetObject'], results.arnForObjects(`${WORK_PREFIX}*`))];
  resultWriterV2.providePolicyStatements = () => [grant(WRITE_RESULTS, results.arnForObjects(`${MAP_RESULTS}/*`))];
  // No failure is tolerated where nothing is said of it.
  const map = new DistributedMap(scope, 'Work', {
    label: 'Work',
    mapExecutionType: StateMachineType.STANDARD,
    maxConcurrency: config.workersAtOnce,
    itemReader,
    resultWriterV2,
    resultPath: JsonPath.DISCARD,
  });
  map.itemProcessor(invoke(scope, 'Work on a batch', { to: work }));
  return map;
}

const WRITE_RESULTS = ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];

const grant = (actions: string[], resource: string): PolicyStatement =>
  new PolicyStatement({ actions, resources: [resource] });

interface Call {
  to: IFunction;
  /** The whole state if not given. */
  payload?: TaskInput;
  /** Where in the state the answer goes; it is the state if not given. */
  resultPath?: string;
}

/** A call of a function, tried again unless the error says that this is of no use. */
function invoke(scope: Construct, id: string, { to, ...io }: Call): LambdaInvoke {
  const timeout = (to as { timeout?: Duration }).timeout;
  const task = new LambdaInvoke(scope, id, {
    lambdaFunction: to,
    ...io,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    ...(timeout ? { taskTimeout: Timeout.duration(timeout.plus(LATE)) } : {}),
  });
  const again = { interval: FIRST_WAIT, backoffRate: 2, maxDelay: LONGEST_WAIT, jitterStrategy: JitterType.FULL };
  task.addRetry({ errors: [...FINAL_ERRORS], maxAttempts: 0 });
  // As many functions run as the account allows: the others wait their turn.
  task.addRetry({ ...again, errors: ['Lambda.TooManyRequestsException'], maxAttempts: RETRIES_WHEN_FULL });
  // Each call goes on where the one before had no more time.
  task.addRetry({ ...again, errors: [OutOfTime.name], backoffRate: 1, maxAttempts: MOST_CALLS });
  task.addRetry({ ...again, errors: ['States.ALL'], maxAttempts: RETRIES });
  return task;
}
