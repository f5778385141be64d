import { InputError, UsageError } from '../src/errors.js';
import type { CallClock } from './call-clock.js';
import { reasonOfJob } from './job-failure.js';

/*
 * A state machine knows errors by their names. `InputError` and `UsageError` are the same however often a step is
 * repeated; all others (a lost connection, a process out of memory) may pass.
 */

/** Names of errors that no repetition mends. */
export const FINAL_ERRORS = ['InputError', 'UsageError', 'SupersededError'] as const;

/**
 * The handler, with every error whose giver or caller has to act under one of these names: subclasses have names of their
 * own, which no state machine is told.
 */
export function withFinalNames<Event, Answer>(handler: (event: Event, clock?: CallClock) => Promise<Answer>) {
  return (event: Event, clock?: CallClock): Promise<Answer> =>
    handler(event, clock).catch((error: unknown) => {
      if (error instanceof InputError && !isFinal(error.name)) error.name = 'InputError';
      if (error instanceof UsageError) error.name = 'UsageError';
      throw error;
    });
}

const isFinal = (name: string): boolean => (FINAL_ERRORS as readonly string[]).includes(name);

/** A newer version of the scene came while this one was under way. */
export class SupersededError extends InputError {
  constructor(scene: string) {
    const facts = { thing: 'scene', wanted: 'the newest version', got: 'an older one', source: scene };
    super(facts);
  }
}

/** What Step Functions tells of a failure: the name of the error, and as its cause what the function answered. */
export interface StateFailure {
  Error?: string;
  Cause?: string;
}

/** What a map says when a child of it failed. */
export const MAP_FAILED = 'States.ExceedToleratedFailureThreshold';

/** True where the failure is that of one of many workers, who leave their reason in the store. */
export function isOfWorkers({ Error: name, Cause = '' }: StateFailure): boolean {
  return name === MAP_FAILED || reasonOfJob(Cause) !== null;
}

/** What a worker leaves in the store when it gives up. */
export interface LeftFailure {
  reason: string;
}

/** The sentence for a person: the error's message, where the cause is what a function answered. */
export function reasonOf({ Error: name = 'an unknown error', Cause = '' }: StateFailure): string {
  try {
    const { errorMessage } = JSON.parse(Cause) as { errorMessage?: string };
    if (errorMessage) return errorMessage;
  } catch {
    // A cause of the service itself is plain text.
  }
  const job = reasonOfJob(Cause);
  if (job) return job;
  return Cause ? `${name}: ${Cause}` : name;
}
