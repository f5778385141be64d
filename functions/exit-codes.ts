/** Ends of a job. Its definition has every one tried again but `done` and `badInput`. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  /** No repetition mends it: EX_USAGE of sysexits.h. */
  badInput: 64,
  /** It was told to stop, and did between two tasks: EX_TEMPFAIL. */
  stopped: 75,
} as const;
