import { makeProblem } from '../src/query/ogc/problem.js';

/** What a function answers an HTTP API. */
export interface ApiAnswer {
  statusCode: number;
  headers?: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

/** Of what a function answers, as JSON; longer ones are lost on the way. */
const MOST_BYTES = 6 * 2 ** 20;
/** Room for headers. */
const ROOM_BYTES = 64 * 2 ** 10;
/** Four bytes are sent for three of a file. */
export const MOST_FILE_BYTES = 4_000_000;

/** The answer, or why it cannot be given. Texts are a tenth as long for clients that take them packed. */
export function limitAnswer(answer: ApiAnswer): ApiAnswer {
  const most = MOST_BYTES - ROOM_BYTES;
  // No character of a text takes more than six bytes.
  if (answer.body.length <= most / 6 || Buffer.byteLength(JSON.stringify(answer.body)) <= most) return answer;
  const detail = 'the answer is too long to be sent: accept it packed (Accept-Encoding: gzip), or ask for less';
  return sayProblem(406, detail);
}

export function sayProblem(status: number, detail: string, more: Record<string, string> = {}): ApiAnswer {
  const { headers, body } = makeProblem(status, detail, more);
  return { statusCode: status, headers: { ...headers }, body: String(body), isBase64Encoded: false };
}
