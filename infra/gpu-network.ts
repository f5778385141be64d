import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface GpuNetwork {
  subnetIds: string[];
  securityGroupId: string;
}

/**
 * A network of its own, that costs nothing while no machine is in it: machines have public addresses, and nothing may
 * come in. A gateway of the network, or endpoints for ECS, ECR and the logs, would cost by the hour, used or not.
 * Scenes and results go by the gateway of S3, which costs nothing.
 */
export function createGpuNetwork(scope: Construct, { logDays }: { logDays: RetentionDays }): GpuNetwork {
  const log = new LogGroup(scope, 'NetworkLog', { retention: logDays, removalPolicy: RemovalPolicy.DESTROY });
  const vpc = new Vpc(scope, 'Network', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: true }],
    gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    flowLogs: {
      Rejected: { destination: FlowLogDestination.toCloudWatchLogs(log), trafficType: FlowLogTrafficType.REJECT },
    },
    // This would take a function of its own, and no machine is in the group that it empties.
    restrictDefaultSecurityGroup: false,
  });
  const group = new SecurityGroup(scope, 'Machines', {
    // The library's own types do not agree where optional properties are exact.
    vpc: vpc as IVpc,
    description: 'Machines with a GPU: nothing comes in, HTTPS goes out',
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'S3, ECR, ECS and the logs');
  return { subnetIds: vpc.publicSubnets.map(({ subnetId }) => subnetId), securityGroupId: group.securityGroupId };
}
