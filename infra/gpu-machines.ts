import { Stack } from 'aws-cdk-lib';
import { CfnComputeEnvironment, CfnJobQueue } from 'aws-cdk-lib/aws-batch';
import { BlockDeviceVolume, EbsDeviceVolumeType, LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnInstanceProfile, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { GpuConfig } from './gpu-config.js';
import type { GpuNetwork } from './gpu-network.js';

/** Why Batch says that a job waits in vain, in its own words. */
const WAITS_IN_VAIN = [
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE',
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
];
/** Where the system of the machines expects its disk. */
const DISK = '/dev/xvda';

interface Machines {
  network: GpuNetwork;
  config: GpuConfig;
}

/** A queue for jobs: Spot machines take them, and where none is to be had, machines on demand. None is kept. */
export function createGpuQueue(scope: Construct, { network, config }: Machines): CfnJobQueue {
  const template = createTemplate(scope, config);
  const profile = new CfnInstanceProfile(scope, 'MachineProfile', { roles: [createMachineRole(scope).roleName] });
  const environment = (id: string, type: 'SPOT' | 'EC2', allocationStrategy: string) =>
    new CfnComputeEnvironment(scope, id, {
      type: 'MANAGED',
      state: 'ENABLED',
      // So that it can be changed in place, by the role that Batch makes for itself.
      replaceComputeEnvironment: false,
      updatePolicy: { terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: 60 * config.jobHours },
      computeResources: {
        type,
        allocationStrategy,
        minvCpus: 0,
        maxvCpus: config.mostMachines * config.vcpus,
        instanceTypes: [...config.instanceTypes],
        ec2Configuration: [{ imageType: 'ECS_AL2023_NVIDIA' }],
        updateToLatestImageVersion: true,
        launchTemplate: {
          launchTemplateId: template.launchTemplateId ?? '',
          version: template.latestVersionNumber,
        },
        instanceRole: profile.attrArn,
        subnets: network.subnetIds,
        securityGroupIds: [network.securityGroupId],
      },
    });
  const spot = environment('Spot', 'SPOT', 'SPOT_PRICE_CAPACITY_OPTIMIZED');
  const onDemand = environment('OnDemand', 'EC2', 'BEST_FIT_PROGRESSIVE');
  return new CfnJobQueue(scope, 'Queue', {
    priority: 1,
    state: 'ENABLED',
    computeEnvironmentOrder: [spot, onDemand].map(({ attrComputeEnvironmentArn }, i) => ({
      order: i + 1,
      computeEnvironment: attrComputeEnvironmentArn,
    })),
    jobStateTimeLimitActions: WAITS_IN_VAIN.map((reason) => ({
      action: 'CANCEL',
      state: 'RUNNABLE',
      maxTimeSeconds: config.waitHours * 3600,
      reason,
    })),
  });
}

/** Encrypted disks; and containers do not get at the machine's own role. */
function createTemplate(scope: Construct, { diskGiB }: GpuConfig): LaunchTemplate {
  const volume = BlockDeviceVolume.ebs(diskGiB, {
    encrypted: true,
    volumeType: EbsDeviceVolumeType.GP3,
    deleteOnTermination: true,
  });
  return new LaunchTemplate(scope, 'Machine', {
    requireImdsv2: true,
    httpPutResponseHopLimit: 1,
    blockDevices: [{ deviceName: DISK, volume }],
  });
}

/** What the agent on a machine needs of ECS, in the clusters that Batch makes. The image comes by the job's own role. */
function createMachineRole(scope: Construct): Role {
  const role = new Role(scope, 'MachineRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const arn = (resource: string) => Stack.of(scope).formatArn({ service: 'ecs', resource, resourceName: 'AWSBatch-*' });
  const grant = (resources: string[], ...actions: string[]) =>
    role.addToPolicy(new PolicyStatement({ resources, actions: actions.map((action) => `ecs:${action}`) }));
  const [cluster, machine] = [arn('cluster'), arn('container-instance')];
  grant(['*'], 'DiscoverPollEndpoint');
  grant([cluster], 'RegisterContainerInstance', 'DeregisterContainerInstance');
  grant([cluster], 'SubmitContainerStateChange', 'SubmitTaskStateChange', 'SubmitAttachmentStateChanges');
  grant([machine], 'Poll', 'StartTelemetrySession', 'UpdateContainerInstancesState');
  return role;
}
