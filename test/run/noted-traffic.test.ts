import { expect, it } from 'vitest';
import { noteTraffic, sumNotedTraffic } from '../../src/run/noted-traffic.js';
import { createRunKeys } from '../../src/store/keys.js';
import { createMemoryStore } from '../../src/store/memory-store.js';

it('what processes noted adds up, however often they did the same', async () => {
  const run = { store: createMemoryStore(), keys: createRunKeys({ runId: 'a', sceneId: 's', recipe: 'r' }) };
  expect(await sumNotedTraffic(run)).toBeNull();
  await noteTraffic(run, 'fit', null);
  expect(await sumNotedTraffic(run)).toBeNull();
  for (let tile = 0; tile < 40; tile++) {
    const work = [{ step: 'segment', tile }];
    for (const requests of [1, 3]) await noteTraffic(run, work, { requests, bytes: 10 * requests, wantedBytes: 5 });
  }
  // Of what was done twice the later counts.
  expect(await sumNotedTraffic(run)).toEqual({ requests: 120, bytes: 1200, wantedBytes: 200 });
  const other = { ...run, keys: createRunKeys({ runId: 'b', sceneId: 's', recipe: 'r' }) };
  expect(await sumNotedTraffic(other)).toBeNull();
});
