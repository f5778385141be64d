export interface SweepLimits {
  /** What changed since may still be on its way. */
  quietMinutes: number;
  /** What is older than that is nobody's loss any more. */
  days: number;
  /** Pages of each listing that one call looks at; the next goes on. */
  pages: number;
  /** Scenes whose run one call starts. */
  starts: number;
}

/** Where each listing goes on the next time; null from its beginning. */
export interface Cursors {
  find(listing: string): Promise<string | null>;
  keep(listing: string, cursor: string | null): Promise<void>;
}

export interface SweepPage<Item> {
  items: Item[];
  /** Null after the last. */
  cursor: string | null;
}

export interface SweepBounds {
  cursors: Cursors;
  limits: SweepLimits;
  now: Date;
  hasTime(): boolean;
}

export interface PagedListing<Item> {
  /** By which its cursor is kept. */
  name: string;
  list(cursor: string | null): Promise<SweepPage<Item>>;
  /** False to stop, and to begin with the same page the next time. */
  visit(items: Item[]): Promise<boolean>;
}

/** Looks at as many pages as a call may, from where the last one stopped; true where the end was reached. */
export async function turnPages<Item>(listing: PagedListing<Item>, bounds: SweepBounds): Promise<boolean> {
  const { cursors, limits, hasTime } = bounds;
  let cursor = await cursors.find(listing.name);
  for (let page = 0; page < limits.pages && hasTime(); page++) {
    const found = await listing.list(cursor);
    if (!(await listing.visit(found.items))) return false;
    cursor = found.cursor;
    await cursors.keep(listing.name, cursor);
    if (cursor === null) return true;
  }
  return false;
}

/** Does something with each, one after the other; what fails is logged and counted, and keeps nothing else back. */
export async function visitEach<Item>(
  items: readonly Item[],
  visit: (item: Item) => Promise<void>,
  failed: (item: Item, error: unknown) => void,
): Promise<number> {
  let failures = 0;
  for (const item of items) {
    await visit(item).catch((error: unknown) => {
      failures++;
      failed(item, error);
    });
  }
  return failures;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

export const minutesBefore = (now: Date, minutes: number): Date => new Date(now.getTime() - minutes * MINUTE_MS);

export const daysBefore = (now: Date, days: number): Date => minutesBefore(now, days * DAY_MINUTES);
