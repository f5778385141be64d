import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { FINAL_ERRORS } from '../../functions/failures.js';
import { PIPELINE } from '../../infra/config.js';
import { definitionOf, type State, synthesisePipeline } from '../support/pipeline-template.js';

const { template } = synthesisePipeline();
const { States, ...machine } = definitionOf(template);
const map = States.Work as State & { ItemProcessor: { States: Record<string, State>; ProcessorConfig: object } };
const tasks = [...Object.values(States), ...Object.values(map.ItemProcessor.States)].filter(
  ({ Type }) => Type === 'Task',
);

describe('the state machine', () => {
  it('plans, and then finds and does what is due until the run is published', () => {
    expect(machine.StartAt).toBe('Plan');
    expect(States.Plan.Next).toBe('Is it published?');
    expect(States['Is it published?']).toMatchObject({
      Choices: [{ Variable: '$.run.isPublished', BooleanEquals: true, Next: 'Note success' }],
      Default: 'Next',
    });
    expect(States['What is due?']).toMatchObject({
      Choices: [
        { Variable: '$.run.kind', StringEquals: 'tasks', Next: 'Work' },
        { Variable: '$.run.kind', StringEquals: 'alone', Next: 'Alone' },
      ],
      Default: 'Note success',
    });
    expect([States.Next.Next, map.Next, States.Alone.Next]).toEqual(['What is due?', 'Next', 'Is it published?']);
    expect(States['Note success'].Next).toBe('Done');
    expect(States.Done.Type).toBe('Succeed');
  });

  it('gives every call a time, and up only where trying again is of no use', () => {
    expect(machine.TimeoutSeconds).toBe(PIPELINE.runHours * 3600);
    expect(tasks.length).toBe(6);
    for (const task of tasks) {
      expect(task.TimeoutSeconds).toBeGreaterThan(0);
      expect(task.Retry).toMatchObject([
        { ErrorEquals: FINAL_ERRORS, MaxAttempts: 0 },
        { ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 30 },
        { ErrorEquals: ['OutOfTime'], MaxAttempts: 20, BackoffRate: 1 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 4, BackoffRate: 2, JitterStrategy: 'FULL' },
      ]);
    }
  });

  it('notes every failure with its reason, and fails by its name', () => {
    for (const name of ['Plan', 'Next', 'Alone', 'Work']) {
      expect(States[name].Catch, name).toEqual([
        { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Note failure' },
      ]);
    }
    expect(States['Note failure'].Next).toBe('Failed');
    expect(States.Failed).toMatchObject({ Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' });
  });

  it('maps over batches from the store, tolerates no failure, and carries no results along', () => {
    expect(map.ItemProcessor.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
    expect(map).toMatchObject({
      MaxConcurrency: PIPELINE.workersAtOnce,
      ItemReader: { ReaderConfig: { InputType: 'JSON' }, Parameters: { 'Key.$': '$.run.batchesKey' } },
      ResultWriter: { Parameters: { Prefix: '.landquilt/maps' } },
      ResultPath: null,
    });
    const tolerance = Object.keys(map).filter((key) => key.startsWith('Tolerated'));
    expect(tolerance).toEqual([]);
    // A worker is handed its batch as it is.
    expect(map.ItemProcessor.States['Work on a batch'].Parameters).toBeUndefined();
  });

  it('leaves a trace of each execution', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });
});

describe('the intake', () => {
  it('queues scenes that are dropped below the prefix, and keeps what fails', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { object: { key: [{ prefix: 'incoming/' }] } },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: PIPELINE.messageTries },
      VisibilityTimeout: 180,
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('encrypts both queues, and takes nothing without TLS', () => {
    template.resourceCountIs('AWS::SQS::Queue', 2);
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });
});

describe('what is kept', () => {
  it('is a ledger that is encrypted, can be set back, and outlives the stack', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      },
    });
  });

  it('is logs, for a while', () => {
    template.resourceCountIs('AWS::Logs::LogGroup', 8);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: PIPELINE.logDays });
  });
});

it('calls a person about dead letters, scenes that wait, runs that fail or last too long, and the sweep', () => {
  const metrics = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => {
    expect(Properties.AlarmActions.length).toBe(1);
    return Properties.MetricName;
  });
  expect(metrics.sort()).toEqual([
    'ApproximateAgeOfOldestMessage',
    'ApproximateNumberOfMessagesVisible',
    'Errors',
    'ExecutionsFailed',
    'ExecutionsTimedOut',
    'Invocations',
    'ScenesMissed',
  ]);
});

describe('roles', () => {
  interface Statement {
    Action: string | string[];
    Resource: unknown;
  }
  const statements = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, { Properties }]) =>
    (Properties.PolicyDocument.Statement as Statement[]).map(({ Action, Resource }) => ({
      id,
      actions: [Action].flat(),
      resources: [Resource].flat().map((resource) => JSON.stringify(resource)),
    })),
  );
  const of = (name: string) => statements.filter(({ id }) => id.startsWith(`${name}RoleDefault`));
  const objectsOf = (name: string, action: string) =>
    of(name)
      .filter(({ actions }) => actions.includes(action))
      .flatMap(({ resources }) => resources.map((resource) => /"(\/[^"]*)"\]\]\}$/.exec(resource)?.[1]))
      .sort();

  it('name every action, and everything but the delivery of logs has a resource', () => {
    expect(statements.length).toBeGreaterThan(20);
    for (const { id, actions, resources } of statements) {
      for (const action of actions) expect(action, id).not.toContain('*');
      if (resources.includes('"*"')) {
        expect(id).toMatch(/^RunsRole/);
        for (const action of actions) expect(action).toMatch(/^logs:/);
      }
    }
    template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
  });

  it('let workers write below the work prefix alone, and only the last step what is published', () => {
    expect(objectsOf('Work', 's3:PutObject')).toEqual(['/.landquilt/*']);
    expect(objectsOf('Work', 's3:DeleteObject')).toEqual(['/.landquilt/*']);
    expect(objectsOf('Work', 's3:GetObject')).toEqual(['/.landquilt/*', '/incoming/*', '/models/*']);
    expect(objectsOf('Plan', 's3:PutObject')).toEqual(['/.landquilt/*']);
    expect(objectsOf('Plan', 's3:GetObject')).toEqual(['/*/run.json', '/incoming/*', '/models/*', '/recipes/*']);
    expect(objectsOf('Next', 's3:PutObject')).toEqual(['/.landquilt/*']);
    expect(objectsOf('Alone', 's3:PutObject')).toEqual(['/*']);
    expect(objectsOf('Finish', 's3:DeleteObject')).toEqual(['/sql/*']);
    for (const name of ['Plan', 'Next', 'Intake']) expect(objectsOf(name, 's3:DeleteObject')).toEqual([]);
  });

  it('let the intake and the sweep start runs, and no other function', () => {
    const starters = statements.filter(({ actions }) => actions.includes('states:StartExecution')).map(({ id }) => id);
    expect(starters.map((id) => id.replace(/(Role|Distributed).*/, ''))).toEqual(['Runs', 'Intake', 'Sweep']);
  });
});

it('runs the functions where their code can', () => {
  for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function'))) {
    const isWorker = /\.(work|alone)\.|\/(work|alone)\./.test(Properties.Handler);
    expect(Properties.Architectures).toEqual([isWorker ? 'x86_64' : 'arm64']);
    expect(Properties.MemorySize).toBe(isWorker ? PIPELINE.workMemoryMB : PIPELINE.controlMemoryMB);
  }
});
