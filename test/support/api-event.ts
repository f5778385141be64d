/** What a request is made of. */
export interface AskedRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Where the API itself answers. */
export const API_HOST = 'abcde12345.execute-api.eu-central-1.amazonaws.com';

/** What an HTTP API hands to its function (payload format 2.0) when `path`, with its parameters, is asked for. */
export function apiEvent(path: string, { method = 'GET', headers = {}, body }: AskedRequest = {}) {
  const [rawPath, rawQueryString = ''] = path.split('?');
  const parameters = [...new URLSearchParams(rawQueryString)];
  const small = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    version: '2.0' as const,
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: {
      host: API_HOST,
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-amzn-trace-id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
      ...Object.fromEntries(small),
    },
    queryStringParameters: Object.fromEntries(parameters),
    requestContext: {
      accountId: '111122223333',
      apiId: 'abcde12345',
      domainName: API_HOST,
      domainPrefix: 'abcde12345',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.7',
        userAgent: 'Mozilla/5.0',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '20/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_176_000_000,
    },
    body: body ?? null,
    isBase64Encoded: false,
  };
}

/** A text without when it was made. */
export const withoutTime = (text: string): string => text.replace(/"timeStamp":"[^"]*"/, '');

/** The bytes of an answer, as the API sends them on. */
export const bytesOf = ({ body, isBase64Encoded }: { body: string; isBase64Encoded: boolean }): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
