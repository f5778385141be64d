type Attribute = string | number | boolean | null | ((event: Event) => void);

export type Child = Node | string | null;

/**
 * An element with its attributes and children. A function under `onclick` and the like is a listener; true is an
 * attribute without a value; null and false are left out.
 */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Sets a custom property; a style attribute in markup would break the page's policy, this does not. */
export function setVariable(element: HTMLElement | SVGElement, name: string, value: string | number): void {
  element.style.setProperty(name, String(value));
}

/** Replaces the children without losing the focus, where the same `data-key` is there again. */
export function replaceChildren(parent: Element, ...children: readonly Child[]): void {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.closest<HTMLElement>('[data-key]')?.dataset.key;
  parent.replaceChildren(...children.filter((child) => child !== null));
  if (key !== undefined) parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** A name that may be broken after its signs, as file names are long. */
export const breakable = (name: string): Child[] =>
  name.split(/(?<=[_.-])/).flatMap((part, index) => (index === 0 ? [part] : [document.createElement('wbr'), part]));

const SVG = 'http://www.w3.org/2000/svg';

export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Outlines on a grid of 24, drawn for this page. */
const ICONS = {
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  box: 'M5 5h14v14H5z',
  polygon: 'M12 4l8 6-3 9H7l-3-9z',
  compare: 'M12 3v18M8 8l-4 4 4 4M16 8l4 4-4 4',
  clear: 'M6 6l12 12M18 6L6 18',
  back: 'M14 6l-6 6 6 6',
  moon: 'M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  upload: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  undo: 'M9 6L4 11l5 5M4 11h10a5 5 0 0 1 0 10h-2',
  check: 'M5 13l4 4L19 7',
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGElement {
  const path = svg('path', { d: ICONS[name] });
  return svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, path);
}

/** A button that shows an icon and says a word. */
export function iconButton(
  name: IconName,
  { label, onclick, ...attributes }: { label: string; onclick(): void } & Record<string, Attribute | (() => void)>,
): HTMLButtonElement {
  return el(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...(attributes as object) },
    icon(name),
  );
}
