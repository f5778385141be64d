/** What becomes of a scene that was dropped. */
export type RunState = 'RECEIVED' | 'PLANNED' | 'RUNNING' | 'PUBLISHED' | 'FAILED' | 'SUPERSEDED';

/** One version of a scene on its way. */
export interface Arrival {
  /** Name of the execution. */
  name: string;
  scene: string;
  recipe: string;
  /** Puts versions of one object in order; hexadecimal, as S3 gives it. */
  sequencer: string;
}

/** What is noted of a run as it goes on. */
export interface RunNote {
  state: RunState;
  scene?: string;
  recipe?: string;
  runId?: string;
  /** What is being done: the step, and which of how many phases it is. */
  step?: string;
  phase?: number;
  phases?: number;
  /** How many calls of workers the phase takes. */
  batches?: number;
  /** Where the results are. */
  results?: string;
  /** Why it failed, for a person. */
  reason?: string;
}

/** Who asks where a scene is, asks here. An entry is kept for each execution, and the newest version of each scene. */
export interface Ledger {
  /** Notes that a scene came; false where a newer version of it came before. The same arrival may come again. */
  receive(arrival: Arrival): Promise<boolean>;
  note(name: string, note: RunNote): Promise<void>;
  /** True where a newer version of the run's scene came; never of runs that a person started. */
  isSuperseded(name: string): Promise<boolean>;
}

/** The index of the ledger by the state of a run and when it was noted: `state`, `updatedAt`. */
export const STATES_INDEX = 'states';

/** S3's sequencers compare as text when the shorter is filled with zeros on its right. */
const SEQUENCER_DIGITS = 64;
export const toSortable = (sequencer: string): string => sequencer.toUpperCase().padEnd(SEQUENCER_DIGITS, '0');

/** The least version that comes after one, before any that S3 gives later. */
export const versionAfter = (version: string | null): string =>
  version === null ? '' : (BigInt(`0x${version}`) + 1n).toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0');
