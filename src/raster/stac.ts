/*
 * Pieces that all STAC Items here have in common (stacspec.org, 1.1.0).
 */

/** As STAC asks for where no time is known: all of it. */
export const ANY_TIME = {
  datetime: null,
  start_datetime: '1900-01-01T00:00:00Z',
  end_datetime: '9999-12-31T23:59:59Z',
};

/** Extensions of an Item that describes a model. */
export const MODEL_EXTENSIONS = [
  'https://stac-extensions.github.io/mlm/v1.5.2/schema.json',
  'https://stac-extensions.github.io/raster/v1.1.0/schema.json',
  'https://stac-extensions.github.io/file/v2.1.0/schema.json',
];

/** A SHA-256 as a multihash (multiformats.io): its code and its length come before the digest. */
export const toMultihash = (sha256: string): string => `1220${sha256}`;

/** A class as the extension Classification has it: names are of letters, digits, hyphens and underscores there. */
export function describeStacClass({ value, name, color }: { value: number; name: string; color: string | null }) {
  return {
    value,
    name: name.replaceAll(/[^0-9A-Za-z_-]+/g, '-').replaceAll(/^-+|-+$/g, '') || `class-${value}`,
    title: name,
    description: name,
    ...(color ? { color_hint: color.slice(1).toUpperCase() } : {}),
  };
}
