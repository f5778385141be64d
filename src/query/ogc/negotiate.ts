import { badValue } from './problem.js';
import type { ApiRequest } from './request.js';

export type Format = 'json' | 'html';

/** What to answer with: as `f` says, or else as `Accept` prefers; JSON where it does not care. */
export function chooseFormat({ query, accept }: ApiRequest): Format {
  const wanted = query.get('f');
  if (wanted === 'json' || wanted === 'html') return wanted;
  if (wanted !== null) throw badValue('f', 'json or html', wanted);
  if (!accept) return 'json';
  const ranges = accept.split(',').map(readRange);
  const json = ranges.filter(({ type }) => /^(application\/(.*json|\*)|\*\/\*)$/.test(type));
  const html = ranges.filter(({ type }) => /^(text\/(html|\*)|application\/xhtml\+xml)$/.test(type));
  return best(html) > best(json) ? 'html' : 'json';
}

const best = (ranges: readonly { quality: number }[]): number => Math.max(0, ...ranges.map(({ quality }) => quality));

/** One of an `Accept` header's parts: `text/html;q=0.9`. A whole wildcard counts a little less than what is named. */
function readRange(text: string): { type: string; quality: number } {
  const [type, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  const quality = given >= 0 && given <= 1 ? given : 0;
  return { type, quality: type === '*/*' ? quality - 0.001 : quality };
}
