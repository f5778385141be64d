import type { Legend } from '../raster/class-mask.js';

/** A legend for ids without names: `class N`, each in a colour of its own. */
export function generateLegend(ids: readonly number[] = Array.from({ length: 255 }, (_, i) => i + 1)): Legend {
  return ids.map((id) => ({ id, name: `class ${id}`, color: generateColor(id) }));
}

/**
 * Hues a golden angle apart, so that neighbours in the list differ most; lightness and strength go through three
 * steps each. The first ids of 255 differ in all three.
 */
export function generateColor(id: number): string {
  const hue = (id * 137.508) % 360;
  const lightness = [0.45, 0.6, 0.33][id % 3]!;
  const saturation = [0.75, 0.55, 0.9][Math.floor(id / 3) % 3]!;
  return hslToHex(hue, saturation, lightness);
}

/** CSS Color 4, section 7.1: hsl to rgb. */
function hslToHex(hue: number, saturation: number, lightness: number): string {
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
