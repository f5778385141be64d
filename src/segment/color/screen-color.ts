import { z } from 'zod';
import { linearToLab, toLinear } from './lab.js';

/** A colour as web pages write it. */
export const screenColor = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'wanted a colour such as #1b7837');

/** CIE L*a*b* of such a colour. */
export function screenColorToLab(color: string): Float64Array {
  const parts = [1, 3, 5].map((at) => toLinear(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  const lab = new Float64Array(3);
  linearToLab(parts[0], parts[1], parts[2], lab);
  return lab;
}
