import { createHash } from 'node:crypto';
import { readAhead } from '../store/read-ahead.js';
import { sumTraffic, type Traffic } from '../store/traffic.js';
import { findJson, putJson, type RunContext } from './context.js';

/*
 * Processes that share nothing but the store note there what they fetched of a run's scene, so that the last one can tell.
 * Work that is done again notes the same again, in the same place: attempts that failed are not counted.
 */

type Noted = Pick<RunContext, 'store' | 'keys'>;

/** `work` says what was done, the same however often it is done; nothing is noted where nothing was fetched. */
export async function noteTraffic({ store, keys }: Noted, work: unknown, traffic: Traffic | null): Promise<void> {
  if (!traffic) return;
  const name = createHash('sha256').update(JSON.stringify(work)).digest('hex').slice(0, 32);
  await putJson(store, keys.traffic(name), traffic);
}

/** What all processes of a run noted; null where none did. */
export async function sumNotedTraffic({ store, keys }: Noted): Promise<Traffic | null> {
  const notes = readAhead(store, store.list(keys.trafficPrefix), ({ key }) => findJson<Traffic>(store, key));
  let sum: Traffic | null = null;
  for await (const note of notes) sum = sumTraffic([sum, note]);
  return sum;
}
