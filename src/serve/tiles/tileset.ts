import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import type { PublishedRun } from '../load-run.js';

/** What is said of the tiles of a run: fields of TileJSON 3.0. */
export interface TilesetFacts {
  minzoom: number;
  maxzoom: number;
  /** A line of what is drawn. */
  description: string;
  vector_layers?: readonly {
    id: string;
    fields: Readonly<Record<string, string>>;
    minzoom?: number;
    maxzoom?: number;
  }[];
}

export interface Tile {
  bytes: Uint8Array;
  isGzipped: boolean;
}

/** Tiles of one kind: a line of the list of what can be asked for. */
export interface TileKind {
  name: string;
  /** Media type, and the ending of addresses with its dot. */
  type: string;
  ending: string;
  /** Whether a run has them; nothing is read to know. */
  isIn(run: PublishedRun): boolean;
  describe(run: PublishedRun): Promise<TilesetFacts>;
  /** Null where nothing lies in it. */
  tile(run: PublishedRun, place: TilePlace): Promise<Tile | null>;
}
