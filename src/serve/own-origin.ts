const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** True of an address that only this machine reaches; `0.0.0.0` and names are not. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname) || hostname === '::1';

/** Of a request: where it went, and which page sent it. */
export interface Origins {
  url: string;
  /** The header `Host`. */
  host: string | undefined;
  /** The header `Origin`; browsers send it with everything that changes something. */
  origin: string | undefined;
  /** Where the server lies as the proxy in front says. */
  base: string;
}

/** True of requests that no page of another site sent: there is none, or it is our own. */
export function isOwnPage({ url, host, origin, base }: Origins): boolean {
  if (origin === undefined) return true;
  const own = [new URL(url).origin, new URL(base).origin];
  if (host) own.push(`http://${host}`, `https://${host}`);
  return own.includes(origin);
}

/** True where the server was called by a name that only this machine has: no name of another site that leads here. */
export const isCalledLocal = ({ url, host }: Origins): boolean => {
  const name = host === undefined ? new URL(url).hostname : host.replace(/:\d+$/, '');
  return isLoopback(name);
};
