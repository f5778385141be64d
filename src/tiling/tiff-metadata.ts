/** What GDAL_METADATA says, sorted: items of the dataset, and of its bands by role. */
export interface TiffMetadata {
  dataset: Record<string, string>;
  /** By role (`description`, `colorinterp`…), then by band from 0. */
  bands: Map<string, Map<number, string>>;
}

const ITEM = /<Item\s([^<>]*)>([^<]*)<\/Item>/g;
const ATTRIBUTE = /([\w:]+)\s*=\s*"([^"]*)"/g;

/** Parses the XML of GDAL's private tag: a flat list of `<Item name sample? role? domain?>`. Anything else is passed over. */
export function parseMetadata(xml: string | null): TiffMetadata {
  const metadata: TiffMetadata = { dataset: {}, bands: new Map() };
  for (const [, attributes, content] of (xml ?? '').matchAll(ITEM)) {
    const { name, sample, role, domain } = parseAttributes(attributes!);
    // GDAL escapes the content, and then the XML that holds it.
    const value = decodeEntities(decodeEntities(content!));
    if (sample !== undefined) {
      if (role === undefined) continue;
      const values = metadata.bands.get(role) ?? new Map<number, string>();
      metadata.bands.set(role, values.set(Number(sample), value));
    } else if (name !== undefined && (domain === undefined || domain === 'IMAGERY')) metadata.dataset[name] = value;
  }
  return metadata;
}

function parseAttributes(text: string): Record<string, string | undefined> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, key, value]) => [key!, decodeEntities(value!)]));
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The scale and offset that GDAL keeps with each band, where all bands have the same; null where they don't. */
export function findScaling({ bands }: TiffMetadata, bandCount: number): { scale: number; offset: number } | null {
  const common = (role: string, missing: number): number => {
    const values = Array.from({ length: bandCount }, (_, band) => Number(bands.get(role)?.get(band) ?? missing));
    return values.every((value) => value === values[0]) ? values[0]! : Number.NaN;
  };
  const scale = common('scale', 1);
  const offset = common('offset', 0);
  const isTold = bands.has('scale') || bands.has('offset');
  return isTold && Number.isFinite(scale) && scale !== 0 && Number.isFinite(offset) ? { scale, offset } : null;
}

/** Metadata items that tell when the picture was taken, best first; compared without case, `_` and `-`. */
const DATETIME_ITEMS = ['acquisitiondatetime', 'datetime', 'acquisitiondate', 'tiffdatetime', 'tifftagdatetime'];

/**
 * When the scene was taken, as RFC 3339, or null: an item of the metadata, else the TIFF's DateTime tag (which often is
 * the time of processing). Times without a zone are taken for UTC.
 */
export function findDatetime(dataset: Record<string, string>, dateTimeTag: string | null): string | null {
  const items = new Map(
    Object.entries(dataset).map(([name, value]) => [name.toLowerCase().replaceAll(/[_-]/g, ''), value]),
  );
  for (const name of DATETIME_ITEMS) {
    const found = toRfc3339(items.get(name));
    if (found !== null) return found;
  }
  return toRfc3339(dateTimeTag ?? undefined);
}

const MOMENT = /^\s*(\d{4})[:-](\d\d)[:-](\d\d)(?:[T ]+(\d\d):(\d\d):(\d\d)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*$/i;

function toRfc3339(text: string | undefined): string | null {
  const match = MOMENT.exec(text ?? '');
  if (match === null) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const offset = zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const moment = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${offset}`;
  const isReal = !Number.isNaN(Date.parse(moment)) && Number(day) <= daysInMonth(Number(year), Number(month));
  return isReal ? moment : null;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
