import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GPU } from '../infra/gpu-config.js';

/*
 * Builds the image of the jobs for GPUs, and pushes it to the repository that the stack made: `npm run gpu:image --
 * <GpuImageRepositoryUri>`. Needs Docker and the AWS CLI.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPOSITORY = /^(\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?)\/[a-z0-9._/-]+$/;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Hands back what a program writes, or lets a person read it. */
function run(program: string, args: readonly string[], { input = '', isAnswer = false } = {}): string {
  const { status, stdout, error } = spawnSync(program, args, {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    stdio: [input ? 'pipe' : 'ignore', isAnswer ? 'pipe' : 'inherit', 'inherit'],
  });
  if (error) fail(`${program}: wanted the program, got ${error.message}`);
  if (status !== 0) fail(`${program} ${args[0]}: wanted it to end well, got exit code ${status}`);
  return stdout ?? '';
}

const repository = process.argv[2] ?? 'none';
const [, host, region] =
  REPOSITORY.exec(repository) ?? fail(`repository: wanted the URI that is an output of the stack, got ${repository}`);
const image = `${repository}:${GPU.imageTag}`;
run('docker', ['build', '--platform', 'linux/amd64', '--file', 'docker/gpu/Dockerfile', '--tag', image, '.']);
const password = run('aws', ['ecr', 'get-login-password', '--region', region], { isAnswer: true });
run('docker', ['login', '--username', 'AWS', '--password-stdin', host], { input: password });
run('docker', ['push', image]);
process.stdout.write(`${image}\n`);
