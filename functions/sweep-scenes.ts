import { type ObjectFacts, toArrival } from './arrivals.js';
import { type IntakeParts, receiveScene } from './intake.js';
import { type Arrival, type Ledger, versionAfter } from './ledger.js';
import { daysBefore, minutesBefore, type SweepBounds, type SweepPage, turnPages, visitEach } from './sweep-pages.js';

/** An object of the bucket of scenes, in its newest version. */
export interface ListedObject extends Omit<ObjectFacts, 'sequencer'> {
  changedAt: Date;
}

/** What lies where scenes are dropped. */
export interface SceneListing {
  list(cursor: string | null): Promise<SweepPage<ListedObject>>;
  /** False where it was replaced or removed since it was listed. */
  isNewest(object: ListedObject): Promise<boolean>;
}

export interface SceneLedger extends Ledger {
  /** Which of these runs there are entries of. */
  findKnown(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** The newest version that came of a scene; null where none did. */
  findNewestVersion(arrival: Pick<Arrival, 'scene' | 'recipe'>): Promise<string | null>;
}

export type SceneSweepParts = Omit<IntakeParts, 'ledger'> & { ledger: SceneLedger; scenes: SceneListing };

interface Found {
  object: ListedObject;
  arrival: Arrival;
}

/** Takes scenes that lie there and of which the ledger knows nothing, as if their event had come. */
export async function sweepScenes(parts: SceneSweepParts, bounds: SweepBounds) {
  const { scenes, ledger, log } = parts;
  const { limits, now } = bounds;
  const [oldest, newest] = [daysBefore(now, limits.days), minutesBefore(now, limits.quietMinutes)];
  let missed = 0;
  let failed = 0;

  async function findMissed(objects: readonly ListedObject[]): Promise<Found[]> {
    const found = objects
      .filter(({ changedAt }) => changedAt >= oldest && changedAt <= newest)
      .flatMap((object): Found[] => {
        const arrival = toArrival({ ...object, sequencer: '' });
        return arrival ? [{ object, arrival }] : [];
      });
    const known = await ledger.findKnown(found.map(({ arrival }) => arrival.name));
    return found.filter(({ arrival }) => !known.has(arrival.name));
  }

  async function take({ object, arrival }: Found): Promise<void> {
    const before = await ledger.findNewestVersion(arrival);
    // Asked after the ledger: versions that it knew then are older than what is the newest now.
    if (!(await scenes.isNewest(object))) return;
    const { name, scene } = arrival;
    log.info('Sweep:Scene:Missed', { name, scene });
    await receiveScene(parts, { ...arrival, sequencer: versionAfter(before) });
    missed++;
  }

  const isWhole = await turnPages(
    {
      name: 'scenes',
      list: (cursor) => scenes.list(cursor),
      async visit(objects) {
        const found = await findMissed(objects);
        const now = found.slice(0, limits.starts - missed);
        failed += await visitEach(now, take, ({ arrival: { scene } }, error) =>
          log.error('Sweep:Scene:Failed', { scene, error }),
        );
        return now.length === found.length;
      },
    },
    bounds,
  );
  return { missed, failed, isWhole };
}
