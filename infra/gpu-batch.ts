import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnJobDefinition } from 'aws-cdk-lib/aws-batch';
import { Repository, TagStatus } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EXIT_CODES } from '../functions/exit-codes.js';
import type { GpuConfig } from './gpu-config.js';
import { createGpuQueue } from './gpu-machines.js';
import { createGpuNetwork } from './gpu-network.js';

export interface GpuBatchProps {
  config: GpuConfig;
  logDays: RetentionDays;
}

/** Where jobs are sent to, and what they are. */
export interface GpuBatch {
  queueArn: string;
  definitionArn: string;
}

/** User and group of the image that have no name. */
const NOBODY = '65532:65532';
const TMP_MIB = 2048;

/**
 * What asks networks on machines with a GPU: a network, machines, a queue, a repository for the image, and a job. Its role
 * may do nothing yet.
 */
export function createGpuBatch(parent: Construct, { config, logDays }: GpuBatchProps): GpuBatch & { jobRole: Role } {
  const scope = new Construct(parent, 'Gpu');
  const queue = createGpuQueue(scope, { network: createGpuNetwork(scope, { logDays }), config });
  const repository = createRepository(scope);
  const log = new LogGroup(scope, 'JobLog', { retention: logDays, removalPolicy: RemovalPolicy.DESTROY });
  const container = new ServicePrincipal('ecs-tasks.amazonaws.com');
  const jobRole = new Role(scope, 'JobRole', { assumedBy: container });
  const startRole = new Role(scope, 'StartRole', { assumedBy: container });
  repository.grantPull(startRole);
  log.grantWrite(startRole);
  const definition = new CfnJobDefinition(scope, 'Job', {
    type: 'container',
    platformCapabilities: ['EC2'],
    timeout: { attemptDurationSeconds: config.jobHours * 3600 },
    retryStrategy: { attempts: config.tries, evaluateOnExit: whatToTryAgain() },
    containerProperties: {
      image: repository.repositoryUriForTag(config.imageTag),
      resourceRequirements: [
        { type: 'GPU', value: '1' },
        { type: 'VCPU', value: String(config.vcpus) },
        { type: 'MEMORY', value: String(config.memoryMiB) },
      ],
      environment: [{ name: 'AWS_REGION', value: Stack.of(scope).region }],
      jobRoleArn: jobRole.roleArn,
      executionRoleArn: startRole.roleArn,
      user: NOBODY,
      privileged: false,
      readonlyRootFilesystem: true,
      linuxParameters: {
        initProcessEnabled: true,
        tmpfs: [{ containerPath: '/tmp', size: TMP_MIB, mountOptions: ['rw', 'nosuid', 'nodev'] }],
      },
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': log.logGroupName,
          'awslogs-region': Stack.of(scope).region,
          'awslogs-stream-prefix': 'gpu',
        },
      },
    },
  });
  new CfnOutput(parent, 'GpuImageRepositoryUri', { value: repository.repositoryUri });
  return { queueArn: queue.attrJobQueueArn, definitionArn: definition.ref, jobRole };
}

/** The first that fits decides; where none does, Batch tries again. */
function whatToTryAgain(): CfnJobDefinition.EvaluateOnExitProperty[] {
  return [
    { action: 'EXIT', onExitCode: String(EXIT_CODES.badInput) },
    // What Batch says when a Spot machine is reclaimed under a job.
    { action: 'RETRY', onStatusReason: 'Host EC2*' },
  ];
}

/** Images are made again at any time: they go with the stack. */
function createRepository(scope: Construct): Repository {
  return new Repository(scope, 'Images', {
    imageScanOnPush: true,
    emptyOnDelete: true,
    removalPolicy: RemovalPolicy.DESTROY,
    lifecycleRules: [{ tagStatus: TagStatus.UNTAGGED, maxImageAge: Duration.days(7) }],
  });
}
