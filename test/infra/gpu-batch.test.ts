// @ts-expect-error It comes without types.
import untyped from 'asl-validator';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../functions/exit-codes.js';
import { GPU } from '../../infra/gpu-config.js';
import { type Definition, definitionOf, type State, synthesisePipeline } from '../support/pipeline-template.js';

const { template } = synthesisePipeline({ gpu: 'on' });
const { template: without } = synthesisePipeline();
const { States } = definitionOf(template);

const only = (type: string) => {
  const found = Object.values(template.findResources(type));
  expect(found.length, type).toBe(1);
  return found[0].Properties;
};

describe('without GPUs', () => {
  it('has nothing of them, and the same states but three', () => {
    const types = Object.values(without.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => /^AWS::(Batch|EC2|ECR)::/.test(type))).toEqual([]);
    const added = Object.keys(States).filter((name) => !(name in definitionOf(without).States));
    expect(added.sort()).toEqual(['How many jobs?', 'Work on GPUs', 'Work on a GPU']);
  });

  it('plans networks for processors, and with them for GPUs', () => {
    const deviceIn = (one: typeof template) =>
      Object.values(one.findResources('AWS::Lambda::Function')).flatMap(
        ({ Properties }) => Properties.Environment?.Variables.NETWORK_DEVICE ?? [],
      );
    expect([deviceIn(without), deviceIn(template)]).toEqual([['cpu'], ['cuda']]);
  });
});

describe('the state machine with GPUs', () => {
  const jobs = ['Work on a GPU', 'Work on GPUs'].map((name) => States[name] as State & { Parameters: object });

  it('sends one job alone, and more as an array as long as the list of batches', () => {
    expect(States['What is due?']).toMatchObject({
      Choices: [
        { StringEquals: 'tasks', Next: 'Work' },
        { StringEquals: 'alone', Next: 'Alone' },
        { Variable: '$.run.kind', StringEquals: 'gpu', Next: 'How many jobs?' },
      ],
    });
    expect(States['How many jobs?']).toMatchObject({
      Choices: [{ Variable: '$.run.batchCount', NumericEquals: 1, Next: 'Work on a GPU' }],
      Default: 'Work on GPUs',
    });
    const [one, many] = jobs;
    expect(one.Parameters).not.toHaveProperty('ArrayProperties');
    expect(many.Parameters).toMatchObject({ ArrayProperties: { 'Size.$': '$.run.batchCount' } });
  });

  it('waits for jobs, hands them a pointer, and carries nothing of theirs along', () => {
    for (const job of jobs) {
      expect(job).toMatchObject({
        Type: 'Task',
        Resource: expect.stringMatching(/:states:::batch:submitJob\.sync$/),
        TimeoutSeconds: GPU.runHours * 3600,
        ResultPath: null,
        Next: 'Next',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Note failure' }],
        Parameters: {
          ContainerOverrides: {
            Environment: [
              { Name: 'BATCHES', 'Value.$': "States.Format('s3://{}/{}', $.run.batchesBucket, $.run.batchesKey)" },
            ],
          },
        },
      });
      // A job that failed was tried by Batch; only sending it is tried here.
      const [retry, ...more] = job.Retry as { ErrorEquals: string[]; MaxAttempts: number }[];
      expect(more).toEqual([]);
      for (const error of retry.ErrorEquals) expect(error).toMatch(/^Batch\./);
    }
  });
});

describe('Amazon States Language', () => {
  type Validate = (definition: object) => { errorsText(): string };
  /** The judge takes a state of the name Next for a transition, and writes defaults into what it looks at. */
  function judge({ States: { Next, ...others }, ...machine }: Definition): string {
    const text = JSON.stringify({ ...machine, States: { ...others, Ask: Next } });
    const renamed = JSON.parse(text.replaceAll(/"(Next|Default)":"Next"/g, '"$1":"Ask"')) as object;
    return (untyped as Validate)(renamed).errorsText();
  }
  /** With names in place of what a deployment fills in. */
  const nameReference = (reference: unknown): string => {
    const text = JSON.stringify(reference);
    if (text.includes('Partition')) return 'aws';
    return text.includes('GetAtt') ? 'arn:aws:lambda:eu-central-1:111122223333:function:step' : 'name';
  };

  it.each([
    ['with', template],
    ['without', without],
  ])('knows all that the state machine %s GPUs says', (_, one) => {
    const definition = definitionOf(one, nameReference);
    expect(judge(definition)).toBe('');
    const { Plan, ...others } = definition.States;
    expect(judge({ ...definition, States: { ...others, Plan: { ...Plan, Next: 'Nowhere' } } })).toContain('Nowhere');
  });
});

describe('the jobs', () => {
  const { ContainerProperties, RetryStrategy, Timeout } = only('AWS::Batch::JobDefinition');

  it('are tried again when their machine is reclaimed, and not when the input is at fault', () => {
    expect(RetryStrategy).toEqual({
      Attempts: GPU.tries,
      EvaluateOnExit: [
        { Action: 'EXIT', OnExitCode: String(EXIT_CODES.badInput) },
        { Action: 'RETRY', OnStatusReason: 'Host EC2*' },
      ],
    });
    expect(Timeout).toEqual({ AttemptDurationSeconds: GPU.jobHours * 3600 });
  });

  it('have one GPU and as much of a machine as they may, no rights on it, and a root that cannot be written', () => {
    expect(ContainerProperties).toMatchObject({
      ResourceRequirements: [
        { Type: 'GPU', Value: '1' },
        { Type: 'VCPU', Value: '4' },
        { Type: 'MEMORY', Value: '14000' },
      ],
      ReadonlyRootFilesystem: true,
      Privileged: false,
      User: '65532:65532',
      LinuxParameters: { Tmpfs: [{ ContainerPath: '/tmp' }] },
      LogConfiguration: { LogDriver: 'awslogs' },
    });
  });

  it('run an image of the repository of the stack, which is scanned, and keeps nothing old', () => {
    expect(JSON.stringify(ContainerProperties.Image)).toContain(':latest"');
    expect(only('AWS::ECR::Repository')).toMatchObject({ ImageScanningConfiguration: { ScanOnPush: true } });
  });
});

describe('the machines', () => {
  const environments = template.findResources('AWS::Batch::ComputeEnvironment');

  it('are Spot first, then on demand, all gone where there is no job', () => {
    const { ComputeEnvironmentOrder, JobStateTimeLimitActions } = only('AWS::Batch::JobQueue');
    const types = (ComputeEnvironmentOrder as { Order: number; ComputeEnvironment: { 'Fn::GetAtt': string[] } }[])
      .toSorted((a, b) => a.Order - b.Order)
      .map(({ ComputeEnvironment }) => environments[ComputeEnvironment['Fn::GetAtt'][0]].Properties.ComputeResources);
    expect(types).toMatchObject([
      { Type: 'SPOT', AllocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' },
      { Type: 'EC2', AllocationStrategy: 'BEST_FIT_PROGRESSIVE' },
    ]);
    for (const resources of types) {
      expect(resources).toMatchObject({
        MinvCpus: 0,
        MaxvCpus: GPU.mostMachines * GPU.vcpus,
        InstanceTypes: GPU.instanceTypes,
        Ec2Configuration: [{ ImageType: 'ECS_AL2023_NVIDIA' }],
      });
    }
    for (const action of JobStateTimeLimitActions) {
      expect(action).toMatchObject({ Action: 'CANCEL', State: 'RUNNABLE', MaxTimeSeconds: GPU.waitHours * 3600 });
    }
  });

  it('have encrypted disks, and hand their own role to no container', () => {
    expect(only('AWS::EC2::LaunchTemplate').LaunchTemplateData).toMatchObject({
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true } }],
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    });
  });

  it('can be reached by nobody, and reach others by HTTPS alone, S3 by its gateway; nothing is paid by the hour', () => {
    const { SecurityGroupIngress, SecurityGroupEgress } = only('AWS::EC2::SecurityGroup');
    expect(SecurityGroupIngress).toBeUndefined();
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    expect(SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }]);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    expect(only('AWS::EC2::VPCEndpoint').VpcEndpointType).toBe('Gateway');
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
  });
});

describe('roles', () => {
  interface Statement {
    Action: string | string[];
    Resource: unknown;
  }
  const statementsOf = (policy: RegExp) =>
    Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => policy.test(id))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
      .map(({ Action, Resource }) => ({ actions: [Action].flat(), resources: [Resource].flat() }));

  it('name every action, and none is managed by others', () => {
    for (const { actions } of statementsOf(/^(Gpu|Runs)/))
      for (const action of actions) expect(action).not.toContain('*');
    template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
  });

  it('let jobs do what workers may', () => {
    const ofStore = (policy: RegExp) => statementsOf(policy).filter(({ actions }) => actions[0].startsWith('s3:'));
    expect(statementsOf(/^GpuJobRole/).length).toBe(3);
    expect(statementsOf(/^GpuJobRole/)).toEqual(ofStore(/^WorkRole/));
  });

  it('let the state machine send these jobs, and no others', () => {
    const sends = statementsOf(/^RunsRole/).filter(({ actions }) => actions.includes('batch:SubmitJob'));
    const [queue] = Object.keys(template.findResources('AWS::Batch::JobQueue'));
    const [job] = Object.keys(template.findResources('AWS::Batch::JobDefinition'));
    expect(sends.map(({ resources }) => resources)).toEqual([[{ 'Fn::GetAtt': [queue, 'JobQueueArn'] }, { Ref: job }]]);
    expect(JSON.stringify(statementsOf(/^GpuMachineRole/))).not.toMatch(/s3:|ecr:|logs:/);
  });
});
