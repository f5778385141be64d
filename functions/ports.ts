import type { RunRequest } from './messages.js';

/** What the functions ask of the cloud beside the store; `wiring.ts` has it done by Amazon's services. */

export interface Starter {
  /** Starts a run; nothing happens where one of that name was started before. */
  start(name: string, request: RunRequest): Promise<void>;
}

/** What events of ours are said to come from. */
export const EVENT_SOURCE = 'landquilt';

/** How a run ended, for whoever listens. */
export interface RunEnd {
  name: string;
  state: 'PUBLISHED' | 'FAILED' | 'SUPERSEDED';
  scene: string;
  recipe: string;
  runId: string | null;
  results: string | null;
  reason: string | null;
}

export interface Notifier {
  tell(end: RunEnd): Promise<void>;
}

export interface Log {
  info(message: string, facts: Record<string, unknown>): void;
  error(message: string, facts: Record<string, unknown>): void;
}
