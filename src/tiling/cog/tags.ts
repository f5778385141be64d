import { affineDeterminant, isAxisAligned } from '../../raster/affine.js';
import type { Legend } from '../../raster/class-mask.js';
import { bytesPerValue, type DataType } from '../../raster/raster.js';
import { geoKeyTags } from '../geo-keys.js';
import type { Tag } from './ifd.js';
import type { CogOptions } from './options.js';

/** One level of the pyramid, once its blocks are known. */
export interface LevelPlan {
  width: number;
  height: number;
  blockSizePx: number;
  isOverview: boolean;
  predictor: boolean;
  /** Where the data of each block starts in the file, row by row. */
  offsets: ArrayLike<number>;
  byteCounts: ArrayLike<number>;
}

/** The fields of one level's directory. The place on the map stands in the full image alone, as GDAL does it. */
export function levelTags(options: CogOptions, level: LevelPlan, bigTiff: boolean): Tag[] {
  const tags = [...imageTags(options, level), ...blockTags(level, bigTiff)];
  if (options.palette) tags.push({ id: 320, type: 'short', values: colorMap(options.palette) });
  if (options.nodata !== null) tags.push({ id: 42113, type: 'ascii', values: formatNodata(options.nodata) });
  if (level.isOverview) return tags;
  const description = gdalMetadata(options);
  if (description) tags.push({ id: 42112, type: 'ascii', values: description });
  return [...tags, ...placeTags(options)];
}

function imageTags({ dataType, bandCount, palette }: CogOptions, level: LevelPlan): Tag[] {
  const perBand = (value: number): number[] => new Array(bandCount).fill(value);
  const tags: Tag[] = [
    { id: 254, type: 'long', values: [level.isOverview ? 1 : 0] },
    { id: 256, type: 'long', values: [level.width] },
    { id: 257, type: 'long', values: [level.height] },
    { id: 258, type: 'short', values: perBand(bytesPerValue(dataType) * 8) },
    { id: 259, type: 'short', values: [8] },
    { id: 262, type: 'short', values: [palette ? 3 : 1] },
    { id: 277, type: 'short', values: [bandCount] },
    { id: 284, type: 'short', values: [1] },
    { id: 339, type: 'short', values: perBand(sampleFormat(dataType)) },
  ];
  if (level.predictor) tags.push({ id: 317, type: 'short', values: [2] });
  if (bandCount > 1) tags.push({ id: 338, type: 'short', values: perBand(0).slice(1) });
  return tags;
}

function blockTags({ blockSizePx, offsets, byteCounts }: LevelPlan, bigTiff: boolean): Tag[] {
  return [
    { id: 322, type: 'long', values: [blockSizePx] },
    { id: 323, type: 'long', values: [blockSizePx] },
    { id: 324, type: bigTiff ? 'long8' : 'long', values: offsets },
    { id: 325, type: 'long', values: byteCounts },
  ];
}

/** North up: scale and tie point. Anything else: the matrix. An image that lies nowhere gets neither. */
function placeTags({ affine, crs }: CogOptions): Tag[] {
  const [a, b, c, d, e, f] = affine;
  const keys = crs ? geoKeyTags(crs) : [];
  if (!crs && affine.every((value, index) => value === [1, 0, 0, 0, 1, 0][index])) return keys;
  if (isAxisAligned(affine) && a > 0 && affineDeterminant(affine) < 0) {
    keys.push({ id: 33550, type: 'double', values: [a, -e, 0] });
    keys.push({ id: 33922, type: 'double', values: [0, 0, 0, c, f, 0] });
  } else {
    keys.push({ id: 34264, type: 'double', values: [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1] });
  }
  return keys;
}

/** 1 unsigned, 2 signed, 3 floating point. */
function sampleFormat(dataType: DataType): number {
  if (dataType.startsWith('float')) return 3;
  return dataType.startsWith('u') ? 1 : 2;
}

/** All reds, then greens, then blues, 16 bits each; ids without a class are black. */
function colorMap(legend: Legend): Uint16Array {
  const map = new Uint16Array(3 * 256);
  for (const { id, color } of legend) {
    for (let c = 0; c < 3; c++) map[c * 256 + id] = Number.parseInt(color.slice(1 + 2 * c, 3 + 2 * c), 16) * 257;
  }
  return map;
}

const formatNodata = (value: number): string => (Number.isNaN(value) ? 'nan' : String(value));

/**
 * GDAL's own XML in tag 42112: items of the file, and the names of the bands and what their values stand for. Its reader unescapes the content once
 * more after the XML parser did, so the content is escaped twice, as its writer does.
 */
function gdalMetadata({ metadata = {}, bandNames = [], bandCount, scaling }: CogOptions): string | null {
  const items = Object.entries(metadata).map(
    ([name, value]) => `  <Item name="${escapeXml(name)}">${toContent(value)}</Item>`,
  );
  for (const [sample, name] of bandNames.entries()) {
    items.push(`  <Item name="DESCRIPTION" sample="${sample}" role="description">${toContent(name)}</Item>`);
  }
  for (let sample = 0; scaling && sample < bandCount; sample++) {
    items.push(`  <Item name="OFFSET" sample="${sample}" role="offset">${scaling.offset}</Item>`);
    items.push(`  <Item name="SCALE" sample="${sample}" role="scale">${scaling.scale}</Item>`);
  }
  return items.length > 0 ? `<GDALMetadata>\n${items.join('\n')}\n</GDALMetadata>\n` : null;
}

const toContent = (text: string): string => escapeXml(escapeXml(text));

const XML_NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escapeXml(text: string): string {
  // Control characters have no place in XML 1.0, not even escaped.
  return text.replaceAll(/[&<>"']/g, (sign) => XML_NAMES[sign]!).replaceAll(/\p{Cc}/gu, ' ');
}
