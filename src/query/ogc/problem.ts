import { InputError, UsageError } from '../../errors.js';
import { type ApiResponse, PROBLEM_TYPE } from './request.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/** There is nothing of that name. */
export class NotThere extends Error {
  constructor(thing: string, name: string) {
    super(`there is no ${thing} ${quote(name)}`);
    this.name = 'NotThere';
  }
}

/** A parameter that cannot be understood. */
export const badValue = (name: string, wanted: string, got: string): UsageError =>
  new UsageError({ thing: name, wanted, got: got === '' ? 'nothing' : quote(got) });

/** As much of what somebody sent as a message may repeat. */
export const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** Says in one sentence what is wrong (RFC 9457); of our own faults nothing but that they are. */
export function describeProblem(error: unknown): ApiResponse {
  if (error instanceof NotThere) return makeProblem(404, error.message);
  if (error instanceof UsageError) return makeProblem(400, error.message);
  // A filter may turn out to be wrong only when it meets a feature.
  if (error instanceof InputError && error.facts.thing === 'filter') return makeProblem(400, error.message);
  if (error instanceof InputError && error.facts.thing === 'collection') return makeProblem(404, error.message);
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return makeProblem(503, 'the answer took too long: ask for a smaller bbox, or with a simpler filter');
  }
  return makeProblem(500, 'the server could not answer; its log says why');
}

export function makeProblem(status: number, detail: string, headers: Record<string, string> = {}): ApiResponse {
  return {
    status,
    headers: { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify({ type: 'about:blank', title: TITLES[status], status, detail }),
  };
}
