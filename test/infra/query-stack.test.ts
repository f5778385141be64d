import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ORIGIN_HEADER } from '../../functions/origin.js';
import { QUERY } from '../../infra/config.js';
import { EDGE_CODE } from '../../infra/query/distribution.js';
import { synthesiseQuery } from '../support/query-template.js';

const template = synthesiseQuery();
const iam = synthesiseQuery({ access: { kind: 'iam' } });
const tokens = { issuer: 'https://id.example/', audience: 'maps', jwks: 'https://id.example/jwks.json' };
const own = synthesiseQuery({
  access: { kind: 'jwt', ...tokens },
  domain: { name: 'maps.example', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0123' },
  webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/w/0123',
  priceClass: 'All',
  concurrency: 50,
});

interface Resource {
  // biome-ignore lint/suspicious/noExplicitAny: a template is what it is
  Properties: any;
}
const only = (of: Template, type: string): Resource['Properties'] => {
  const found = Object.values(of.findResources(type)) as Resource[];
  expect(found.length, type).toBe(1);
  return found[0].Properties;
};
const variablesOf = (of: Template): Record<string, unknown> =>
  only(of, 'AWS::Lambda::Function').Environment.Variables as Record<string, unknown>;

type Statement = { Effect: string; Action: string | string[]; Resource: unknown };
const tell = ({ Effect, Action, Resource }: Statement): [string, string, string] => {
  const ends = [Resource].flat().map((resource) => /"(\/[^"]*)"\]\]\}/.exec(JSON.stringify(resource))?.[1] ?? '');
  return [Effect, [Action].flat().join(' '), ends.join(' ')];
};

describe('the API', () => {
  it('hands every request to one function, no longer than a request may take', () => {
    expect(only(template, 'AWS::ApiGatewayV2::Route')).toMatchObject({ RouteKey: '$default' });
    expect(only(template, 'AWS::ApiGatewayV2::Integration')).toMatchObject({ PayloadFormatVersion: '2.0' });
    expect(only(template, 'AWS::Lambda::Function')).toMatchObject({
      Handler: 'dist/functions/api.handler',
      Timeout: 30,
      MemorySize: QUERY.memoryMB,
      // Its package has native code.
      Architectures: ['x86_64'],
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'apigateway.amazonaws.com' });
  });

  it('takes so many requests a second, and keeps functions only where it is told to', () => {
    expect(only(template, 'AWS::ApiGatewayV2::Stage')).toMatchObject({
      DefaultRouteSettings: {
        ThrottlingRateLimit: QUERY.requestsPerSecond,
        ThrottlingBurstLimit: QUERY.requestsAtOnce,
      },
      AutoDeploy: true,
    });
    expect(only(template, 'AWS::Lambda::Function').ReservedConcurrentExecutions).toBeUndefined();
    expect(only(own, 'AWS::Lambda::Function').ReservedConcurrentExecutions).toBe(50);
  });

  it('notes requests for a while, and nothing that opens anything', () => {
    const { AccessLogSettings } = only(template, 'AWS::ApiGatewayV2::Stage');
    const noted = Object.values(JSON.parse(AccessLogSettings.Format)) as string[];
    expect(noted).toContain('$context.requestId');
    for (const value of noted) expect(value).not.toMatch(/header|query|authorizer|apiKey/i);
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: QUERY.logDays });
  });

  it('calls a person when it fails or is slow', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as Resource[];
    expect(
      alarms.map(({ Properties: { MetricName, ExtendedStatistic, Statistic } }) => [
        MetricName,
        ExtendedStatistic ?? Statistic,
      ]),
    ).toEqual([
      ['5xx', 'Sum'],
      ['Latency', 'p99'],
    ]);
    for (const { Properties } of alarms) expect(Properties.AlarmActions.length).toBe(1);
  });
});

describe('who may ask', () => {
  it('is nobody who goes around CloudFront', () => {
    const { DistributionConfig } = only(template, 'AWS::CloudFront::Distribution');
    const [origin] = DistributionConfig.Origins;
    const [header] = origin.OriginCustomHeaders;
    expect(header.HeaderName).toBe(ORIGIN_HEADER);
    const { ORIGIN_SECRET } = variablesOf(template);
    // The same secret, which is in no template.
    expect(JSON.stringify(header.HeaderValue)).toContain(JSON.stringify(ORIGIN_SECRET));
    expect(JSON.stringify(header.HeaderValue)).toContain('{{resolve:secretsmanager:');
    expect(origin.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
  });

  it('is whoever has a key of the secret, or a token, or a role of the account', () => {
    expect(variablesOf(template)).toMatchObject({ ACCESS: 'api-key', API_KEYS: expect.anything() });
    template.resourceCountIs('AWS::SecretsManager::Secret', 2);
    expect(variablesOf(own)).toMatchObject({
      ACCESS: 'jwt',
      ISSUER: tokens.issuer,
      AUDIENCE: 'maps',
      JWKS: tokens.jwks,
    });
    own.resourceCountIs('AWS::SecretsManager::Secret', 1);
    expect(variablesOf(iam).ACCESS).toBe('iam');
    expect(only(iam, 'AWS::ApiGatewayV2::Route').AuthorizationType).toBe('AWS_IAM');
    iam.resourceCountIs('AWS::SecretsManager::Secret', 0);
    iam.resourceCountIs('AWS::CloudFront::Distribution', 0);
  });

  it('is kept apart by caches', () => {
    const { CachePolicyConfig } = only(template, 'AWS::CloudFront::CachePolicy');
    const { HeadersConfig, QueryStringsConfig } = CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin;
    expect(HeadersConfig.Headers).toEqual(
      expect.arrayContaining(['Authorization', 'X-Api-Key', 'X-Forwarded-Host', 'Accept']),
    );
    expect(QueryStringsConfig.QueryStringBehavior).toBe('all');
    const { DistributionConfig } = only(template, 'AWS::CloudFront::Distribution');
    const problems = DistributionConfig.CustomErrorResponses as { ErrorCode: number; ErrorCachingMinTTL: number }[];
    expect(problems.find(({ ErrorCode }) => ErrorCode === 404)?.ErrorCachingMinTTL).toBe(0);
    // What says nothing of being kept is not.
    expect(CachePolicyConfig).toMatchObject({ DefaultTTL: 0, MinTTL: 0 });
  });
});

describe('CloudFront', () => {
  it('speaks HTTPS alone, and TLS 1.2 at least by a name of ours', () => {
    const { DistributionConfig: plain } = only(template, 'AWS::CloudFront::Distribution');
    expect(plain.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('https-only');
    expect(plain).toMatchObject({ PriceClass: 'PriceClass_100', HttpVersion: 'http2and3' });
    const { DistributionConfig: named } = only(own, 'AWS::CloudFront::Distribution');
    expect(named).toMatchObject({
      Aliases: ['maps.example'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      PriceClass: 'PriceClass_All',
      WebACLId: expect.stringContaining('webacl'),
    });
  });

  it('adds what guards a page, and leaves it what it brings itself', () => {
    const { SecurityHeadersConfig } = only(
      template,
      'AWS::CloudFront::ResponseHeadersPolicy',
    ).ResponseHeadersPolicyConfig;
    expect(SecurityHeadersConfig).toMatchObject({
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, Override: true },
      ContentTypeOptions: { Override: true },
      ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", Override: false },
    });
  });

  it('tells the API by which name it was asked, and believes no client in this', () => {
    const edge = new Function(`${EDGE_CODE}; return handler;`)() as (event: object) => { headers: object };
    const headers = {
      host: { value: 'maps.example' },
      'x-forwarded-host': { value: 'evil.example' },
      'x-forwarded-prefix': { value: '/evil' },
      accept: { value: '*/*' },
    };
    expect(edge({ request: { uri: '/', headers } })).toEqual({
      uri: '/',
      headers: {
        host: { value: 'maps.example' },
        'x-forwarded-host': { value: 'maps.example' },
        accept: { value: '*/*' },
      },
    });
  });
});

describe('the role of the function', () => {
  const statementsOf = (of: Template) =>
    (Object.values(of.findResources('AWS::IAM::Policy')) as Resource[]).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    );

  it('reads what is published, writes places for scenes, lists jobs, and nothing else', () => {
    expect(statementsOf(template).map(tell).sort()).toEqual(
      [
        ['Allow', 'dynamodb:Query', '/index/states'],
        ['Allow', 'logs:CreateLogStream logs:PutLogEvents', ''],
        ['Allow', 's3:GetObject', '/* /recipes/*'],
        ['Deny', 's3:GetObject', '/.landquilt/*'],
        ['Allow', 's3:ListBucket', ''],
        ['Allow', 's3:ListBucket', ''],
        ['Allow', 's3:PutObject', '/incoming/*'],
        ['Allow', 'secretsmanager:GetSecretValue', ' '],
      ].sort(),
    );
    expect(
      statementsOf(iam)
        .map(tell)
        .map(([, action]) => action),
    ).not.toContain('secretsmanager:GetSecretValue');
    for (const { Action, Resource } of statementsOf(template)) {
      expect([Action].flat().join()).not.toContain('*');
      expect(Resource).not.toBe('*');
    }
    template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
  });

  it('belongs to the only function, and there is no bucket', () => {
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.resourceCountIs('AWS::S3::Bucket', 0);
  });
});

describe('SQL', () => {
  const { TableInput } = only(template, 'AWS::Glue::Table');

  it('is a table of the columns of all recipes, by recipe and month', () => {
    const columns = Object.fromEntries(
      (TableInput.StorageDescriptor.Columns as { Name: string; Type: string }[]).map(({ Name, Type }) => [Name, Type]),
    );
    expect(columns).toMatchObject({
      ...{ id: 'bigint', class: 'int', label: 'string', area_m2: 'double', pixels: 'bigint', datetime: 'timestamp' },
      ...{ ndvi_mean: 'double', moisture_mean: 'double', geometry: 'binary' },
      bbox: 'struct<xmin:double,ymin:double,xmax:double,ymax:double>',
    });
    const partitions = (TableInput.PartitionKeys as { Name: string }[]).map(({ Name }) => Name);
    expect(partitions).toEqual(['recipe', 'month']);
    for (const name of partitions) expect(columns).not.toHaveProperty(name);
  });

  it('finds its partitions without being told of them', () => {
    expect(TableInput.Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.recipe.type': 'injected',
      'projection.month.range': '1970-01,NOW',
    });
    const location = JSON.stringify(TableInput.Parameters['storage.location.template']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as Athena writes it
    expect(location).toContain('/sql/regions/recipe=${recipe}/month=${month}/');
    expect(TableInput.StorageDescriptor.InputFormat).toContain('SymlinkTextInputFormat');
  });

  it('is for whoever has the policy for it, which opens nothing else', () => {
    const { PolicyDocument } = only(template, 'AWS::IAM::ManagedPolicy');
    const told = (PolicyDocument.Statement as Statement[]).map(tell);
    for (const [, actions] of told) expect(actions).not.toContain('*');
    // Of runs that are not published yet.
    expect(told.filter(([effect]) => effect === 'Deny')).toEqual([
      ['Deny', 's3:GetObject', '/.landquilt/*/regions.parquet'],
    ]);
    expect(told.find(([effect, actions]) => effect === 'Allow' && actions === 's3:GetObject')?.[2]).toBe(
      '/*/regions.parquet /.landquilt/athena/* /sql/*',
    );
    expect(told.filter(([, actions]) => /Put/.test(actions)).map(([, , ends]) => ends)).toEqual([
      '/.landquilt/athena/*',
    ]);
  });

  it('encrypts results, and reads no more than it may', () => {
    const { WorkGroupConfiguration } = only(template, 'AWS::Athena::WorkGroup');
    expect(WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: QUERY.sqlScanGB * 1e9,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
    expect(JSON.stringify(WorkGroupConfiguration.ResultConfiguration.OutputLocation)).toContain('/.landquilt/athena/');
  });
});
