import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { QueryConfig } from '../config.js';

/** What is noted of each request: no header, so no key or token, and of signed addresses not their signatures. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTimeEpoch',
    ip: '$context.identity.sourceIp',
    caller: '$context.identity.caller',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    bytes: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    integrationError: '$context.integrationErrorMessage',
  }),
);

/** Hands every request to one function, up to so many a second. */
export function createHttpApi(scope: Construct, to: IFunction, config: QueryConfig): HttpStage {
  const api = new HttpApi(scope, 'Http', {
    description: 'Landquilt: questions about published runs',
    createDefaultStage: false,
    defaultIntegration: new HttpLambdaIntegration('Ask', to),
    ...(config.access.kind === 'iam' ? { defaultAuthorizer: new HttpIamAuthorizer() } : {}),
  });
  const logGroup = new LogGroup(scope, 'AccessLog', {
    retention: config.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    detailedMetricsEnabled: true,
    throttle: { rateLimit: config.requestsPerSecond, burstLimit: config.requestsAtOnce },
    accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: ACCESS_LOG },
  });
}
