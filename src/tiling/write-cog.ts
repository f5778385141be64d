import type { Band } from '../raster/raster.js';
import { type BlockFormat, encodeBlock, LEADER_BYTES, TRAILER_BYTES } from './cog/blocks.js';
import { serializeHead } from './cog/ifd.js';
import { type CogOptions, checkOptions, checkRows } from './cog/options.js';
import { memorySpool, type Spool } from './cog/spool.js';
import { type LevelPlan, levelTags } from './cog/tags.js';
import { halveByMode, halveByNearest, overviewSizes } from './overviews.js';

export type { CogOptions } from './cog/options.js';
export { fileSpool, memorySpool, type Spool } from './cog/spool.js';

/** Bands of `count` full rows from `row` on. Called in order of row, once for each row of blocks. */
export type ReadRows = (row: number, count: number) => Promise<readonly Band[]> | readonly Band[];

/** Offsets in a TIFF are 32 bits, in a BigTIFF 64. */
const CLASSIC_LIMIT_BYTES = 2 ** 32;
/** Blocks that are compressed at once, in the threads of zlib. */
const BLOCKS_IN_FLIGHT = 4;

/**
 * What GDAL's COG driver promises its reader, and is true here as well
 * (https://gdal.org/drivers/raster/cog.html, "Header ghost area"). The space lets an editor write YES in place.
 */
const PROMISES = [
  'LAYOUT=IFDS_BEFORE_DATA',
  'BLOCK_ORDER=ROW_MAJOR',
  'BLOCK_LEADER=SIZE_AS_UINT4',
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED',
  'KNOWN_INCOMPATIBLE_EDITION=NO\n ',
].join('\n');
const GHOST = `GDAL_STRUCTURAL_METADATA_SIZE=${String(PROMISES.length).padStart(6, '0')} bytes\n${PROMISES}`;

/** A level of the pyramid while its rows come in. */
interface Level {
  width: number;
  height: number;
  /** Rows that wait until they fill a row of blocks. */
  waiting: (readonly Band[])[];
  waitingRows: number;
  /** Row by row. */
  blocks: StoredBlock[];
}

/** A compressed block in the spool. */
interface StoredBlock {
  id: number;
  bytes: number;
}

interface Job {
  options: CogOptions;
  format: BlockFormat;
  levels: Level[];
  spool: Spool;
}

/**
 * The bytes of a cloud optimized GeoTIFF, in order: head, overviews from the smallest, the full image; deflate, pixel
 * interleaved. Reads one row of blocks at a time; each overview is made from the level before as its rows come in.
 * The same pixels give the same bytes. Throws `UsageError` where the options contradict each other.
 */
export async function* writeCog(options: CogOptions, readRows: ReadRows): AsyncGenerator<Uint8Array> {
  checkOptions(options);
  const job = openJob(options);
  try {
    const { blockSizePx } = job.format;
    for (let row = 0; row < options.height; row += blockSizePx) {
      const count = Math.min(blockSizePx, options.height - row);
      await addRows(job, 0, await readRows(row, count), count);
    }
    yield* writeFile(job);
  } finally {
    await job.spool.close();
  }
}

function openJob(options: CogOptions): Job {
  const { width, height, dataType, blockSizePx = 512, overviews, spool = memorySpool() } = options;
  const predictor = !options.palette && !dataType.startsWith('float');
  const sizes = overviewSizes(width, height, blockSizePx).slice(0, overviews === 'none' ? 1 : undefined);
  return {
    options,
    format: { dataType, blockSizePx, predictor, hasRuns: options.palette !== undefined, fill: options.nodata ?? 0 },
    levels: sizes.map((size) => ({ ...size, waiting: [], waitingRows: 0, blocks: [] })),
    spool,
  };
}

/** Takes rows of one level; a full row of blocks, or the last one, is compressed and passed on at half the size. */
async function addRows(job: Job, index: number, bands: readonly Band[], count: number): Promise<void> {
  const level = job.levels[index];
  if (!level) return;
  checkRows(job.options, level.width * count, bands);
  level.waiting.push(bands);
  level.waitingRows += count;
  const { blockSizePx } = job.format;
  const doneRows = Math.floor(level.blocks.length / Math.ceil(level.width / blockSizePx)) * blockSizePx;
  if (level.waitingRows < Math.min(blockSizePx, level.height - doneRows)) return;
  const [rows, height] = [joinRows(level.waiting), level.waitingRows];
  level.waiting = [];
  level.waitingRows = 0;
  await compressRows(job, level, rows, height);
  if (job.levels[index + 1])
    await addRows(job, index + 1, halve(job.options, rows, level.width), Math.ceil(height / 2));
}

async function compressRows(job: Job, level: Level, bands: readonly Band[], height: number): Promise<void> {
  const rows = { bands, width: level.width, height };
  const columns = Math.ceil(level.width / job.format.blockSizePx);
  const blocks: StoredBlock[] = new Array(columns);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let column = next++; column < columns; column = next++) {
      const data = await encodeBlock(rows, column * job.format.blockSizePx, job.format);
      blocks[column] = { id: await job.spool.append(data), bytes: data.length };
    }
  };
  await Promise.all(Array.from({ length: BLOCKS_IN_FLIGHT }, lane));
  for (const block of blocks) level.blocks.push(block);
}

function joinRows(parts: (readonly Band[])[]): readonly Band[] {
  if (parts.length === 1) return parts[0]!;
  return parts[0]!.map((first, b) => {
    const joined = new (first.constructor as new (length: number) => Band)(
      parts.reduce((length, part) => length + part[b]!.length, 0),
    );
    let at = 0;
    for (const part of parts) {
      joined.set(part[b]!, at);
      at += part[b]!.length;
    }
    return joined;
  });
}

function halve({ overviews, dataType, nodata }: CogOptions, bands: readonly Band[], width: number): Band[] {
  const method = overviews === 'mode' ? halveByMode : halveByNearest;
  return bands.map((band) => method(band, { width, dataType, nodata }));
}

/** Head first, then the levels from the smallest to the full image. */
async function* writeFile({ options, format, levels, spool }: Job): AsyncGenerator<Uint8Array> {
  const plan = (dataStartByte: number, bigTiff: boolean): { head: Uint8Array; endByte: number } => {
    let at = dataStartByte;
    const plans: LevelPlan[] = [];
    for (let i = levels.length - 1; i >= 0; i--) {
      const { width, height, blocks } = levels[i]!;
      const offsets = new Float64Array(blocks.length);
      for (const [block, { bytes }] of blocks.entries()) {
        offsets[block] = at + LEADER_BYTES;
        at += bytes;
      }
      const byteCounts = blocks.map(({ bytes }) => bytes - LEADER_BYTES - TRAILER_BYTES);
      plans[i] = { width, height, ...format, isOverview: i > 0, offsets, byteCounts };
    }
    const directories = plans.map((level) => levelTags(options, level, bigTiff));
    return { head: serializeHead({ directories, ghost: GHOST, bigTiff }), endByte: at };
  };
  // The head's length doesn't depend on the offsets in it: laid out once to measure it, once to write it.
  const classic = plan(0, true);
  const bigTiff = options.bigTiff === 'always' || classic.head.length + classic.endByte >= CLASSIC_LIMIT_BYTES;
  yield plan(plan(0, bigTiff).head.length, bigTiff).head;
  for (const { blocks } of levels.toReversed()) for (const { id } of blocks) yield await spool.read(id);
}
