import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.js';
import type { Access } from '../serve/access.js';
import type { Call, Option } from './command.js';
import type { Io } from './io.js';

/** Keys for whom a file is too much, one a line. */
const KEYS_VARIABLE = 'LANDQUILT_API_KEYS';

/** Options of who may ask a server. */
export const ACCESS_OPTIONS: Record<string, Option> = {
  'api-keys': {
    type: 'string',
    value: 'file',
    help: `answer only who has one of these keys, one a line (or in ${KEYS_VARIABLE})`,
  },
  'jwt-issuer': { type: 'string', value: 'text', help: '… or a token (JWT, RS256 or ES256) of this issuer' },
  'jwt-audience': { type: 'string', value: 'text', help: '… for this audience' },
  'jwt-jwks': { type: 'string', value: 'url', help: '… signed with one of these keys (JSON Web Key Set)' },
  open: { type: 'boolean', help: 'without keys and tokens, answer anybody, also from other machines' },
};

/** Who may ask as the options say; a server that others reach is open to all only where that is said. */
export async function readAccess(call: Call, io: Io, hostname: string): Promise<Access> {
  const [{ createAccess }, { isLoopback }, { parseKeys }] = await Promise.all([
    import('../serve/access.js'),
    import('../serve/own-origin.js'),
    import('../serve/access-keys.js'),
  ]);
  const file = call.text('api-keys');
  const variable = io.environment?.[KEYS_VARIABLE];
  const keys = [
    ...(file === undefined ? [] : parseKeys(await readKeys(file), file)),
    ...(variable ? parseKeys(variable, KEYS_VARIABLE) : []),
  ];
  const verifyToken = await readTokenTerms(call);
  const onFault = (error: unknown) => io.stderr.write(`landquilt: tokens: ${(error as Error).message}\n`);
  const isOpen = keys.length === 0 && !verifyToken;
  if (isOpen) checkOpen(call, io, isLoopback(hostname));
  else if (call.flag('open')) {
    throw new UsageError({ thing: '--open', wanted: 'no keys and tokens beside it', got: 'both' });
  }
  return createAccess({
    keys,
    ...(verifyToken ? { verifyToken } : {}),
    isLocal: isOpen && !call.flag('open'),
    onFault,
  });
}

function checkOpen(call: Call, { stderr }: Io, isLocal: boolean): void {
  if (isLocal) return;
  const host = call.text('host') ?? '';
  if (!call.flag('open')) {
    const wanted = '--api-keys or --jwt-issuer beside it, or --open where anybody may read and bring scenes';
    throw new UsageError({ thing: `--host ${host}`, wanted, got: 'none of them' });
  }
  stderr.write(`landquilt: warning: anybody who reaches ${host} may read what is published, and bring scenes\n`);
}

async function readKeys(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const got = error.code === 'ENOENT' ? 'none' : error.message;
    throw new UsageError({ thing: '--api-keys', wanted: 'a file to read', got, source: file });
  });
}

async function readTokenTerms(call: Call) {
  const [issuer, audience, jwks] = ['jwt-issuer', 'jwt-audience', 'jwt-jwks'].map((name) => call.text(name) ?? '');
  if (!issuer && !audience && !jwks) return null;
  if (!issuer || !audience || !jwks) {
    const wanted = '--jwt-issuer, --jwt-audience and --jwt-jwks together';
    throw new UsageError({ thing: 'tokens', wanted, got: 'not all three' });
  }
  const { createTokenVerifier } = await import('../serve/access-tokens.js');
  return createTokenVerifier({ issuer, audience, jwks });
}
