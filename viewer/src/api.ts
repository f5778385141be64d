/** An answer that is none: the sentence is what the server says. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

interface Asked {
  parameters?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

export interface Api {
  /** Where the API is, with a slash at the end. */
  base: string;
  /** Asks for JSON; undefined where there is nothing at the address. */
  find<T>(path: string, asked?: Asked): Promise<T | undefined>;
  /** As `find`, but what is not there is an error. */
  get<T>(path: string, asked?: Asked): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** An address of the API as this page reaches it, whatever host an answer names. */
  addressOf(path: string): string;
  /** What requests to the API carry besides. */
  headers(): Record<string, string>;
  hasKey(): boolean;
}

const KEY = 'landquilt-api-key';
/** A JSON Web Token (RFC 7519) instead of a key. */
const IS_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * The API, which lies one folder above this page. Where it asks for a key, `askForKey` asks a person; the key is kept as
 * long as the tab is open, and goes to this origin alone.
 */
export function createApi(base: string, askForKey: (wasWrong: boolean) => Promise<string | null>): Api {
  let asking: Promise<string | null> | null = null;
  const key = (): string | null => sessionStorage.getItem(KEY);
  const headers = (): Record<string, string> => {
    const value = key();
    if (value === null) return {};
    return IS_TOKEN.test(value) ? { Authorization: `Bearer ${value}` } : { 'X-Api-Key': value };
  };
  const addressOf = (path: string): string => new URL(path.replace(/^\//, ''), base).href;

  async function renewKey(used: string | null): Promise<boolean> {
    // Another request may have asked in the meantime.
    if (key() !== used) return true;
    asking ??= askForKey(used !== null).finally(() => {
      asking = null;
    });
    const given = await asking;
    if (given) sessionStorage.setItem(KEY, given);
    return given !== null;
  }

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const used = key();
    const response = await fetch(addressOf(path), { ...init, headers: { ...init.headers, ...headers() } });
    if (response.status !== 401) return response;
    return (await renewKey(used)) ? send(path, init) : response;
  }

  async function find<T>(path: string, { parameters = {}, signal }: Asked = {}): Promise<T | undefined> {
    const query = new URLSearchParams(parameters).toString();
    const accept = { Accept: 'application/geo+json, application/json' };
    const response = await send(query ? `${path}?${query}` : path, { headers: accept, ...(signal ? { signal } : {}) });
    return response.status === 404 ? undefined : readJson<T>(response);
  }

  return {
    base,
    find,
    fetch: send,
    addressOf,
    headers,
    hasKey: () => key() !== null,
    async get<T>(path: string, asked?: Asked) {
      const found = await find<T>(path, asked);
      if (found === undefined) throw new ApiError(404, 'There is nothing at this address.');
      return found;
    },
    async post<T>(path: string, body: object) {
      const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
      return readJson<T>(await send(path, init));
    },
  };
}

async function readJson<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
}

/** What went wrong, as a person reads it. */
export function explain(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return 'This server wants an API key.';
  if (error instanceof TypeError) return 'The server cannot be reached.';
  return error instanceof Error ? error.message : String(error);
}

/** The path below the API's base of an absolute address in an answer: proxies may not tell the server its own name. */
export function pathBelow(address: string, root: 'collections' | 'stac'): string {
  const at = address.indexOf(`/${root}/`);
  return at < 0 ? address : address.slice(at + 1);
}
