/** Who has to act: the giver of the input, the caller, or us. */
export type ErrorKind = 'input' | 'usage' | 'internal';

/** What every error says: the thing, what was wanted, what was got, and where it came from. */
export interface ErrorFacts {
  thing: string;
  wanted: string;
  got: string;
  /** File, key or URL. */
  source?: string;
}

/** Base of all errors this package throws on purpose. The message is one line. */
export class LandquiltError extends Error {
  readonly kind: ErrorKind;
  readonly facts: ErrorFacts;

  constructor(kind: ErrorKind, facts: ErrorFacts, options?: ErrorOptions) {
    super(formatFacts(facts), options);
    this.name = new.target.name;
    this.kind = kind;
    this.facts = facts;
  }
}

/** The scene, recipe or mask that was given cannot be used. */
export class InputError extends LandquiltError {
  constructor(facts: ErrorFacts, options?: ErrorOptions) {
    super('input', facts, options);
  }
}

/** The command or function was called wrongly. */
export class UsageError extends LandquiltError {
  constructor(facts: ErrorFacts, options?: ErrorOptions) {
    super('usage', facts, options);
  }
}

/** Something that must not happen: our fault. */
export class InternalError extends LandquiltError {
  constructor(facts: ErrorFacts, options?: ErrorOptions) {
    super('internal', facts, options);
  }
}

function formatFacts({ thing, wanted, got, source }: ErrorFacts): string {
  const where = source ? ` (${source})` : '';
  return `${thing}: wanted ${wanted}, got ${got}${where}`.replaceAll(/\s+/g, ' ');
}
