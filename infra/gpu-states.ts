import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Choice,
  Condition,
  CustomState,
  type IChainable,
  JitterType,
  type StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { GpuBatch } from './gpu-batch.js';
import { GPU } from './gpu-config.js';

/** How Step Functions calls what may pass when a job is sent. A job that fails is `States.TaskFailed`. */
const SENDING_FAILED = [
  'Batch.AWSBatchException',
  'Batch.BatchException',
  'Batch.ServerException',
  'Batch.TooManyRequestsException',
];

export interface GpuStates {
  /** Where to go with work for GPUs. */
  start: IChainable;
  /** What does it. */
  jobs: CustomState[];
}

/** One job for each batch of a list. An array has two jobs at least, so that one alone is sent by itself. */
export function createGpuStates(scope: Construct, batch: GpuBatch): GpuStates {
  const one = createJobState(scope, 'Work on a GPU', batch, {});
  const many = createJobState(scope, 'Work on GPUs', batch, { ArrayProperties: { 'Size.$': '$.run.batchCount' } });
  const start = new Choice(scope, 'How many jobs?')
    .when(Condition.numberEquals('$.run.batchCount', 1), one)
    .otherwise(many);
  return { start, jobs: [one, many] };
}

function createJobState(scope: Construct, id: string, batch: GpuBatch, more: object): CustomState {
  const partition = Stack.of(scope).partition;
  const state = new CustomState(scope, id, {
    stateJson: {
      Type: 'Task',
      Resource: `arn:${partition}:states:::batch:submitJob.sync`,
      TimeoutSeconds: GPU.runHours * 3600,
      Parameters: {
        'JobName.$': "States.Format('segment-{}', $.run.runId)",
        JobQueue: batch.queueArn,
        JobDefinition: batch.definitionArn,
        ...more,
        ContainerOverrides: {
          Environment: [
            { Name: 'BATCHES', 'Value.$': "States.Format('s3://{}/{}', $.run.batchesBucket, $.run.batchesKey)" },
          ],
        },
      },
      ResultPath: null,
    },
  });
  return state.addRetry({
    errors: SENDING_FAILED,
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxDelay: Duration.minutes(2),
    maxAttempts: 10,
    jitterStrategy: JitterType.FULL,
  });
}

/** Lets a state machine send these jobs, and wait for them. */
export function allowJobs(machine: StateMachine, { queueArn, definitionArn }: GpuBatch): void {
  const rule = Stack.of(machine).formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: 'StepFunctionsGetEventsForBatchJobsRule',
  });
  const grant = (actions: string[], ...resources: string[]): void => {
    machine.addToRolePolicy(new PolicyStatement({ actions, resources }));
  };
  grant(['batch:SubmitJob'], queueArn, definitionArn);
  // Batch knows no resource of these.
  grant(['batch:DescribeJobs', 'batch:TerminateJob'], '*');
  // By this rule of its own, Step Functions learns that a job has ended.
  grant(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], rule);
}
