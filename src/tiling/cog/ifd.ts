/** Field types of TIFF 6.0, and LONG8 of BigTIFF. */
export type TagType = 'ascii' | 'short' | 'long' | 'double' | 'long8';

/** One field of an image file directory; ASCII values are given as a string. */
export interface Tag {
  id: number;
  type: TagType;
  values: ArrayLike<number> | string;
}

export interface TiffHead {
  /** One list of tags a directory, in the order of the chain. */
  directories: readonly (readonly Tag[])[];
  /** Text between the file header and the first directory. */
  ghost: string;
  bigTiff: boolean;
}

const TYPES: Record<TagType, { code: number; bytes: number }> = {
  ascii: { code: 2, bytes: 1 },
  short: { code: 3, bytes: 2 },
  long: { code: 4, bytes: 4 },
  double: { code: 12, bytes: 8 },
  long8: { code: 16, bytes: 8 },
};

/** What differs between TIFF 6.0 and BigTIFF, in bytes. */
const CLASSIC = { header: 8, count: 2, entry: 12, pointer: 4 };
const BIG = { header: 16, count: 8, entry: 20, pointer: 8 };
type Form = typeof CLASSIC;

/**
 * The head of a little-endian TIFF: file header, ghost area, and every directory followed by its values.
 *
 *     header │ ghost │ directory 0, its long values │ directory 1, its long values │ … │ (blocks follow)
 *
 * Its length depends on the number of values only, never on what they are.
 */
export function serializeHead({ directories, ghost, bigTiff }: TiffHead): Uint8Array {
  const form = bigTiff ? BIG : CLASSIC;
  const ghostBytes = new TextEncoder().encode(ghost);
  const starts: number[] = [];
  let end = align(form.header + ghostBytes.length);
  for (const tags of directories) {
    starts.push(end);
    end += directorySize(tags, form);
  }
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  writeFileHeader(view, starts[0]!, bigTiff);
  bytes.set(ghostBytes, form.header);
  for (const [index, tags] of directories.entries()) {
    writeDirectory({ view, form, startByte: starts[index]!, nextByte: starts[index + 1] ?? 0 }, tags);
  }
  return bytes;
}

/** Values start on multiples of eight, so that even doubles and LONG8 are aligned. */
const align = (offset: number): number => Math.ceil(offset / 8) * 8;

const valueBytes = (tag: Tag): number => valueCount(tag) * TYPES[tag.type].bytes;

function valueCount({ values }: Tag): number {
  return typeof values === 'string' ? new TextEncoder().encode(values).length + 1 : values.length;
}

function directorySize(tags: readonly Tag[], form: Form): number {
  let size = align(form.count + tags.length * form.entry + form.pointer);
  for (const tag of tags) if (valueBytes(tag) > form.pointer) size += align(valueBytes(tag));
  return size;
}

function writeFileHeader(view: DataView, firstDirectoryByte: number, bigTiff: boolean): void {
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, bigTiff ? 43 : 42, true);
  if (bigTiff) view.setUint16(4, BIG.pointer, true);
  writeInteger(view, bigTiff ? 8 : 4, bigTiff ? BIG.pointer : CLASSIC.pointer, firstDirectoryByte);
}

interface DirectoryPlace {
  view: DataView;
  form: Form;
  startByte: number;
  nextByte: number;
}

function writeDirectory({ view, form, startByte, nextByte }: DirectoryPlace, tags: readonly Tag[]): void {
  const sorted = [...tags].sort((a, b) => a.id - b.id);
  writeInteger(view, startByte, form.count, sorted.length);
  let entry = startByte + form.count;
  let longValues = startByte + align(form.count + sorted.length * form.entry + form.pointer);
  for (const tag of sorted) {
    view.setUint16(entry, tag.id, true);
    view.setUint16(entry + 2, TYPES[tag.type].code, true);
    writeInteger(view, entry + 4, form.pointer, valueCount(tag));
    const inline = valueBytes(tag) <= form.pointer;
    const place = entry + 4 + form.pointer;
    if (!inline) writeInteger(view, place, form.pointer, longValues);
    writeValues(view, inline ? place : longValues, tag);
    if (!inline) longValues += align(valueBytes(tag));
    entry += form.entry;
  }
  writeInteger(view, entry, form.pointer, nextByte);
}

function writeValues(view: DataView, startByte: number, { type, values }: Tag): void {
  if (typeof values === 'string') {
    new Uint8Array(view.buffer, startByte).set(new TextEncoder().encode(values));
    return;
  }
  const { bytes } = TYPES[type];
  for (let i = 0; i < values.length; i++) {
    if (type === 'double') view.setFloat64(startByte + i * bytes, values[i]!, true);
    else writeInteger(view, startByte + i * bytes, bytes, values[i]!);
  }
}

function writeInteger(view: DataView, offset: number, bytes: number, value: number): void {
  if (bytes === 8) view.setBigUint64(offset, BigInt(value), true);
  else if (bytes === 4) view.setUint32(offset, value, true);
  else view.setUint16(offset, value, true);
}
