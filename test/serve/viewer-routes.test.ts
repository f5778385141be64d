import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, describe, expect, it } from 'vitest';
import { addViewerRoutes, viewerPolicy } from '../../src/serve/viewer-routes.js';

const root = mkdtempSync(join(tmpdir(), 'landquilt-viewer-'));
const folder = join(root, 'viewer');
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
writeFileSync(join(folder, 'assets/index-abc.js'), 'export {};');
writeFileSync(join(folder, 'assets/worker-abc.mjs'), 'export {};');
writeFileSync(join(folder, 'assets/notes.json'), '{}');
writeFileSync(join(folder, '.hidden.js'), 'secret');
writeFileSync(join(root, 'secret.js'), 'secret');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const app = new Hono();
addViewerRoutes(app, { folder, uploadOrigins: ['https://scenes.s3.eu-central-1.amazonaws.com'] });
const ask = (path: string, headers: Record<string, string> = {}) =>
  app.fetch(new Request(`http://localhost${path}`, { headers }));

describe('the viewer', () => {
  it('is at /viewer/, and what leads there is relative', async () => {
    const page = await ask('/viewer/');
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('Cache-Control')).toBe('no-cache');
    const short = await ask('/viewer');
    expect([short.status, short.headers.get('Location')]).toEqual([308, 'viewer/']);
  });

  it('has files that stay what they are, with their types and ETags', async () => {
    for (const name of ['index-abc.js', 'worker-abc.mjs']) {
      const file = await ask(`/viewer/assets/${name}`);
      expect(file.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
      expect(file.headers.get('Cache-Control')).toContain('immutable');
      const again = await ask(`/viewer/assets/${name}`, { 'If-None-Match': file.headers.get('ETag')! });
      expect(again.status).toBe(304);
    }
  });

  it('runs no script but its own files, and asks nobody but those it was told', async () => {
    const policy = (await ask('/viewer/')).headers.get('Content-Security-Policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' https://scenes.s3.eu-central-1.amazonaws.com;");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(viewerPolicy()).toContain("connect-src 'self';");
  });

  it.each([
    '/viewer/../secret.js',
    '/viewer/..%2Fsecret.js',
    '/viewer/%2e%2e/secret.js',
    '/viewer/assets/../../secret.js',
    '/viewer/assets/..%2f..%2fsecret.js',
    '/viewer/.hidden.js',
    '/viewer/assets/',
    '/viewer/assets/notes.json',
    '/viewer/index.html%00',
    '/viewer//index.html',
    '/viewer/viewer/index.html',
    '/viewer/x.__proto__',
  ])('has no other file: %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('secret');
  });

  it('says how it is made where it is not', async () => {
    const bare = new Hono();
    addViewerRoutes(bare, { folder: join(root, 'nothing') });
    const answer = await bare.fetch(new Request('http://localhost/viewer/'));
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('npm run build')]);
  });
});
