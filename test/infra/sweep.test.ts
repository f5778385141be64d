import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { STATES_INDEX } from '../../functions/ledger.js';
import { PIPELINE } from '../../infra/config.js';
import { synthesisePipeline } from '../support/pipeline-template.js';

const { template } = synthesisePipeline();

describe('the sweep', () => {
  it('is called again and again, each time once', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Targets: [
        { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Sweep'), 'Arn'] }, RetryPolicy: { MaximumRetryAttempts: 0 } },
      ],
    });
  });

  it('looks back less far than the ledger, and waits longer than a scene usually does', () => {
    expect(PIPELINE.sweepDays).toBeLessThan(PIPELINE.ledgerDays);
    expect(PIPELINE.quietMinutes).toBeGreaterThanOrEqual(PIPELINE.waitingMinutes);
  });

  it('finds runs by their state in an index of the ledger', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: Match.arrayWith([
        Match.objectLike({
          IndexName: STATES_INDEX,
          KeySchema: [
            { AttributeName: 'state', KeyType: 'HASH' },
            { AttributeName: 'updatedAt', KeyType: 'RANGE' },
          ],
        }),
      ]),
    });
  });

  it('calls a person where it fails, stands still, or finds what was lost', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Errors', Threshold: 0 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      TreatMissingData: 'breaching',
      Period: 3 * 3600,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'landquilt',
      MetricName: 'ScenesMissed',
      Dimensions: [{ Name: 'service', Value: 'landquilt' }],
    });
  });

  it('may list scenes and not read them, and writes nothing but the ledger', () => {
    const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, { Properties }]) =>
      id.startsWith('SweepRole') ? [Properties.PolicyDocument.Statement as { Action: string | string[] }[]] : [],
    );
    const actions = new Set(policy.flatMap(({ Action }) => Action));
    expect([...actions].sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'events:PutEvents',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:ListBucketVersions',
      'states:DescribeExecution',
      'states:StartExecution',
    ]);
    expect(JSON.stringify(policy)).not.toContain('incoming/');
  });
});
