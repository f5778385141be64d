import { type Arrival, type Ledger, type RunNote, toSortable } from '../../functions/ledger.js';
import type { RunRequest } from '../../functions/messages.js';
import type { Log, Notifier, RunEnd, Starter } from '../../functions/ports.js';
import type { SceneLedger } from '../../functions/sweep-scenes.js';

/** A ledger in memory, with what was noted of each run. */
export function createMemoryLedger(): Ledger &
  Pick<SceneLedger, 'findNewestVersion'> & { entries: Map<string, RunNote & { history: string[] }> } {
  const entries = new Map<string, RunNote & { history: string[] }>();
  const arrivals = new Map<string, Arrival>();
  const newest = new Map<string, { version: string; name: string }>();
  const sceneOf = ({ scene, recipe }: Pick<Arrival, 'scene' | 'recipe'>): string => `${recipe} ${scene}`;
  const put = (name: string, facts: RunNote): void => {
    const before = entries.get(name);
    entries.set(name, { ...before, ...facts, history: [...(before?.history ?? []), facts.state] });
  };
  return {
    entries,
    async receive(arrival) {
      const { name, scene, recipe } = arrival;
      const version = toSortable(arrival.sequencer);
      const isNewest = version >= (newest.get(sceneOf(arrival))?.version ?? '');
      if (isNewest) newest.set(sceneOf(arrival), { version, name });
      arrivals.set(name, arrival);
      if (!entries.has(name)) put(name, { state: isNewest ? 'RECEIVED' : 'SUPERSEDED', scene, recipe });
      return isNewest;
    },
    note: async (name, facts) => put(name, facts),
    async isSuperseded(name) {
      const arrival = arrivals.get(name);
      const last = arrival && newest.get(sceneOf(arrival))!;
      return last !== undefined && last.name !== name && last.version > toSortable(arrival!.sequencer);
    },
    findNewestVersion: async (scene) => newest.get(sceneOf(scene))?.version ?? null,
  };
}

export interface Started {
  name: string;
  request: RunRequest;
}

/** Starts nothing, and remembers what it was to start: each name once, as Step Functions does. */
export function createMemoryStarter(): Starter & { started: Started[] } {
  const started: Started[] = [];
  return {
    started,
    async start(name, request) {
      if (!started.some((one) => one.name === name)) started.push({ name, request });
    },
  };
}

export function createMemoryNotifier(): Notifier & { told: RunEnd[] } {
  const told: RunEnd[] = [];
  return { told, tell: async (end) => void told.push(end) };
}

export function createMemoryLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const write = (message: string): void => void lines.push(message);
  return { lines, info: write, error: write };
}

/** What EventBridge tells the queue of an object; keys are as they are. */
export function objectCreated(
  key: string,
  { version = 'v1', sequencer = '0055AED6DCD90281E5', bucket = 'scenes' } = {},
) {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: '2026-11-20T12:00:00Z',
    region: 'eu-central-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', 'version-id': version, sequencer },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '1.2.3.4',
      reason: 'PutObject',
    },
  };
}

/** A batch of a queue; bodies that are no text are written as JSON. */
export const queueBatch = (...bodies: unknown[]) => ({
  Records: bodies.map((body, i) => ({
    messageId: `message-${i}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
});
