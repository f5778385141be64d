import { z } from 'zod';
import { growPixels } from '../exclude.js';
import { defineLayer } from './layer.js';

const options = z.strictObject({
  type: z.literal('clouds'),
  whiteness: z.number().positive().default(0.7).describe('Clouds differ less from grey, in shares of their brightness'),
  haze: z.number().default(0.08).describe('Clouds are bluer: blue − red / 2 is above this'),
  dark: z.number().positive().default(0.12).describe('Shadows on land have less near infrared than this'),
  shadowPx: z.int().min(0).max(256).default(50).describe('How far from a cloud its shadow can lie; 0: no shadows'),
});

/** What a pixel shows, by the numbers of Fmask. */
export const CLOUD_CODES = { land: 0, water: 1, shadow: 2, snow: 3, cloud: 4 } as const;

/**
 * Cloud, shadow, snow and water by the spectral rules of Fmask that need no thermal band (Zhu & Woodcock 2012, Remote
 * Sensing of Environment 118: equations 1 to 5, 18 and 20), on reflectance. A shadow is dark in the near infrared and the
 * first short wave, and has a cloud within `shadowPx`; where the sun stood is not asked. Values are Fmask's: 0 land, 1
 * water, 2 shadow, 3 snow, 4 cloud.
 */
export const clouds = defineLayer({
  name: 'clouds',
  title: 'Clouds and their shadows, snow, water, by the rules of Fmask',
  options,
  create: ({ whiteness, haze, dark, shadowPx }) => ({
    haloPx: shadowPx,
    needsReflectance: true,
    sources: (['blue', 'green', 'red', 'nir', 'swir1', 'swir2'] as const).map((band) => ({ kind: 'band', band })),
    compute: ({ length, values, valid, window }) => {
      const [blue, green, red, nir, swir1, swir2] = values;
      const out = new Float32Array(length);
      const isCloud = new Uint8Array(length);
      for (let i = 0; i < length; i++) {
        const [b, g, r, n, s, t] = [blue[i]!, green[i]!, red[i]!, nir[i]!, swir1[i]!, swir2[i]!];
        if (Number.isNaN(b + g + r + n + s + t) || (valid && valid[i] === 0)) {
          out[i] = Number.NaN;
          continue;
        }
        const ndvi = (n - r) / (n + r);
        const ndsi = (g - s) / (g + s);
        const mean = (b + g + r) / 3;
        const grey = (Math.abs(b - mean) + Math.abs(g - mean) + Math.abs(r - mean)) / mean;
        const isBright = t > 0.03 && ndsi < 0.8 && ndvi < 0.8;
        if (isBright && grey < whiteness && b - 0.5 * r > haze && n / s > 0.75) isCloud[i] = 1;
        if (isCloud[i]) out[i] = CLOUD_CODES.cloud;
        else if (ndsi > 0.15 && n > 0.11 && g > 0.1) out[i] = CLOUD_CODES.snow;
        else if ((ndvi < 0.01 && n < 0.11) || (ndvi < 0.1 && n < 0.05)) out[i] = CLOUD_CODES.water;
      }
      if (shadowPx === 0) return out;
      const near = growPixels(isCloud, window.width, shadowPx);
      for (let i = 0; i < length; i++) {
        if (near[i] && out[i] === CLOUD_CODES.land && nir[i]! < dark && swir1[i]! < dark) out[i] = CLOUD_CODES.shadow;
      }
      return out;
    },
  }),
});
