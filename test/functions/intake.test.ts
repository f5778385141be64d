import { describe, expect, it } from 'vitest';
import { createIntake } from '../../functions/intake.js';
import type { Ledger } from '../../functions/ledger.js';
import {
  createMemoryLedger,
  createMemoryLog,
  createMemoryStarter,
  objectCreated,
  queueBatch,
} from '../support/cloud.js';

function make(changes: { ledger?: Partial<Ledger> } = {}) {
  const ledger = { ...createMemoryLedger(), ...changes.ledger };
  const parts = { ledger, starter: createMemoryStarter(), log: createMemoryLog(), results: 's3://results' };
  return { ...parts, intake: createIntake(parts) };
}

const NONE = { batchItemFailures: [] };

describe('the intake', () => {
  it('starts a run for a scene, by the recipe of its folder', async () => {
    const { intake, starter, ledger } = make();
    expect(await intake(queueBatch(objectCreated('incoming/crop-health/fields 1.tif')))).toEqual(NONE);
    expect(starter.started.map(({ request }) => request)).toEqual([
      { scene: 's3://scenes/incoming/crop-health/fields 1.tif', recipe: 'crop-health', out: 's3://results' },
    ]);
    const [{ name }] = starter.started;
    expect(name).toMatch(/^fields-1-[0-9a-f]{32}$/);
    expect(ledger.entries.get(name)).toMatchObject({ state: 'RECEIVED', recipe: 'crop-health' });
  });

  it('takes keys from EventBridge as they are, and from notifications of S3 as in a form', async () => {
    const { intake, starter } = make();
    const notification = {
      Records: [
        {
          eventSource: 'aws:s3',
          s3: {
            bucket: { name: 'scenes' },
            object: { key: 'incoming/water/lake+1%2B2.tif', eTag: 'e', versionId: 'v', sequencer: '01' },
          },
        },
      ],
    };
    await intake(queueBatch(objectCreated('incoming/water/100%25+1.tif'), notification));
    expect(starter.started.map(({ request }) => request.scene)).toEqual([
      's3://scenes/incoming/water/100%25+1.tif',
      's3://scenes/incoming/water/lake 1+2.tif',
    ]);
  });

  it('takes scenes from folders below that of the recipe', async () => {
    const { intake, starter } = make();
    await intake(queueBatch(objectCreated('incoming/water/2026/north/lake.tif')));
    expect(starter.started[0]).toMatchObject({
      name: expect.stringMatching(/^lake-/),
      request: { scene: 's3://scenes/incoming/water/2026/north/lake.tif', recipe: 'water' },
    });
  });

  it('drops what is no scene of ours', async () => {
    const { intake, starter, log } = make();
    const keys = [
      'incoming/fields.tif',
      'incoming/water/a.txt',
      'incoming/water/a.options.json',
      'incoming/water/_before/c.tif',
      'incoming/water/b/_masks/c.tif',
      'incoming/Wa ter/a.tif',
      'x.tif',
    ];
    expect(await intake(queueBatch(...keys.map((key) => objectCreated(key)), { Event: 's3:TestEvent' }))).toEqual(NONE);
    expect(starter.started).toEqual([]);
    expect(log.lines).toEqual(keys.map(() => 'Scene:Receive:Dropped'));
  });

  it('starts a run once, however often its event comes, and another for another version', async () => {
    const { intake, starter } = make();
    const first = objectCreated('incoming/water/a.tif');
    await intake(queueBatch(first, first));
    await intake(queueBatch(first));
    await intake(queueBatch(objectCreated('incoming/water/a.tif', { version: 'v2', sequencer: '0055AED6DCD90281E6' })));
    expect(new Set(starter.started.map(({ name }) => name)).size).toBe(2);
    expect(starter.started.length).toBe(2);
  });

  it('starts no run for a version that is older than one that came before', async () => {
    const { intake, starter, ledger } = make();
    const event = (version: string, sequencer: string) => objectCreated('incoming/water/a.tif', { version, sequencer });
    // The shorter is filled with zeros: 2 and then anything is later than 1F.
    await intake(queueBatch(event('v2', '2'), event('v1', '1F')));
    expect(starter.started.length).toBe(1);
    expect([...ledger.entries.values()].map(({ state }) => state)).toEqual(['RECEIVED', 'SUPERSEDED']);
  });

  it('asks again for the messages alone that failed', async () => {
    const { intake, starter } = make();
    const batch = queueBatch(objectCreated('incoming/water/a.tif'), 'no JSON', objectCreated('incoming/water/b.tif'));
    expect(await intake(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(starter.started.length).toBe(2);

    const broken = make({ ledger: { receive: () => Promise.reject(new Error('throttled')) } });
    expect((await broken.intake(queueBatch(objectCreated('incoming/water/a.tif')))).batchItemFailures.length).toBe(1);
    expect(broken.starter.started).toEqual([]);
  });
});
