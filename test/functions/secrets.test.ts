import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSecrets } from '../../functions/secrets.js';

const NAME = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Keys-AbCdEf';
let extension: Server;
let asked: { name: string | null; token: unknown }[] = [];
let answer = { status: 200, body: '' };
let clock = 0;

beforeAll(async () => {
  extension = createServer(({ url, headers }, response) => {
    const name = new URL(url!, 'http://x').searchParams.get('secretId');
    asked.push({ name, token: headers['x-aws-parameters-secrets-token'] });
    response.statusCode = answer.status;
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => extension.listen(0, 'localhost', resolve));
});
afterAll(() => extension.close());
beforeEach(() => {
  asked = [];
  clock = 0;
  answer = { status: 200, body: JSON.stringify({ ARN: NAME, SecretString: 'one' }) };
});

const make = () =>
  createSecrets({ port: (extension.address() as AddressInfo).port, token: () => 'session' }, () => clock);

it('a secret is asked for by its name, once a minute, whoever asks', async () => {
  const read = make();
  expect(await Promise.all([read(NAME), read(NAME)])).toEqual(['one', 'one']);
  clock = 59_000;
  expect(await read(NAME)).toBe('one');
  expect(asked).toEqual([{ name: NAME, token: 'session' }]);
  answer.body = JSON.stringify({ SecretString: 'two' });
  clock = 60_000;
  expect(await read(NAME)).toBe('two');
});

it('one that cannot be read for a while is what it was', async () => {
  const read = make();
  await read(NAME);
  answer = { status: 500, body: 'no' };
  for (clock of [60_000, 120_000]) expect(await read(NAME)).toBe('one');
  answer = { status: 200, body: JSON.stringify({ SecretString: 'two' }) };
  clock = 180_000;
  expect(await read(NAME)).toBe('two');
});

it('one that was never read fails, and is asked for again', async () => {
  const read = make();
  answer = { status: 400, body: 'not ready to serve traffic, please wait' };
  await expect(read(NAME)).rejects.toThrow(`secret: wanted a text, got status 400 (${NAME})`);
  answer = { status: 200, body: JSON.stringify({ SecretString: 'one' }) };
  expect(await read(NAME)).toBe('one');
});
