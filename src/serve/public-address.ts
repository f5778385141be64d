const HOST = /^([a-z0-9_.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i;
const PREFIX = /^(\/[\w.~-]+)*\/?$/;

/**
 * Where whoever asks finds this server, without a slash at its end: as the request says, or the proxy before us
 * (`X-Forwarded-Proto`, `-Host`, `-Prefix`). What does not look like an address is not believed.
 */
export function publicAddress(url: string, header: (name: string) => string | undefined): string {
  const { protocol, host } = new URL(url);
  const first = (name: string): string => header(name)?.split(',')[0].trim() ?? '';
  const forwarded = {
    protocol: first('x-forwarded-proto'),
    host: first('x-forwarded-host'),
    prefix: first('x-forwarded-prefix'),
  };
  const isKnown = forwarded.protocol === 'http' || forwarded.protocol === 'https';
  const scheme = isKnown ? forwarded.protocol : protocol.slice(0, -1);
  const name = HOST.test(forwarded.host) ? forwarded.host : host;
  const prefix = PREFIX.test(forwarded.prefix) ? forwarded.prefix.replace(/\/$/, '') : '';
  return `${scheme}://${name}${prefix}`;
}
