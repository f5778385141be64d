import { createHash } from 'node:crypto';
import { sumTraffic, type Traffic } from '../store/traffic.js';
import { findJson, putJson, type RunContext } from './context.js';

/*
 * Processes that share nothing but the store note there what they fetched of a run's scene, so that the last one can tell.
 * Work that is done again notes the same again, in the same place: attempts that failed are not counted.
 */

/** Notes that are read at once. */
const READS_AT_ONCE = 16;

type Noted = Pick<RunContext, 'store' | 'keys'>;

/** `work` says what was done, the same however often it is done; nothing is noted where nothing was fetched. */
export async function noteTraffic({ store, keys }: Noted, work: unknown, traffic: Traffic | null): Promise<void> {
  if (!traffic) return;
  const name = createHash('sha256').update(JSON.stringify(work)).digest('hex').slice(0, 32);
  await putJson(store, keys.traffic(name), traffic);
}

/** What all processes of a run noted; null where none did. */
export async function sumNotedTraffic({ store, keys }: Noted): Promise<Traffic | null> {
  const names: string[] = [];
  for await (const { key } of store.list(keys.trafficPrefix)) names.push(key);
  let sum: Traffic | null = null;
  for (let i = 0; i < names.length; i += READS_AT_ONCE) {
    const some = names.slice(i, i + READS_AT_ONCE).map((key) => findJson<Traffic>(store, key));
    sum = sumTraffic([sum, ...(await Promise.all(some))]);
  }
  return sum;
}
