import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { addJobRoutes, type JobsApi } from '../../../src/serve/jobs/job-routes.js';
import type { Job, JobSource, UploadRequest } from '../../../src/serve/jobs/job-source.js';

const makeJob = (id: string, more: Partial<Job> = {}): Job => ({
  id,
  scene: `${id}.tif`,
  recipe: 'water',
  state: 'RUNNING',
  step: 'segment',
  done: 1,
  total: 4,
  reason: null,
  collection: null,
  updatedAt: '2026-11-21T00:00:00.000Z',
  ...more,
});

/** Jobs in memory: `say` changes one. */
function createMemoryJobs(...first: Job[]) {
  const jobs = [...first];
  const listeners = new Set<(job: Job) => void>();
  const source: Required<JobSource> = {
    list: async (limit) => jobs.slice(0, limit),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const say = (job: Job) => {
    for (const listener of listeners) listener(job);
  };
  return { source, say, listeners };
}

const begun: UploadRequest[] = [];
const uploads: JobsApi['uploads'] = {
  maxBytes: 1000,
  async begin(request) {
    begun.push(request);
    return { method: 'PUT', url: `${request.base}/there`, headers: { 'Content-Type': 'image/tiff' } };
  },
};
const recipes = async () => [{ name: 'water', purpose: 'Open water' }];

function createApp(jobs: JobSource, more: Partial<JobsApi> = {}) {
  const app = new Hono();
  addJobRoutes(app, { jobs, uploads, recipes, ...more });
  return (path: string, init: RequestInit = {}) => app.request(`http://127.0.0.1:8080${path}`, init);
}

const post = (body: unknown, type = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('/jobs', () => {
  const ask = createApp(createMemoryJobs(makeJob('b'), makeJob('a')).source);

  it('lists the newest first, and says whether scenes may be sent', async () => {
    const answer = await ask('/jobs');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.json()).toEqual({ jobs: [makeJob('b'), makeJob('a')], canUpload: true });
    expect(await (await ask('/jobs?limit=1')).json()).toMatchObject({ jobs: [{ id: 'b' }] });
    const without = createApp(createMemoryJobs().source, { uploads: null });
    expect(await (await without('/jobs')).json()).toEqual({ jobs: [], canUpload: false });
    expect((await without('/uploads', post({ recipe: 'water', name: 'a.tif', size: 8 }))).status).toBe(404);
  });

  it.each(['/jobs?page=2', '/jobs?limit=0', '/jobs?limit=1&limit=2', '/recipes?q=1', '/jobs/events?x=1'])(
    'refuses %s',
    async (path) => {
      const answer = await ask(path);
      expect([answer.status, answer.headers.get('Content-Type')]).toEqual([400, 'application/problem+json']);
    },
  );

  it('names the recipes that scenes may be brought for', async () => {
    expect(await (await ask('/recipes')).json()).toEqual({ recipes: await recipes() });
  });

  it('tells nothing of faults that are ours', async () => {
    const told: unknown[] = [];
    const broken = createApp(
      { list: () => Promise.reject(new Error('/secret/place')) },
      { onFault: (error) => told.push(error) },
    );
    const answer = await broken('/jobs');
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(told.length).toBe(1);
  });
});

describe('/jobs/events', () => {
  /** Reads events until there are as many. */
  async function readEvents(answer: Response, count: number): Promise<{ jobs: Job[]; cancel(): Promise<void> }> {
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const jobs = () => [...text.matchAll(/^event: job\ndata: (.*)\n\n/gm)].map(([, json]) => JSON.parse(json) as Job);
    while (jobs().length < count) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
    }
    return { jobs: jobs(), cancel: () => reader.cancel() };
  }

  it('begins with the jobs as they are, the oldest first, then tells of each change', async () => {
    const { source, say, listeners } = createMemoryJobs(makeJob('b'), makeJob('a'));
    const answer = await createApp(source)('/jobs/events');
    expect(answer.headers.get('Content-Type')).toBe('text/event-stream');
    setTimeout(() => say(makeJob('b', { state: 'PUBLISHED', collection: 'water.b' })), 20);
    const { jobs, cancel } = await readEvents(answer, 3);
    expect(jobs.map(({ id, state }) => `${id} ${state}`)).toEqual(['a RUNNING', 'b RUNNING', 'b PUBLISHED']);
    await cancel();
    expect(listeners.size).toBe(0);
  });

  it('keeps for a client that does not read no more than the latest of each job', async () => {
    const { source, say } = createMemoryJobs();
    const answer = await createApp(source)('/jobs/events');
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (let done = 0; done < 1000; done++) for (const id of ['a', 'b']) say(makeJob(id, { done }));
    const { jobs, cancel } = await readEvents(answer, 2);
    expect(jobs.length).toBeLessThanOrEqual(4);
    expect(jobs.slice(-2).map(({ id, done }) => `${id} ${done}`)).toEqual(['a 999', 'b 999']);
    await cancel();
  });

  it('is for a hundred at once, and for another when one has left', async () => {
    const { source, listeners } = createMemoryJobs();
    const ask = createApp(source);
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask('/jobs/events')));
    const refused = await ask('/jobs/events');
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '10']);
    await answers[7].body!.cancel();
    expect(listeners.size).toBe(99);
    const next = await ask('/jobs/events');
    expect(next.status).toBe(200);
    for (const { body } of [...answers, next]) if (!body!.locked) await body!.cancel();
    expect(listeners.size).toBe(0);
  });

  it('ends when the client goes away without a word', async () => {
    const { source, listeners } = createMemoryJobs(makeJob('a'));
    const gone = new AbortController();
    const answer = await createApp(source)('/jobs/events', { signal: gone.signal });
    const text = answer.text();
    gone.abort();
    expect(await text).toContain('event: job');
    expect(listeners.size).toBe(0);
  });

  it('is not there where changes are not told', async () => {
    expect((await createApp({ list: async () => [] })('/jobs/events')).status).toBe(404);
  });
});

describe('/uploads', () => {
  const ask = createApp(createMemoryJobs().source);
  const good = { recipe: 'water', name: 'Lake 1.tif', size: 1000 };

  it('says where the bytes go', async () => {
    const answer = await ask('/uploads', post(good));
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { method: 'PUT', url: 'http://127.0.0.1:8080/there', headers: { 'Content-Type': 'image/tiff' } },
    ]);
    expect(begun).toEqual([{ ...good, base: 'http://127.0.0.1:8080' }]);
  });

  it.each([
    ['../x.tif', 400],
    ['/etc/x.tif', 400],
    ['a/b.tif', 400],
    ['a\\b.tif', 400],
    ['.hidden.tif', 400],
    ['a\0.tif', 400],
    ['a\n.tif', 400],
    ['\u202egpj.tif', 400],
    ['\ud800.tif', 400],
    ['x.png', 400],
    ['tif', 400],
    ['.tif', 400],
    ['', 400],
    [`${'x'.repeat(10_000)}.tif`, 400],
    [`${'ä'.repeat(99)}.tif`, 400],
    ['Tábor ß 漢字.TIFF', 201],
  ])('takes the name %j with %i', async (name, status) => {
    expect((await ask('/uploads', post({ ...good, name }))).status).toBe(status);
  });

  it.each([
    [{ ...good, recipe: 'none' }, 404],
    [{ ...good, recipe: '../water' }, 404],
    [{ ...good, size: 1001 }, 413],
    [{ ...good, size: 0 }, 400],
    [{ ...good, size: 1.5 }, 400],
    [{ ...good, size: '8' }, 400],
    [{ ...good, more: 1 }, 400],
    [{ recipe: 'water' }, 400],
    [[good], 400],
    ['{', 400],
    ['', 400],
    [`"${'x'.repeat(20_000)}"`, 413],
  ])('refuses %j with %i', async (body, status) => {
    const { length } = begun;
    const answer = await ask('/uploads', post(body));
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([status, 'application/problem+json']);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(/wanted|no recipe/);
    expect(begun.length).toBe(length);
  });

  it('takes nothing that a page of another site may send without asking', async () => {
    expect((await ask('/uploads', post(good, 'text/plain'))).status).toBe(415);
  });
});
