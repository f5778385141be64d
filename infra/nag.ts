import { type App, Stack, Validations } from 'aws-cdk-lib';
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnManagedPolicy, CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/*
 * The stacks are judged by the rules of AWS Solutions whenever they are synthesised. What they forbid and we do has its
 * reason here, and nowhere else.
 */

/** Resources with a star, by what they look like, and why there is no way without. */
const STARS: readonly { role: RegExp; resource: RegExp; reason: string }[] = [
  {
    role: /^LandquiltPipeline\/((Plan|Next|Work|Alone|Finish)Role|Gpu\/JobRole)/,
    resource: /\/(incoming|recipes|models|sql|\.landquilt)\/\*$/,
    reason: 'Objects below one prefix of one bucket: their names are not known before there is a scene.',
  },
  {
    role: /^LandquiltPipeline\/(Plan|Finish)Role/,
    resource: /\/\*\/(run|statistics)\.json$/,
    reason: 'What is published of a scene, and of when it is: its folder is named by the scene.',
  },
  {
    role: /^LandquiltPipeline\/SweepRole/,
    resource: /\/\*\/run\.json$|\/\.landquilt\/\*$|:execution:.*:\*$/,
    reason: 'What runs left and published, and their executions: they are named by scenes.',
  },
  {
    role: /^LandquiltPipeline\/AloneRole/,
    resource: /\}\/\*$/,
    reason: 'Publishing moves files to a folder that is named by the scene.',
  },
  {
    role: /^LandquiltQuery\/SqlReader/,
    resource: /\/(sql\/\*|\*\/regions\.parquet|\.landquilt\/athena\/\*)$/,
    reason: 'Files of the table, in folders that are named by scenes, and answers, named by queries.',
  },
  {
    role: /^LandquiltQuery\/ApiRole/,
    resource: /\/(incoming\/|recipes\/|\.landquilt\/)?\*$/,
    reason: 'Published files and places for scenes have names that are not known before; work in progress is denied.',
  },
  {
    role: /^LandquiltPipeline\/Runs\/Role/,
    resource: /\/\.landquilt\/(maps\/)?\*$/,
    reason: 'Lists of batches, and what maps leave, below one prefix of one bucket.',
  },
  {
    role: /^LandquiltPipeline\/Runs\/Role/,
    resource: /^<\w+\.Arn>:\*$/,
    reason: 'Versions of one function, as Step Functions may call it.',
  },
  {
    role: /^LandquiltPipeline\/Runs\/Role/,
    resource: /^\*$/,
    reason: 'Delivery of logs, and looking after jobs of AWS Batch, cannot be granted for anything less.',
  },
  {
    role: /^LandquiltPipeline\/Gpu\/StartRole/,
    resource: /^\*$/,
    reason: 'A token for repositories of images cannot be granted for anything less.',
  },
  {
    role: /^LandquiltPipeline\/Gpu\/MachineRole/,
    resource: /^\*$|:(cluster|container-instance)\/AWSBatch-\*$/,
    reason: 'Where ECS is to be found cannot be granted for less; its clusters and machines are named by AWS Batch.',
  },
  {
    role: /^LandquiltPipeline\/Runs\/DistributedMapPolicy/,
    resource: /:execution:.*(:|\/Work:)\*$/,
    reason: 'Executions of this state machine by its own maps: they are named as they start.',
  },
];

/** Of a whole kind of resource. */
const KINDS: readonly { of: (construct: IConstruct) => boolean; rule: string; reason: string }[] = [
  {
    of: CfnBucket.isCfnBucket,
    rule: 'S1',
    reason: 'Logs of each access would be a third bucket that grows for ever: whoever has to keep them has CloudTrail.',
  },
  {
    of: CfnStateMachine.isCfnStateMachine,
    rule: 'SF2',
    reason: 'The history of an execution tells the same times, and tracing would grant writing for all resources.',
  },
  {
    of: CfnSecret.isCfnSecret,
    rule: 'SMG4',
    reason:
      'Keys are in the hands of people: who changes them has to tell them. What CloudFront shows changes with it.',
  },
  {
    of: CfnRoute.isCfnRoute,
    rule: 'APIG4',
    reason: 'The function asks for a key or token itself, as the server does elsewhere, and for what CloudFront shows.',
  },
  {
    of: CfnDistribution.isCfnDistribution,
    rule: 'CFR1',
    reason: 'Who may ask is decided by keys, not by countries.',
  },
  {
    of: CfnDistribution.isCfnDistribution,
    rule: 'CFR2',
    reason: 'A firewall costs by the month, asked or not; the API is throttled, and QUERY.webAclArn takes one.',
  },
  {
    of: CfnDistribution.isCfnDistribution,
    rule: 'CFR3',
    reason: 'What is asked of the API is in its own log; the rest are files that are the same for all.',
  },
  {
    of: CfnDistribution.isCfnDistribution,
    rule: 'CFR4',
    reason:
      "CloudFront's own name takes old TLS from clients that have no other; with QUERY.domain it is 1.2 at least.",
  },
];

/** Synthesises, and fails where a rule is broken without a reason. */
export function synthesise(app: App): void {
  // References from stack to stack get their final form, by which findings are named, when an app is synthesised.
  app.synth();
  for (const construct of app.node.findAll()) {
    for (const { of, rule, reason } of KINDS) if (of(construct)) acknowledge(construct, rule, reason);
    if (isPolicy(construct)) for (const star of findStars(construct)) accept(construct, star);
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth({ force: true });
}

type Policy = CfnPolicy | CfnManagedPolicy;
const isPolicy = (construct: IConstruct): construct is Policy =>
  CfnPolicy.isCfnPolicy(construct) || CfnManagedPolicy.isCfnManagedPolicy(construct);

/** What matches no pattern stays a finding, and fails the synthesis. */
function accept(policy: Policy, star: string): void {
  const known = STARS.find(({ role, resource }) => role.test(policy.node.path) && resource.test(star));
  if (known) acknowledge(policy, `IAM5[Resource::${star}]`, known.reason);
}

function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}

/** Resources of a policy that have a star in them, written as cdk-nag does. */
export function findStars(policy: Policy): string[] {
  const { Statement } = Stack.of(policy).resolve(policy.policyDocument) as { Statement: { Resource: unknown }[] };
  const resources = Statement.flatMap(({ Resource }) => Resource).map(flatten);
  return [...new Set(resources.filter((resource) => resource.includes('*')))];
}

type Reference = { 'Fn::Join'?: [string, unknown[]]; Ref?: string; 'Fn::GetAtt'?: string[] };

function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = value as Reference;
  if (reference['Fn::Join']) return reference['Fn::Join'][1].map(flatten).join(reference['Fn::Join'][0]);
  if (reference.Ref) return `<${reference.Ref}>`;
  if (reference['Fn::GetAtt']) return `<${reference['Fn::GetAtt'].join('.')}>`;
  return JSON.stringify(value);
}
