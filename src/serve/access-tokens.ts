import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { UsageError } from '../errors.js';
import type { Caller, Scope } from './access-keys.js';

export interface TokenTerms {
  /** Who gave the token out, as it says itself. */
  issuer: string;
  /** Whom it is for: us. */
  audience: string;
  /** Where the keys of whoever gives them out are: a JSON Web Key Set. */
  jwks: string;
}

/** Tells whose a token is; null where it is not right. Fails where the keys cannot be had. */
export type TokenVerifier = (token: string) => Promise<Caller | null>;

/** Two that anybody can check with a public key; a token does not choose for itself. */
const ALGORITHMS = ['RS256', 'ES256'];
const CLOCK_TOLERANCE_S = 30;
const KEYS_KEPT_MS = 600_000;
const KEYS_WAIT_MS = 5000;
/** Scopes that allow to bring scenes: alone, or behind the name of this API as providers put it. */
const WRITE = /^(?:landquilt[:/.])?write$/;

/** Checks JSON Web Tokens (RFC 7519): signature, issuer, audience, times. */
export function createTokenVerifier({ issuer, audience, jwks }: TokenTerms): TokenVerifier {
  const keys = createRemoteJWKSet(parseKeysUrl(jwks), { cacheMaxAge: KEYS_KEPT_MS, timeoutDuration: KEYS_WAIT_MS });
  return (token) => verify(token, keys, { issuer, audience });
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: Omit<TokenTerms, 'jwks'>,
): Promise<Caller | null> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp'],
    });
    return { name: payload.sub ?? issuer, scopes: scopesOf(payload) };
  } catch (error) {
    if (isWrong(error)) return null;
    throw error;
  }
}

/** Not so where the place of the keys does not answer, or not with keys. */
const isWrong = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
  error.code !== errors.JOSEError.code;

/** Whoever has a token may read. */
function scopesOf({ scope, scp }: JWTPayload): ReadonlySet<Scope> {
  const said = [scope, scp].flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : (claim ?? [])));
  return new Set(said.some((one) => typeof one === 'string' && WRITE.test(one)) ? ['read', 'write'] : ['read']);
}

function parseKeysUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOwn = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isOwn)) return url;
  throw new UsageError({ thing: '--jwt-jwks', wanted: 'https://…', got: text || 'nothing' });
}
