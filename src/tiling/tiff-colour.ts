import type { TiffLayout } from './tiff-layout.js';

const EXTRA_ASSOCIATED_ALPHA = 1;
const EXTRA_UNASSOCIATED_ALPHA = 2;

const PHOTOMETRIC = { 0: 'grey', 1: 'grey', 2: 'rgb', 3: 'palette', 4: 'mask', 6: 'ycbcr' } as const;

/** A name for TIFF's PhotometricInterpretation; both directions of grey are one. */
export function photometricName(code: number): 'rgb' | 'grey' | 'palette' | 'mask' | 'ycbcr' | 'other' {
  return PHOTOMETRIC[code as keyof typeof PHOTOMETRIC] ?? 'other';
}

interface AlphaHints {
  nodata: number | null;
  /** GDAL's colour interpretation of bands from 0, where the file has it. */
  interpretations: ReadonlyMap<number, string> | undefined;
}

/**
 * Number of the alpha band from 1, or null. TIFF marks it with ExtraSamples 1 or 2, but many four-band images (NAIP among
 * them) carry near infrared under that mark. So, in this order: what GDAL's metadata says of the band decides; a file with a
 * nodata value has no need of alpha and its bands are all data, as in GDAL; else the mark is believed.
 */
export function findAlphaBand(layout: TiffLayout, { nodata, interpretations }: AlphaHints): number | null {
  const { samples, extraSamples } = layout;
  const index = extraSamples.findIndex((kind) => kind === EXTRA_ASSOCIATED_ALPHA || kind === EXTRA_UNASSOCIATED_ALPHA);
  if (index < 0 || samples < 2) return null;
  const band = samples - extraSamples.length + index;
  const named = interpretations?.get(band);
  if (named !== undefined) return named.toLowerCase() === 'alpha' ? band + 1 : null;
  return nodata === null ? band + 1 : null;
}
