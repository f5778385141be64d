import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../viewer/src/events.js';
import { describeJob, type Job, openJobs, toRuns, withJob } from '../../viewer/src/runs.js';
import { findDates, monthsOf, toSeries } from '../../viewer/src/series.js';

const extent = (time: string | null, bbox = [15, 48, 16, 49]) => ({
  spatial: { bbox: [bbox] },
  temporal: { interval: [[time, time]] },
});

const COLLECTIONS = [
  { id: 'water', title: 'Open water', extent: extent(null) },
  { id: 'water.old', title: 'Open water: old', extent: extent('2026-05-01T10:00:00Z') },
  { id: 'water.v1.2', title: 'Open water: v1.2', extent: extent('2026-06-01T10:00:00Z') },
  { id: 'water.undated', extent: { spatial: { bbox: [[15, 48, 16, 49]] } } },
  { id: 'zones', title: 'Zones' },
];

const job = (part: Partial<Job>): Job => ({
  id: 'a',
  scene: 'field',
  recipe: 'water',
  state: 'RUNNING',
  step: null,
  done: null,
  total: null,
  reason: null,
  collection: null,
  updatedAt: '2026-06-01T10:00:00Z',
  ...part,
});

describe('runs', () => {
  it('are the collections below a recipe, the newest first, those without a date last', () => {
    const runs = toRuns(COLLECTIONS);
    expect(runs.map(({ id, scene, recipeTitle }) => [id, scene, recipeTitle])).toEqual([
      ['water.v1.2', 'v1.2', 'Open water'],
      ['water.old', 'old', 'Open water'],
      ['water.undated', 'undated', 'Open water'],
    ]);
  });

  it('of one place and recipe are its dates, oldest first', () => {
    const runs = toRuns([
      ...COLLECTIONS,
      { id: 'water.far', extent: extent('2026-07-01T10:00:00Z', [100, 1, 101, 2]) },
    ]);
    const dates = findDates(runs, { recipe: 'water', bbox: [15.5, 48.5, 15.6, 48.6] });
    expect(dates.map(({ scene }) => scene)).toEqual(['old', 'v1.2']);
  });

  it('have areas by date, in the order of the legend', () => {
    const keys = ['old', 'new', 'nothing'].map((key) => ({ key, runId: `water.${key}`, time: '2026-06-01T10:00:00Z' }));
    const group = (key: string, area: number) => ({ key, count: 1, area_m2: area });
    const series = toSeries(keys, [[group('old', 5), group('new', 7)], [group('new', 1)]]);
    expect(series.map(({ key, areasM2, totalM2 }) => [key, areasM2, totalM2])).toEqual([
      ['old', [5, 0], 5],
      ['new', [7, 1], 8],
    ]);
    expect(monthsOf([[group('2026-06', 1)], [group('2026-05', 1), group('2026-06', 1)]]).map(({ key }) => key)).toEqual(
      ['2026-05', '2026-06'],
    );
  });
});

describe('jobs', () => {
  it('are shown while they are at work, and where they failed', () => {
    const states = ['RECEIVED', 'PLANNED', 'RUNNING', 'PUBLISHED', 'FAILED', 'SUPERSEDED'] as const;
    const open = openJobs(states.map((state) => job({ id: state, state })));
    expect(open.map(({ state }) => state)).toEqual(['RECEIVED', 'PLANNED', 'RUNNING', 'FAILED']);
  });

  it('take the newest word, also where an older one comes late', () => {
    const first = job({ step: 'segment', updatedAt: '2026-06-01T10:00:02Z' });
    const late = job({ step: 'plan', updatedAt: '2026-06-01T10:00:01Z' });
    const next = job({ state: 'PUBLISHED', updatedAt: '2026-06-01T10:00:09Z' });
    expect(withJob([first], late)).toEqual([first]);
    expect(withJob([first], next)).toEqual([next]);
    expect(withJob([first], job({ id: 'b' })).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('never go back on their way', () => {
    const way = [
      job({ state: 'RECEIVED' }),
      job({ state: 'PLANNED' }),
      job({ step: 'segment', done: 0, total: 4 }),
      job({ step: 'segment', done: 3, total: 4 }),
      job({ step: 'stitch' }),
      job({ step: 'vectorize', done: 4, total: 4 }),
      job({ step: 'publish' }),
      job({ state: 'PUBLISHED' }),
    ].map((one) => describeJob(one).share!);
    expect(way).toEqual([...way].sort((a, b) => a - b));
    expect(way.at(-1)).toBe(1);
    expect(describeJob(job({ step: 'something new' }))).toEqual({ share: null, text: 'Something new' });
    expect(describeJob(job({ state: 'FAILED', reason: 'no red band' })).text).toBe('no red band');
  });
});

describe('events of the server', () => {
  const text =
    'retry: 1000\n\n: hello\n\nevent: job\ndata: {"a":1}\n\nevent: job\r\ndata: x\r\ndata: y\r\n\r\ndata: plain\n\n';
  const wanted = [
    { event: 'job', data: '{"a":1}' },
    { event: 'job', data: 'x\ny' },
    { event: 'message', data: 'plain' },
  ];

  it('are the same however the stream is cut', () => {
    for (let size = 1; size <= text.length; size++) {
      const read = createEventReader();
      const events = [];
      for (let at = 0; at < text.length; at += size) events.push(...read(text.slice(at, at + size)));
      expect(events, `pieces of ${size}`).toEqual(wanted);
    }
  });
});
