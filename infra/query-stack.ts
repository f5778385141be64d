import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Code,
  type Function as LambdaFunction,
  ParamsAndSecretsLayerVersion,
  ParamsAndSecretsVersions,
} from 'aws-cdk-lib/aws-lambda';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { INCOMING_PREFIX, RECIPES_PREFIX } from '../functions/arrivals.js';
import { STATES_INDEX } from '../functions/ledger.js';
import type { TableColumn } from '../functions/sql-table.js';
import { type QueryConfig, WORK_PREFIX } from './config.js';
import { createDistribution } from './query/distribution.js';
import { createHttpApi } from './query/http-api.js';
import { createQueryAlarms } from './query/query-alarms.js';
import { createSqlTable, SQL_NAMES } from './query/sql.js';
import { createSqlReader } from './query/sql-reader.js';
import { allow, createFunction } from './step-function.js';

export interface QueryStackProps extends StackProps {
  scenes: Bucket;
  results: Bucket;
  ledger: Table;
  /** Who is called when something is wrong. */
  alarms: ITopic;
  /** Folder of the function's code. */
  packages: { api: string };
  /** Of the table of SQL. */
  columns: readonly TableColumn[];
  config: QueryConfig;
}

/** The API waits no longer. */
const LONGEST = Duration.seconds(30);
const SECRETS_TTL = Duration.minutes(5);

/** What answers questions about published runs: HTTP API → the server as a function; CloudFront in front; SQL beside. */
export class QueryStack extends Stack {
  private readonly parts: QueryStackProps;

  constructor(scope: Construct, id: string, props: QueryStackProps) {
    const { scenes: _, results, ledger: __, alarms, packages: ___, columns, config, ...stackProps } = props;
    super(scope, id, stackProps);
    this.parts = props;
    const stage = config.access.kind === 'iam' ? this.createApi({ ACCESS: 'iam' }).stage : this.createFront();
    createQueryAlarms(this, stage, alarms, config);
    // The library's own types do not agree where optional properties are exact.
    createSqlTable(this, { account: this.account, results: results as IBucket, columns, scanGB: config.sqlScanGB });
    new CfnOutput(this, 'SqlReaderArn', { value: createSqlReader(this, results).managedPolicyArn });
    new CfnOutput(this, 'SqlWorkGroup', { value: SQL_NAMES.workGroup });
  }

  /** The API behind CloudFront, which alone may ask it. */
  private createFront(): HttpStage {
    const { config } = this.parts;
    const { access } = config;
    const origin = new Secret(this, 'Origin', {
      description: 'Landquilt: shows the API that a request came through CloudFront',
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
    });
    const secrets = [origin];
    const environment: Record<string, string> = { ACCESS: access.kind, ORIGIN_SECRET: origin.secretArn };
    if (access.kind === 'jwt')
      Object.assign(environment, { ISSUER: access.issuer, AUDIENCE: access.audience, JWKS: access.jwks });
    if (access.kind === 'api-key') {
      const keys = createKeys(this);
      secrets.push(keys);
      environment.API_KEYS = keys.secretArn;
      new CfnOutput(this, 'ApiKeysArn', { value: keys.secretArn });
    }
    const { api, stage } = this.createApi(environment, true);
    allow(api, ['secretsmanager:GetSecretValue'], ...secrets.map(({ secretArn }) => secretArn));
    const front = createDistribution(this, { stage, secret: origin as ISecret, config });
    new CfnOutput(this, 'Url', { value: `https://${config.domain?.name ?? front.distributionDomainName}` });
    return stage;
  }

  private createApi(access: Record<string, string>, readsSecrets = false): { api: LambdaFunction; stage: HttpStage } {
    const { scenes, results, ledger, packages, config } = this.parts;
    const api = createFunction(this, 'Api', {
      entry: 'api',
      code: Code.fromAsset(packages.api),
      memoryMB: config.memoryMB,
      timeout: LONGEST,
      hasNativeCode: true,
      concurrency: config.concurrency,
      logDays: config.logDays,
      ...(readsSecrets ? { secrets: SECRETS } : {}),
      environment: {
        RESULTS: `s3://${results.bucketName}`,
        SCENES: `s3://${scenes.bucketName}`,
        LEDGER: ledger.tableName,
        ADDRESS_SECONDS: String(60 * config.addressMinutes),
        ...access,
      },
    });
    allow(api, ['s3:ListBucket'], results.bucketArn);
    allow(api, ['s3:GetObject'], results.arnForObjects('*'));
    // Of a run under way nothing may be seen, whatever the code asks for.
    api.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['s3:GetObject'],
        resources: [results.arnForObjects(`${WORK_PREFIX}*`)],
      }),
    );
    allow(api, ['s3:PutObject'], scenes.arnForObjects(`${INCOMING_PREFIX}*`));
    allow(api, ['s3:GetObject'], scenes.arnForObjects(`${RECIPES_PREFIX}*`));
    api.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [scenes.bucketArn],
        conditions: { StringLike: { 's3:prefix': `${RECIPES_PREFIX}*` } },
      }),
    );
    allow(api, ['dynamodb:Query'], `${ledger.tableArn}/index/${STATES_INDEX}`);
    const stage = createHttpApi(this, api, config);
    new CfnOutput(this, 'ApiUrl', { value: stage.api.apiEndpoint });
    return { api, stage };
  }
}

/** Amazon's own extension: keeps secrets for a while, so that not every request asks for them. */
const SECRETS = ParamsAndSecretsLayerVersion.fromVersion(ParamsAndSecretsVersions.V1_0_103, {
  secretsManagerTtl: SECRETS_TTL,
});

/** Keys, one a line, as `landquilt serve --api-keys` takes them; the first is made up. */
const createKeys = (scope: Construct): Secret =>
  new Secret(scope, 'ApiKeys', {
    description: 'Landquilt: keys of those who may ask, one a line',
    generateSecretString: { excludePunctuation: true, passwordLength: 40 },
  });
