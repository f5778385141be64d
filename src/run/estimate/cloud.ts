import { S3_READING } from '../../store/s3-store.js';
import { tasksPerCall } from './batches.js';
import { BELIEFS, type CloudSetup, LIMITS, PRICES, type Price } from './prices.js';
import { publishBytes } from './publish-memory.js';
import { addRanges, ceilRange, exactly, type Range, timesRange } from './range.js';
import type { Rates } from './rates.js';
import { nextPuts, type PieceRequests, pieceRequests, sceneRequests } from './requests.js';
import { megapixelsOf, type Workload } from './workload.js';

/** A run in the cloud. */
export interface CloudEstimate {
  /** Calls of workers. */
  calls: number;
  gets: Range;
  puts: Range;
  gbSeconds: Range;
  transitions: Range;
  /** From the event to the results, with all workers at once that the set-up allows. */
  wallSeconds: Range;
  usd: Range;
  usdByService: Record<'Lambda' | 'S3' | 'Step Functions' | 'ledger', Range>;
  usdPerGigapixel: Range;
  /** Per 1,000 km²; null where the ground is not known. */
  usdPer1000Km2: Range | null;
  /** What a worker fills that writes the file with most to know of every polygon. */
  publishBytes: Range;
  /** What all workers together may ask of the run's prefix in a second, in the phase that asks most. */
  peak: { getsPerSecond: number; putsPerSecond: number };
  /** Calls that may take longer than one may. */
  tooLong: { name: string; seconds: Range }[];
}

/** Asking, choosing and working each enter and leave a state; a call is scheduled, begins and ends. */
export const HISTORY_EVENTS_PER_PHASE = 12;
/** Each phase asks what is due, chooses, and works. */
const STATES_PER_PHASE = 3;
const STATES_AROUND = 6;
/** A child of a map: its start and its one state. */
const STATES_PER_CHILD: Range = { low: 1, high: 2 };
/** Requests of a call before it works: the plan, what was fitted, what was stitched. */
const GETS_PER_CALL: Range = { low: 2, high: 6 };
const NEXT_SECONDS: Range = { low: 0.3, high: 3 };
/** Parts of the time of making polygons: where borders are joined and files written. */
const SHARE_OF = { vectorize: 0.5, join: 0.1, publish: 0.1, files: 0.3 } as const;

/** What a call of a worker takes, and how many of them there are. */
interface PieceCalls extends PieceRequests {
  calls: number;
  callSeconds: Range;
}

export function estimateCloud(workload: Workload, rates: Rates, setup: CloudSetup): CloudEstimate {
  const megapixels = megapixelsOf(workload);
  const outputBytes = timesRange(rates.outputBytes, megapixels);
  const pieces = pieceRequests(workload, { shares: setup.shares, outputBytes });
  const scene = sceneRequests(workload);
  const worked = pieces.map((piece) => timePiece(piece, { workload, rates, setup, pieces }));
  const calls = worked.reduce((sum, piece) => sum + piece.calls, 0);
  const phases = pieces.filter((piece) => !isFile(piece)).length + 1;
  const gets = addRanges(scene.gets, timesRange(GETS_PER_CALL, calls), ...pieces.map((piece) => piece.gets));
  const puts = addRanges(nextPuts(workload, phases), ...pieces.map((piece) => piece.puts));
  const seconds = addRanges(...worked.map((piece) => timesRange(piece.callSeconds, piece.calls)));
  const gbSeconds = timesRange(seconds, setup.workMemoryMB / 1024);
  const next = timesRange(NEXT_SECONDS, phases);
  const children = worked.filter(({ kind }) => kind !== 'alone').reduce((sum, piece) => sum + piece.calls, 0);
  const transitions = addRanges(
    exactly(STATES_PER_PHASE * phases + STATES_AROUND),
    timesRange(STATES_PER_CHILD, children),
  );
  const usdByService = {
    Lambda: addRanges(timesRange(gbSeconds, cost(PRICES.lambdaGbSecond)), exactly(calls * cost(PRICES.lambdaRequest))),
    S3: addRanges(timesRange(gets, cost(PRICES.s3Get)), timesRange(puts, cost(PRICES.s3Put))),
    'Step Functions': timesRange(transitions, cost(PRICES.stateTransition)),
    ledger: exactly(2 * phases * cost(PRICES.ledgerWrite)),
  };
  const usd = addRanges(...Object.values(usdByService));
  const { areaM2 } = workload;
  return {
    calls,
    gets: ceilRange(gets),
    puts: ceilRange(puts),
    gbSeconds,
    transitions: ceilRange(transitions),
    wallSeconds: addRanges(next, wallOf(worked, setup)),
    usd,
    usdByService,
    usdPerGigapixel: timesRange(usd, 1000 / megapixels),
    usdPer1000Km2: areaM2 === null ? null : timesRange(usd, 1e9 / areaM2),
    publishBytes: publishBytes(workload.files, timesRange(rates.polygons, megapixels)),
    peak: findPeak(worked, setup),
    tooLong: worked
      .filter(({ callSeconds }) => callSeconds.high > LIMITS.lambdaSeconds)
      .map(({ name, callSeconds }) => ({ name, seconds: callSeconds })),
  };
}

const isFile = ({ name }: Pick<PieceRequests, 'name'>): boolean => name.startsWith('write ');

const cost = ({ usd, per }: Price): number => usd / per;

/** Tasks that one call does of each piece that is cut by tiles: what the functions go by. */
export function planCalls(workload: Workload, rates: Rates, setup: CloudSetup): Record<string, number> {
  const outputBytes = timesRange(rates.outputBytes, megapixelsOf(workload));
  const pieces = pieceRequests(workload, { shares: setup.shares, outputBytes });
  const ofTiles = pieces.filter(({ kind }) => kind === 'tiles');
  return Object.fromEntries(
    ofTiles.map((piece) => [
      piece.name,
      tasksOfCall(piece, pieceSeconds(piece, { workload, rates, setup, pieces }), setup),
    ]),
  );
}

const tasksOfCall = ({ units }: PieceRequests, all: Range, setup: CloudSetup): number =>
  tasksPerCall(units, timesRange(all, 1 / units), setup);

interface Setting {
  workload: Workload;
  rates: Rates;
  setup: CloudSetup;
  pieces: readonly PieceRequests[];
}

function timePiece(piece: PieceRequests, setting: Setting): PieceCalls {
  const all = pieceSeconds(piece, setting);
  const calls = piece.kind === 'tiles' ? Math.ceil(piece.units / tasksOfCall(piece, all, setting.setup)) : piece.units;
  return { ...piece, calls, callSeconds: addRanges(BELIEFS.callSeconds, timesRange(all, 1 / calls)) };
}

/** What all calls of a piece take after they have started: their requests, and the work. */
function pieceSeconds(piece: PieceRequests, setting: Setting): Range {
  return addRanges(
    requestSeconds(piece),
    timesRange(workSeconds(piece, setting), BELIEFS.slowness),
    piece.name === 'segment' ? fetchSeconds(setting.workload) : exactly(0),
  );
}

/** What a piece waits for the store: a tile's requests are few, and go one after the other; over all tiles they are read ahead. */
export function requestSeconds({ kind, gets, puts }: PieceRequests): Range {
  const seconds = addRanges(timesRange(gets, BELIEFS.getSeconds), timesRange(puts, BELIEFS.putSeconds));
  const { atOnce } = S3_READING;
  return kind === 'tiles' ? seconds : timesRange(seconds, { low: 1 / atOnce, high: 2 / atOnce });
}

function fetchSeconds(workload: Workload): Range {
  const { gets, bytes } = sceneRequests(workload);
  const { low, high } = BELIEFS.bytesPerSecond;
  return addRanges(timesRange(gets, BELIEFS.getSeconds), { low: bytes.low / low, high: bytes.high / high });
}

/** What of the time of a run belongs to a piece; the rest is too little to be told apart. */
function workSeconds({ name }: PieceRequests, { workload, rates, pieces }: Setting): Range {
  const megapixels = megapixelsOf(workload);
  if (name === 'segment') return timesRange(rates.segmentSeconds, megapixels);
  const all = timesRange(rates.polygonSeconds, megapixels);
  if (name === 'vectorize' || name === 'join' || name === 'publish') return timesRange(all, SHARE_OF[name]);
  if (!isFile({ name })) return exactly(0);
  return timesRange(all, SHARE_OF.files / pieces.filter(isFile).length);
}

/** Few requests in quick calls, or many in slow ones, whichever is more a second. */
function findPeak(worked: readonly PieceCalls[], { workersAtOnce }: CloudSetup): CloudEstimate['peak'] {
  const peakOf = (asked: 'gets' | 'puts'): number =>
    Math.max(
      ...worked.map((piece) => {
        const { calls, callSeconds } = piece;
        const each = Math.max(piece[asked].low / callSeconds.low, piece[asked].high / callSeconds.high) / calls;
        return Math.min(calls, workersAtOnce) * each;
      }),
    );
  return { getsPerSecond: peakOf('gets'), putsPerSecond: peakOf('puts') };
}

/** Calls of a map go on in waves; files are written beside each other, so that the longest counts. */
function wallOf(worked: readonly PieceCalls[], { workersAtOnce }: CloudSetup): Range {
  const waves = worked
    .filter((piece) => !isFile(piece))
    .map(({ calls, callSeconds }) => timesRange(callSeconds, Math.ceil(calls / workersAtOnce)));
  const files = worked.filter(isFile).map(({ callSeconds }) => callSeconds);
  const longest = {
    low: Math.max(0, ...files.map(({ low }) => low)),
    high: Math.max(0, ...files.map(({ high }) => high)),
  };
  return addRanges(longest, ...waves);
}
