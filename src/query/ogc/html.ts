/** Text that is HTML already; everything else is escaped when it enters a template. */
export interface Html {
  readonly html: string;
}

export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/** A template whose values are escaped unless they are `Html`; lists are joined, null is nothing. */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return { html: parts.reduce((text, part, index) => text + toHtml(values[index - 1]) + part) };
}

function toHtml(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map(toHtml).join('');
}

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => NAMES[sign]);
