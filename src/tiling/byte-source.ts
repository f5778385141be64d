import type { Traffic } from '../store/traffic.js';

/** Where the bytes of a scene come from: ranged reads and nothing else. */
export interface ByteSource {
  /** As the caller gave it, for messages. */
  readonly location: string;
  readonly size: number;
  /** Changes whenever the content may have: modification time, ETag. */
  readonly version: string;
  /** How many reads it is good to have under way. */
  readonly readsAtOnce: number;
  /** What was fetched from somewhere else so far; absent for files. */
  readonly traffic?: Readonly<Traffic>;
  /** Bytes from `startByte` to `endByte` exclusive, never fewer; throws `InputError` beyond the end. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
  close(): Promise<void>;
}
