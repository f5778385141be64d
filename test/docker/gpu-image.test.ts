import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GPU } from '../../infra/gpu-config.js';
import { IMAGES } from '../../scripts/package-functions.js';
import { readProjectFile } from '../support/sources.js';
import { makeFolder } from '../support/write-scene.js';

const dockerfile = readProjectFile('docker/gpu/Dockerfile');
const lines = dockerfile.split('\n');
const folder = makeFolder('image');
afterAll(() => rmSync(folder, { recursive: true }));

describe('the image', () => {
  it('holds what its job runs, where plans look for models', () => {
    const [entry] = IMAGES.gpu.entries;
    expect(lines).toContain(`ENTRYPOINT ["node", "dist/functions/${entry}.mjs"]`);
    expect(lines).toContain('WORKDIR /var/task');
    expect(lines).toContain('COPY --from=build /build/dist/lambda/gpu /var/task');
    expect(existsSync(join('functions', 'entries', `${entry}.ts`))).toBe(true);
  });

  it('is not root, and of named versions', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER 65532:65532']);
    const images = lines.filter((line) => line.startsWith('ARG ')).map((line) => line.split('=')[1]);
    expect(images.length).toBe(2);
    for (const image of images) expect(image).toMatch(/:\d/);
  });

  it('is made of files that are sent to its build, and there', () => {
    const sent = readProjectFile('docker/gpu/Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const path of sent) expect(existsSync(path), path).toBe(true);
    for (const path of ['package-lock.json', '.npmrc', 'scripts', 'src', 'functions', 'recipes', 'models']) {
      expect(sent).toContain(path);
    }
  });
});

describe('npm run gpu:image', () => {
  /** Programs that only write down how they were called, and what they read. */
  function makeProgram(name: string, answer: string): void {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho "${name} $*$(cat)" >> "${folder}/calls"\nprintf '%s' '${answer}'\n`);
    chmodSync(path, 0o755);
  }
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'scripts/gpu-image.ts', ...args], {
      encoding: 'utf8',
      env: { PATH: `${folder}:/bin:/usr/bin` },
    });

  it('builds, and pushes to the repository of the stack', () => {
    makeProgram('docker', '');
    makeProgram('aws', 'secret');
    const host = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
    const image = `${host}/landquilt-gpu:${GPU.imageTag}`;
    const { status, stdout, stderr } = run(`${host}/landquilt-gpu`);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(image);
    expect(readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')).toEqual([
      `docker build --platform linux/amd64 --file docker/gpu/Dockerfile --tag ${image} .`,
      'aws ecr get-login-password --region eu-central-1',
      `docker login --username AWS --password-stdin ${host}secret`,
      `docker push ${image}`,
    ]);
  });

  it('says what it needs', () => {
    for (const args of [[], ['landquilt']]) {
      const { status, stderr } = run(...args);
      expect(status).toBe(2);
      expect(stderr).toContain('repository: wanted the URI that is an output of the stack');
    }
  });
});
