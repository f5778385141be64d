import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Template } from 'aws-cdk-lib/assertions';
import { arnOf } from './moto-cloud.js';
import type { Definition, State } from './pipeline-template.js';

/*
 * AWS Batch for a state machine in moto's interpreter. That hands on what Batch is asked for by names that the API does not
 * know, so states that send jobs are turned into calls of a function, with all else as it is. Each job is run as a process,
 * and tried again by the rules of the job definition. Everything else is handed on.
 */

/** What a state asks for. */
interface Submission {
  JobName: string;
  JobQueue: string;
  ArrayProperties?: { Size: number };
  ContainerOverrides: { Environment: { Name: string; Value: string }[] };
}

/** What a state is told in the end. */
interface Job extends Submission {
  JobId: string;
  Status: 'SUCCEEDED' | 'FAILED';
  StatusReason: string;
  /** Of an array, those of all its jobs. */
  Attempts: { StatusReason: string; Container: { ExitCode: number | null } }[];
}

interface RetryStrategy {
  Attempts: number;
  EvaluateOnExit: { Action: 'EXIT' | 'RETRY'; OnExitCode?: string; OnStatusReason?: string }[];
}

export interface BatchHostOptions {
  port: number;
  /** Where everything else is handed on to. */
  onwardPort: number;
  /** The stack that the job definition is read from. */
  template: Template;
  /** The script of a job, and what is in its environment beside what was asked for. */
  entry: string;
  env: Record<string, string>;
  /** A try of a job of which the machine is reclaimed: it gets SIGTERM as it starts. */
  isReclaimed?: (index: number, tries: number) => boolean;
}

export interface BatchHost {
  server: Server;
  /** Everything that was sent, and what became of it. */
  jobs: Job[];
}

/** The state machine as the interpreter can do it. */
export function sendToHost({ States, ...machine }: Definition): Definition {
  const toCall = (state: State): State =>
    String(state.Resource).endsWith(':batch:submitJob.sync') ? { ...state, Resource: arnOf('batch') } : state;
  return { ...machine, States: Object.fromEntries(Object.entries(States).map(([id, state]) => [id, toCall(state)])) };
}

export async function startBatchHost(options: BatchHostOptions): Promise<BatchHost> {
  const jobs: Job[] = [];
  const [definition] = Object.values(options.template.findResources('AWS::Batch::JobDefinition'));
  const strategy = definition.Properties.RetryStrategy as RetryStrategy;
  const server = createServer(async (incoming, outgoing) => {
    if (!/functions\/.*batch\/invocations/.test(incoming.url!)) return forward(incoming, outgoing, options.onwardPort);
    const job = await runJob((await json(incoming)) as Submission, `job-${jobs.length}`, options, strategy);
    jobs.push(job);
    if (job.Status === 'SUCCEEDED') return outgoing.end(JSON.stringify(job));
    // A function's error is handed on whole, as what Batch tells is; its name may not be States.TaskFailed.
    outgoing.setHeader('X-Amz-Function-Error', 'Unhandled');
    outgoing.end(JSON.stringify({ errorType: 'TaskFailed', ...job }));
  });
  await once(server.listen(options.port, 'localhost'), 'listening');
  return { server, jobs };
}

/** All of an array, one after the other, or the one. */
async function runJob(
  submission: Submission,
  JobId: string,
  options: BatchHostOptions,
  strategy: RetryStrategy,
): Promise<Job> {
  const size = submission.ArrayProperties?.Size;
  if (size !== undefined && (size < 2 || size > 10_000)) throw new Error(`array of ${size} jobs`);
  const Attempts: Job['Attempts'] = [];
  const ends: boolean[] = [];
  for (let index = 0; index < (size ?? 1); index++) {
    const env: Record<string, string> = size === undefined ? {} : { AWS_BATCH_JOB_ARRAY_INDEX: String(index) };
    for (const { Name, Value } of submission.ContainerOverrides.Environment) env[Name] = Value;
    const tries = await runChild(index, env, options, strategy);
    Attempts.push(...tries);
    ends.push(tries.at(-1)!.Container.ExitCode === 0);
  }
  if (ends.every((end) => end)) return { ...submission, JobId, Status: 'SUCCEEDED', StatusReason: '', Attempts };
  const StatusReason = size === undefined ? 'Essential container in task exited' : 'Array Child Job failed';
  return { ...submission, JobId, Status: 'FAILED', StatusReason, Attempts };
}

/** All tries of one job. */
async function runChild(
  index: number,
  more: Record<string, string>,
  { entry, env, isReclaimed }: BatchHostOptions,
  { Attempts, EvaluateOnExit }: RetryStrategy,
): Promise<Job['Attempts']> {
  const tries: Job['Attempts'] = [];
  for (;;) {
    const child = spawn(process.execPath, [entry], {
      env: { PATH: process.env.PATH!, ...env, ...more },
      stdio: 'ignore',
    });
    const reclaimed = isReclaimed?.(index, tries.length) ?? false;
    if (reclaimed) child.once('spawn', () => child.kill('SIGTERM'));
    const [ExitCode] = (await once(child, 'exit')) as [number | null];
    const StatusReason = reclaimed ? 'Host EC2 (instance i-0a1b2c) terminated.' : 'Essential container in task exited';
    tries.push({ StatusReason, Container: { ExitCode } });
    const rule = EvaluateOnExit.find(
      ({ OnExitCode = String(ExitCode), OnStatusReason = StatusReason }) =>
        OnExitCode === String(ExitCode) && StatusReason.startsWith(OnStatusReason.replace(/\*$/, '')),
    );
    if (ExitCode === 0 || rule?.Action === 'EXIT' || tries.length === Attempts) return tries;
  }
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: 'localhost', port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
