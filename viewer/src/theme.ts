import { createSignal, type Signal } from './signal.js';

export type Theme = 'light' | 'dark';

/** Colours that the map needs itself; the page has its own in the style sheet. */
export const THEME_COLOURS: Readonly<Record<Theme, { ground: string; lines: string; ink: string; accent: string }>> = {
  light: { ground: '#e9ede9', lines: '#cdd5cf', ink: '#1c2420', accent: '#0f6b52' },
  dark: { ground: '#171c1a', lines: '#2b3430', ink: '#f2f6f4', accent: '#6fd3b2' },
};

const KEPT = 'landquilt-theme';

/** Light or dark: as the system has it, until a person says otherwise, which is kept. */
export function createTheme(): Signal<Theme> & { toggle(): void } {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const kept = (): Theme | null => {
    const value = localStorage.getItem(KEPT);
    return value === 'light' || value === 'dark' ? value : null;
  };
  const current = (): Theme => kept() ?? (dark.matches ? 'dark' : 'light');
  const theme = createSignal(current());
  const show = (): void => {
    document.documentElement.dataset.theme = theme.get();
  };
  show();
  theme.subscribe(show);
  dark.addEventListener('change', () => theme.set(current()));
  return {
    ...theme,
    toggle() {
      localStorage.setItem(KEPT, theme.get() === 'dark' ? 'light' : 'dark');
      theme.set(current());
    },
  };
}
