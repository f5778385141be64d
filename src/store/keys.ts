/** Builds every key that a run reads or writes. Nothing else joins strings to keys. */

/** Names of a run's outputs beside its polygons, under `<sceneId>/<recipe>/`; for those see `outputs.ts`. */
export const OUTPUT_NAMES = {
  mask: 'mask.tif',
  statistics: 'statistics.json',
  preview: 'preview.png',
  source: 'source.webp',
  report: 'report.html',
  item: 'item.json',
} as const;

/** Names of what a run with zones writes beside these. */
export const ZONE_OUTPUT_NAMES = {
  geojson: 'zones.geojson',
  csv: 'zones.csv',
} as const;

/** The pointer that makes a run visible: written last, names the run whose files are there. */
export const POINTER_NAME = 'run.json';

export interface RunKeys {
  /** Everything of the run that is not yet, or no longer, needed. */
  work: string;
  plan: string;
  fit: string;
  /** The user's zones in pixels. */
  zones: string;
  segmentPrefix: string;
  segment(tile: number): string;
  /** Regions that touch tile borders, as the sieve sees them, and what becomes of them. */
  sieveRegions: string;
  sieveClasses: string;
  neighboursPrefix: string;
  /** What a tile knows of the neighbours of small regions. */
  neighbours(tile: number): string;
  sievedPrefix: string;
  /** As `segment`, with small regions joined to their neighbours. */
  sieved(tile: number): string;
  objectsPrefix: string;
  /** What a tile knows of objects that touch. */
  objects(tile: number): string;
  /** Which of the tiles' objects are one instance. */
  instances: string;
  splitPrefix: string;
  /** A tile's regions where objects are split. */
  split(tile: number): string;
  apronPrefix: string;
  apron(tile: number): string;
  stitch: string;
  simplifyPrefix: string;
  /** How the corners of a block are drawn. */
  simplify(block: number): string;
  vectorizePrefix: string;
  vectorize(tile: number): string;
  /** Features joined across tiles, in pieces. */
  joined(piece: number): string;
  /** Number of pieces; written by each worker that joins when its own are there. */
  joinedShare(share: number): string;
  /** Number of pieces; written when all are there. */
  joinedCount: string;
  /** Vector tiles, until what comes before them is known. */
  tileSpool: string;
  /** Tasks of a phase, for workers that are called one by one. */
  batches(phase: number): string;
  trafficPrefix: string;
  /** What a worker that was called fetched of the scene. */
  traffic(name: string): string;
  /** Why a worker that was called gave up. */
  failure: string;
  /** An output that is complete but not yet published. */
  staged(name: string): string;
  /** How long it is, and its checksum; written when it is complete. */
  stagedSize(name: string): string;
  output(name: string): string;
  pointer: string;
}

export function createRunKeys(run: { runId: string; sceneId: string; recipe: string }): RunKeys {
  const work = `.landquilt/${run.runId}/`;
  const output = (name: string) => `${run.sceneId}/${run.recipe}/${name}`;
  const numbered = (folder: string, number: number) => `${work}${folder}/${String(number).padStart(8, '0')}.bin`;
  return {
    work,
    plan: `${work}plan.json`,
    fit: `${work}fit.json`,
    zones: `${work}zones.bin`,
    segmentPrefix: `${work}segment/`,
    segment: (tile) => numbered('segment', tile),
    sieveRegions: `${work}sieve/regions.bin`,
    sieveClasses: `${work}sieve/classes.bin`,
    neighboursPrefix: `${work}neighbours/`,
    neighbours: (tile) => numbered('neighbours', tile),
    sievedPrefix: `${work}sieved/`,
    sieved: (tile) => numbered('sieved', tile),
    objectsPrefix: `${work}objects/`,
    objects: (tile) => numbered('objects', tile),
    instances: `${work}instances.bin`,
    splitPrefix: `${work}split/`,
    split: (tile) => numbered('split', tile),
    apronPrefix: `${work}apron/`,
    apron: (tile) => numbered('apron', tile),
    stitch: `${work}stitch.bin`,
    simplifyPrefix: `${work}simplify/`,
    simplify: (block) => numbered('simplify', block),
    vectorizePrefix: `${work}vectorize/`,
    vectorize: (tile) => numbered('vectorize', tile),
    joined: (piece) => numbered('joined', piece),
    joinedShare: (share) => `${work}joined/share-${share}.json`,
    joinedCount: `${work}joined.json`,
    tileSpool: `${work}tiles.bin`,
    batches: (phase) => `${work}batches/${phase}.json`,
    trafficPrefix: `${work}traffic/`,
    traffic: (name) => `${work}traffic/${name}.json`,
    failure: `${work}failure.json`,
    staged: (name) => `${work}out/${name}`,
    stagedSize: (name) => `${work}sizes/${name}.json`,
    output,
    pointer: output(POINTER_NAME),
  };
}
