import { Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SQL_PREFIX, TABLE_FILE } from '../../functions/sql-table.js';
import { WORK_PREFIX } from '../config.js';
import { ANSWERS_PREFIX, SQL_NAMES } from './sql.js';

/** What somebody needs who asks in SQL, and nothing else: for whoever it is attached to. */
export function createSqlReader(scope: Construct, results: Bucket): ManagedPolicy {
  const arn = (service: string, resource: string): string => Stack.of(scope).formatArn({ service, resource });
  const { database, table, workGroup } = SQL_NAMES;
  const answers = results.arnForObjects(`${ANSWERS_PREFIX}*`);
  const allow = (actions: string[], resources: string[]): PolicyStatement =>
    new PolicyStatement({ actions, resources });
  const list = allow(['s3:ListBucket'], [results.bucketArn]);
  list.addCondition('StringLike', { 's3:prefix': [`${SQL_PREFIX}*`, `${ANSWERS_PREFIX}*`] });
  return new ManagedPolicy(scope, 'SqlReader', {
    description: 'Landquilt: asks about published runs in SQL',
    statements: [
      allow(
        ['StartQueryExecution', 'StopQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'GetWorkGroup'].map(
          (action) => `athena:${action}`,
        ),
        [arn('athena', `workgroup/${workGroup}`)],
      ),
      allow(
        ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
        [arn('glue', 'catalog'), arn('glue', `database/${database}`), arn('glue', `table/${database}/${table}`)],
      ),
      allow(
        ['s3:GetObject'],
        [results.arnForObjects(`${SQL_PREFIX}*`), results.arnForObjects(`*/${TABLE_FILE}`), answers],
      ),
      // Of runs that are not published yet.
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['s3:GetObject'],
        resources: [results.arnForObjects(`${WORK_PREFIX}*/${TABLE_FILE}`)],
      }),
      allow(['s3:PutObject', 's3:AbortMultipartUpload'], [answers]),
      allow(['s3:GetBucketLocation'], [results.bucketArn]),
      list,
    ],
  });
}
