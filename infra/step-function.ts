import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  type ParamsAndSecretsLayerVersion,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface StepFunctionProps {
  /** Name of the file in the package, without its ending. */
  entry: string;
  code: Code;
  memoryMB: number;
  timeout: Duration;
  /** Native code is packaged for x86-64 alone; what has none runs cheaper elsewhere. */
  hasNativeCode?: boolean;
  /** Reads secrets, by Amazon's extension. */
  secrets?: ParamsAndSecretsLayerVersion;
  /** Calls at once that are kept for it. */
  concurrency?: number | null;
  logDays: RetentionDays;
  environment: Record<string, string>;
}

/** A function of the pipeline, with a log that does not grow for ever and a role that may write this log and nothing else. */
export function createFunction(scope: Construct, id: string, props: StepFunctionProps): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Log`, { retention: props.logDays, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    architecture: props.hasNativeCode ? Architecture.X86_64 : Architecture.ARM_64,
    code: props.code,
    handler: `dist/functions/${props.entry}.handler`,
    memorySize: props.memoryMB,
    timeout: props.timeout,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    environment: props.environment,
    ...(props.secrets ? { paramsAndSecrets: props.secrets } : {}),
    ...(props.concurrency ? { reservedConcurrentExecutions: props.concurrency } : {}),
  });
}

/** Lets a function or a job do some things with some resources: nothing is granted by a word with a star in it. */
export function allow(to: IGrantable, actions: readonly string[], ...resources: string[]): void {
  to.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources }));
}
