import { type Child, el } from '../dom.js';

/** A part of the side panel under a heading of its own. */
export function section(heading: string, ...children: readonly Child[]): HTMLElement {
  const id = `heading-${idOf(heading)}`;
  return el('section', { 'aria-labelledby': id }, el('h2', { id }, heading), ...children);
}

const idOf = (words: string): string => words.toLowerCase().replaceAll(/[^a-z]+/g, '-');

/** A range with its name and its value in words beside it. */
export function slider(options: {
  name: string;
  max: number;
  step?: number;
  value: number;
  describe(value: number): string;
  oninput(value: number): void;
}): { element: HTMLElement; set(value: number): void } {
  const { name, max, step = 1, describe } = options;
  const id = `slider-${idOf(name)}`;
  const output = el('output', { for: id }, describe(options.value));
  const input = el('input', { id, type: 'range', min: 0, max, step, value: options.value });
  const tell = (value: number): void => {
    output.textContent = describe(value);
    input.setAttribute('aria-valuetext', describe(value));
  };
  tell(options.value);
  input.addEventListener('input', () => {
    tell(input.valueAsNumber);
    options.oninput(input.valueAsNumber);
  });
  return {
    element: el('div', { class: 'slider' }, el('label', { for: id }, name), output, input),
    set(value) {
      input.value = String(value);
      tell(value);
    },
  };
}

export function message(kind: 'empty' | 'error', text: string, ...more: readonly Child[]): HTMLElement {
  return el(
    'div',
    { class: `message ${kind}`, ...(kind === 'error' ? { role: 'alert' } : {}) },
    el('p', {}, text),
    ...more,
  );
}
