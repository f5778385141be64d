import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
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
  });
}

/** Lets a function do some things with some resources: nothing is granted by a word with a star in it. */
export function allow(to: LambdaFunction, actions: readonly string[], ...resources: string[]): void {
  to.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources }));
}
