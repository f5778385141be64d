/** What becomes of a scene that was brought, as the cloud's ledger names it too. */
export const JOB_STATES = ['RECEIVED', 'PLANNED', 'RUNNING', 'PUBLISHED', 'FAILED', 'SUPERSEDED'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** One version of a scene on its way through one recipe. */
export interface Job {
  /** Letters, digits and hyphens. */
  id: string;
  /** What the scene is called: the name of its file. */
  scene: string;
  recipe: string;
  state: JobState;
  /** The step under way; null before the first and after the last. */
  step: string | null;
  /** Pieces of work of this step that are done, and all of them; null where nobody counts. */
  done: number | null;
  total: number | null;
  /** Why it failed, in one sentence. */
  reason: string | null;
  /** Id of the collection that it became: `<recipe>.<scene>`. */
  collection: string | null;
  /** RFC 3339, UTC. */
  updatedAt: string;
}

/** Where the jobs of a server are known: a folder's journal, a table in the cloud. */
export interface JobSource {
  /** The newest first, at most so many. */
  list(limit: number): Promise<Job[]>;
  /** Tells of each change until what it returns is called; absent where changes are not told, only listed. */
  subscribe?(listener: (job: Job) => void): () => void;
}

/** A scene that somebody wants to send; its name and recipe were checked. */
export interface UploadRequest {
  recipe: string;
  /** Of the file, with its extension. */
  name: string;
  /** Bytes. */
  size: number;
  /** Where whoever asks finds this server, without a slash at its end. */
  base: string;
}

/** The one request that brings the bytes; who has it needs nothing else to be let in. */
export interface UploadTicket {
  method: 'PUT';
  url: string;
  /** To be sent as they are, and no other that says who asks. */
  headers: Record<string, string>;
}

/** Where scenes may be sent: a folder of this machine, a bucket. */
export interface UploadTarget {
  /** Larger files are refused. */
  maxBytes: number;
  /** @throws Refused where there is no room */
  begin(request: UploadRequest): Promise<UploadTicket>;
}

/** A recipe that scenes may be brought for. */
export interface OfferedRecipe {
  name: string;
  purpose: string;
}
