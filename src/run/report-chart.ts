import { type Html, html } from './report-html.js';

export interface Bar {
  label: string;
  value: number;
  /** The value in words, beside the bar. */
  text: string;
  /** `#rrggbb`; the page's own colour where there is none. */
  color: string | null;
}

/**
 * Horizontal bars, the longest (or `whole`, where that is more) as wide as the page allows. Names and values are text
 * beside the drawing, so they keep their size on a phone, and a reader of the page needs no colour to tell the bars apart.
 */
export function barChart(bars: readonly Bar[], whole = 0): Html {
  const longest = Math.max(...bars.map(({ value }) => value), whole, Number.MIN_VALUE);
  return html`<ul class="bars">
${bars.map(
  (bar) => html`<li><span class="bar-label">${swatch(bar.color)}${bar.label}</span>
<svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="1000" height="16"/>${barShape(bar, longest)}</svg>
<span class="bar-value">${bar.text}</span></li>
`,
)}</ul>`;
}

/** A thing that is there gets at least a hair of a bar. */
function barShape({ value, color }: Bar, longest: number): Html | null {
  if (value <= 0) return null;
  const width = Math.max(3, (value / longest) * 1000).toFixed(1);
  return html`<rect class="bar" width="${width}" height="16"${color ? html` fill="${color}"` : null}/>`;
}

export function swatch(color: string | null): Html | null {
  if (!color) return null;
  return html`<svg class="swatch" viewBox="0 0 14 14" aria-hidden="true" focusable="false"><rect x="0.5" y="0.5" width="13" height="13" rx="3" fill="${color}"/></svg>`;
}
