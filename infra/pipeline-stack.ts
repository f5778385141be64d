import { ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Code, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { INCOMING_PREFIX, MODELS_PREFIX, RECIPES_PREFIX } from '../functions/arrivals.js';
import { STATES_INDEX } from '../functions/ledger.js';
import { SQL_PREFIX } from '../functions/sql-table.js';
import { createAlarms } from './alarms.js';
import { type PipelineConfig, WORK_PREFIX } from './config.js';
import { createGpuBatch, type GpuBatch } from './gpu-batch.js';
import { GPU } from './gpu-config.js';
import { createIntakeQueue } from './intake-queue.js';
import { createRunMachine, type RunFunctions } from './run-machine.js';
import { allow, createFunction } from './step-function.js';
import { scheduleSweep } from './sweep.js';

export interface PipelineStackProps extends StackProps {
  scenes: Bucket;
  results: Bucket;
  /** Folders of the functions' code. */
  packages: { control: string; work: string };
  config: PipelineConfig;
}

/** Lambda allows no more. */
const LONGEST = Duration.minutes(15);
const INTAKE_TIMEOUT = Duration.seconds(30);
const SWEEP_TIMEOUT = Duration.minutes(5);
const READ_SCENES = ['s3:GetObject'];
const READ = ['s3:GetObject'];
const WRITE = ['s3:PutObject', 's3:AbortMultipartUpload'];
const REMOVE = ['s3:DeleteObject'];

/** What becomes of a scene that is dropped: event → queue → intake → state machine → results, ledger, notice. */
export class PipelineStack extends Stack {
  readonly machine: StateMachine;
  private readonly parts: PipelineStackProps;
  private readonly code: Record<'control' | 'work', Code>;
  readonly ledger: Table;
  /** Who subscribes is called when something is wrong. */
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    const { scenes: _, results: __, packages, config, ...stackProps } = props;
    super(scope, id, stackProps);
    this.parts = props;
    this.code = { control: Code.fromAsset(packages.control), work: Code.fromAsset(packages.work) };
    this.ledger = createLedgerTable(this);
    const bus = EventBus.fromEventBusName(this, 'Bus', 'default');

    const [functions, gpu] = [this.createSteps(bus), this.createGpu()];
    this.machine = createRunMachine(this, { functions, gpu, results: props.results, config });
    const queues = this.createIntake();
    this.alarms = createAlarms(this, { ...queues, machine: this.machine, waitingMinutes: config.waitingMinutes });
    scheduleSweep(this, { sweep: this.createSweep(bus), everyMinutes: config.sweepMinutes, alarms: this.alarms });
    new CfnOutput(this, 'StateMachineArn', { value: this.machine.stateMachineArn });
    new CfnOutput(this, 'LedgerName', { value: this.ledger.tableName });
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarms.topicArn });
  }

  private createSteps(bus: IEventBus): RunFunctions {
    const { config } = this.parts;
    const workerMemoryMB = Math.floor(config.workMemoryMB * config.workMemoryShare);
    const functions = {
      plan: this.createControl('Plan', Duration.minutes(2), {
        SHARES: String(config.shares),
        TARGET_CALL_SECONDS: String(config.targetCallSeconds),
        LEAST_CALL_SECONDS: String(config.leastCallSeconds),
        WORKERS_AT_ONCE: String(config.workersAtOnce),
        WORKER_MEMORY_MB: String(workerMemoryMB),
        NETWORK_DEVICE: config.gpu === 'on' ? 'cuda' : 'cpu',
        RECIPES: `s3://${this.parts.scenes.bucketName}/${RECIPES_PREFIX.slice(0, -1)}`,
      }),
      next: this.createControl('Next', Duration.minutes(5), {
        GPU_BATCH_PIXELS: String(GPU.batchPixels),
      }),
      work: this.createWorker('Work'),
      alone: this.createWorker('Alone', this.ledgerEnvironment()),
      finish: this.createControl('Finish', Duration.seconds(30), { EVENT_BUS: bus.eventBusName }),
    };
    for (const writer of [functions.plan, functions.next, functions.alone, functions.finish]) this.allowLedger(writer);
    allow(functions.finish, ['events:PutEvents'], bus.eventBusArn);
    this.allowStore(functions);
    return functions;
  }

  /** Who reads scenes, who works, and who alone may touch what is published. */
  private allowStore({ plan, next, work, alone, finish }: Record<keyof RunFunctions, LambdaFunction>): void {
    const { scenes, results } = this.parts;
    const working = results.arnForObjects(`${WORK_PREFIX}*`);
    for (const reader of [plan, work, alone]) this.allowScenes(reader);
    allow(plan, READ, scenes.arnForObjects(`${RECIPES_PREFIX}*`));
    for (const reader of [next, finish]) allow(reader, ['s3:ListBucket'], results.bucketArn);
    allow(plan, WRITE, working);
    allow(plan, READ, results.arnForObjects('*/run.json'));
    allow(next, [...READ, ...WRITE], working);
    this.allowWork(work);
    allow(alone, [...READ, ...WRITE, ...REMOVE], results.arnForObjects('*'));
    allow(finish, READ, working, results.arnForObjects('*/run.json'), results.arnForObjects('*/statistics.json'));
    // The table of SQL.
    const entries = results.arnForObjects(`${SQL_PREFIX}*`);
    allow(finish, [...READ, ...WRITE, ...REMOVE], entries);
  }

  private allowScenes(reader: IGrantable): void {
    const { scenes, results } = this.parts;
    const [incoming, models] = [INCOMING_PREFIX, MODELS_PREFIX].map((prefix) => scenes.arnForObjects(`${prefix}*`));
    allow(reader, READ_SCENES, incoming, models);
    // Without this, S3 does not say that an object is missing, but that it may not be read.
    allow(reader, ['s3:ListBucket'], scenes.bucketArn, results.bucketArn);
  }

  private allowWork(worker: IGrantable): void {
    allow(worker, [...READ, ...WRITE, ...REMOVE], this.parts.results.arnForObjects(`${WORK_PREFIX}*`));
  }

  /** Machines that ask networks; null where functions do. */
  private createGpu(): GpuBatch | null {
    const { gpu, logDays } = this.parts.config;
    if (gpu === 'off') return null;
    const { jobRole, ...batch } = createGpuBatch(this, { config: GPU, logDays });
    this.allowScenes(jobRole);
    this.allowWork(jobRole);
    return batch;
  }

  private createIntake() {
    const { scenes, results, config } = this.parts;
    const intake = this.createControl('Intake', INTAKE_TIMEOUT, {
      STATE_MACHINE: this.machine.stateMachineArn,
      RESULTS: `s3://${results.bucketName}`,
    });
    this.allowLedger(intake);
    allow(intake, ['states:StartExecution'], this.machine.stateMachineArn);
    const queues = createIntakeQueue(this, {
      scenes,
      readerTimeout: INTAKE_TIMEOUT,
      messageTries: config.messageTries,
    });
    intake.addEventSource(new SqsEventSource(queues.queue, { batchSize: 10, reportBatchItemFailures: true }));
    return queues;
  }

  /** Lists what was dropped, never reads it; starts and notes what the intake and the end of a run would have. */
  private createSweep(bus: IEventBus): LambdaFunction {
    const { scenes, results, config } = this.parts;
    const { stateMachineArn, stateMachineName } = this.machine;
    const sweep = this.createControl('Sweep', SWEEP_TIMEOUT, {
      STATE_MACHINE: stateMachineArn,
      SCENES: `s3://${scenes.bucketName}`,
      RESULTS: `s3://${results.bucketName}`,
      EVENT_BUS: bus.eventBusName,
      QUIET_MINUTES: String(config.quietMinutes),
      SWEEP_DAYS: String(config.sweepDays),
    });
    this.allowLedger(sweep);
    allow(sweep, ['dynamodb:BatchGetItem'], this.ledger.tableArn);
    allow(sweep, ['dynamodb:Query'], `${this.ledger.tableArn}/index/${STATES_INDEX}`);
    allow(sweep, ['states:StartExecution'], stateMachineArn);
    const executions = { service: 'states', resource: 'execution', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    allow(
      sweep,
      ['states:DescribeExecution'],
      this.formatArn({ ...executions, resourceName: `${stateMachineName}:*` }),
    );
    allow(sweep, ['s3:ListBucketVersions'], scenes.bucketArn);
    allow(sweep, ['s3:ListBucket'], results.bucketArn);
    allow(sweep, READ, results.arnForObjects('*/run.json'), results.arnForObjects(`${WORK_PREFIX}*`));
    allow(sweep, ['events:PutEvents'], bus.eventBusArn);
    return sweep;
  }

  private createControl(id: string, timeout: Duration, environment: Record<string, string>): LambdaFunction {
    const { controlMemoryMB: memoryMB, logDays } = this.parts.config;
    const code = this.code.control;
    const all = { ...this.ledgerEnvironment(), ...environment };
    return createFunction(this, id, { entry: id.toLowerCase(), code, memoryMB, timeout, logDays, environment: all });
  }

  private createWorker(id: string, environment: Record<string, string> = {}): LambdaFunction {
    const { workMemoryMB: memoryMB, logDays } = this.parts.config;
    const [code, timeout, hasNativeCode] = [this.code.work, LONGEST, true];
    const entry = id.toLowerCase();
    return createFunction(this, id, { entry, code, memoryMB, timeout, hasNativeCode, logDays, environment });
  }

  private ledgerEnvironment(): Record<string, string> {
    return { LEDGER: this.ledger.tableName, LEDGER_DAYS: String(this.parts.config.ledgerDays) };
  }

  private allowLedger(to: LambdaFunction): void {
    allow(to, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], this.ledger.tableArn);
  }
}

/** What became of each scene; entries of old runs go by themselves. */
function createLedgerTable(scope: Construct): Table {
  const table = new Table(scope, 'Ledger', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // Entries of runs alone have a state.
  table.addGlobalSecondaryIndex({
    indexName: STATES_INDEX,
    partitionKey: { name: 'state', type: AttributeType.STRING },
    sortKey: { name: 'updatedAt', type: AttributeType.STRING },
  });
  return table;
}
