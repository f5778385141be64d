import type { Context, MiddlewareHandler } from 'hono';
import type { ApiPart } from '../query/ogc/api-part.js';
import { makeProblem } from '../query/ogc/problem.js';
import { describeAccess } from './access-document.js';
import { type ApiKey, type Caller, findKey, SCOPES, type Scope } from './access-keys.js';
import { refuseBrowser } from './access-page.js';
import type { TokenVerifier } from './access-tokens.js';
import { readRequest, toResponse } from './api-request.js';
import { isCalledLocal, isOwnPage, type Origins } from './own-origin.js';
import { createUrlSigner, secretOf, type UrlSigner } from './signed-url.js';

declare module 'hono' {
  interface ContextVariableMap {
    /** Who asks; absent where nobody was asked to say it. */
    caller: Caller;
  }
}

export interface AccessOptions {
  keys?: readonly ApiKey[];
  verifyToken?: TokenVerifier;
  /** Signs addresses; made from the keys where it is not given, and by chance where there are none. */
  secret?: Uint8Array;
  /** Without keys and tokens everybody may do everything: true where that is everybody on this machine. */
  isLocal?: boolean;
  onFault?(error: unknown): void;
}

/** Decides who may ask. */
export interface Access {
  /** Anybody may. */
  isOpen: boolean;
  /** Before all routes that are not for everybody. */
  guard: MiddlewareHandler;
  signer: UrlSigner;
  /** For the description of the API. */
  document: ApiPart;
}

/** What anybody may load: a program that asks for the key itself. */
const PUBLIC = /^\/(?:viewer(?:\/.*)?|favicon\.ico)$/;
/** An upload that was begun; its address is its own key. */
const BEGUN_UPLOAD = /^\/uploads\/[^/]+$/;
const EVERYBODY: Caller = { name: 'everybody', scopes: new Set(SCOPES) };

type Verdict = { caller: Caller } | { status: 401 | 403 | 503; detail: string };

export function createAccess({ keys = [], verifyToken, secret, isLocal = false, onFault }: AccessOptions = {}): Access {
  const isOpen = keys.length === 0 && !verifyToken;
  const signer = createUrlSigner(secret ?? secretOf(keys));

  async function judge(context: Context): Promise<Verdict> {
    const { req } = context;
    const origins = originsOf(context);
    const needed = neededScope(req.method, req.path);
    if (isOpen) {
      const isSafe = needed === 'read' || (isOwnPage(origins) && (!isLocal || isCalledLocal(origins)));
      return isSafe
        ? { caller: EVERYBODY }
        : { status: 403, detail: 'without keys, only a page of this server may do that' };
    }
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    const signed = isRead ? signer.check(sentPath(req.url), new URL(req.url).searchParams, new Date()) : null;
    if (signed === 'right') return { caller: { name: 'signed address', scopes: new Set(['read']) } };
    const caller = await identify(context, origins);
    if (caller === 'unknown') return { status: 503, detail: 'tokens cannot be checked now: try again' };
    if (signed && !caller) {
      return { status: 401, detail: signed === 'expired' ? 'this address has expired' : 'this address is not right' };
    }
    if (!caller) return { status: 401, detail: 'a key is needed: in the header X-Api-Key, or Authorization: Bearer' };
    if (caller.scopes.has(needed)) return { caller };
    return { status: 403, detail: `this key is not for that: its scope lacks ${needed}` };
  }

  async function identify({ req }: Context, origins: Origins): Promise<Caller | 'unknown' | null> {
    const authorization = req.header('Authorization') ?? '';
    const [, bearer] = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization) ?? [];
    const [, basic] = /^Basic +([\w+/=-]+)$/i.exec(authorization) ?? [];
    const given = req.header('X-Api-Key') ?? bearer;
    if (given !== undefined) {
      const known = findKey(keys, given);
      if (known || !verifyToken || given !== bearer) return known;
      return verifyToken(given).catch((error) => {
        onFault?.(error);
        return 'unknown';
      });
    }
    // Browsers add these by themselves, also to what other sites' pages ask.
    if (basic === undefined || !isOwnPage(origins)) return null;
    return findKey(
      keys,
      Buffer.from(basic, 'base64')
        .toString()
        .replace(/^[^:]*:/, ''),
    );
  }

  const guard: MiddlewareHandler = async (context, next) => {
    const { method, path } = context.req;
    if (PUBLIC.test(path) || (method === 'PUT' && BEGUN_UPLOAD.test(path))) return next();
    const verdict = await judge(context);
    if ('caller' in verdict) {
      context.set('caller', verdict.caller);
      await next();
      if (!isOpen) keepPrivate(context);
      return;
    }
    return refuse(context, verdict);
  };
  const document = describeAccess({ hasKeys: keys.length > 0, hasTokens: verifyToken !== undefined });
  return { isOpen, guard, signer, document };
}

/** As it was sent: no dots taken out, nothing decoded. */
const sentPath = (url: string): string => /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';

/** Reading may be done with POST, too, where a question is long. */
const neededScope = (method: string, path: string): Scope =>
  /^\/uploads(?:\/|$)/.test(path) || !['GET', 'HEAD', 'OPTIONS', 'POST'].includes(method) ? 'write' : 'read';

const originsOf = (context: Context): Origins => ({
  url: context.req.url,
  host: context.req.header('Host'),
  origin: context.req.header('Origin'),
  base: readRequest(context).base,
});

/** No cache between may give it to others. */
function keepPrivate(context: Context): void {
  const said = context.res.headers.get('Cache-Control') ?? '';
  const parts = said.split(/\s*,\s*/).filter((part) => part !== '' && !/^(?:public|private|s-maxage=.*)$/i.test(part));
  if (!parts.includes('no-store')) context.header('Cache-Control', ['private', ...parts].join(', '));
}

function refuse(context: Context, { status, detail }: Exclude<Verdict, { caller: Caller }>): Response {
  const wantsPage = /\btext\/html\b/.test(context.req.header('Accept') ?? '');
  if (status === 401 && wantsPage) return refuseBrowser(detail);
  const challenge = {
    401: 'Bearer realm="landquilt"',
    403: 'Bearer realm="landquilt", error="insufficient_scope"',
    503: null,
  }[status];
  return toResponse(
    makeProblem(status, detail, challenge ? { 'WWW-Authenticate': challenge } : { 'Retry-After': '10' }),
  );
}
