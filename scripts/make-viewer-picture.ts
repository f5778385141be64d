import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { startServer } from '../test/support/serve.js';
import { PHONE, settled, startBrowser, visit } from '../test/viewer/browser.js';
import { SUMMER, writeSeason } from '../test/viewer/season.js';

// Makes docs/images/viewer.png and viewer-phone.png: a map of the sample scene in the viewer.
// Usage: npm run build && npx tsx scripts/make-viewer-picture.ts

const RUN = 'crop-health.tabor-2026-06-18';

const folder = mkdtempSync(join(tmpdir(), 'landquilt-viewer-picture-'));
const store = join(folder, 'out');
const scenes = await writeSeason(join(folder, 'scenes'), { size: 1024, days: SUMMER });
const options = ['--recipe', 'crop-health', '--out', store, '--min-area', '1000', '--json'];
for (const scene of scenes) execFileSync(process.execPath, ['bin/landquilt.js', 'run', scene, ...options]);
const [browser, server] = await Promise.all([startBrowser(), startServer('--store', store)]);
try {
  await makeDesktop(`${server.url}/viewer/#${RUN}`);
  await makePhone(`${server.url}/viewer/#${RUN}`);
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true });
}

async function makeDesktop(address: string): Promise<void> {
  const { page } = await visit(browser, address, { viewport: { width: 1280, height: 840 } });
  await page.waitForSelector('.classes tbody tr');
  await settled(page);
  await page.click('[aria-label="Zoom in"]');
  await settled(page);
  await page.click('[aria-label="Compare picture and map"]');
  const grip = page.getByRole('slider', { name: 'Where the picture ends' });
  for (const _ of [1, 2]) await grip.press('ArrowLeft');
  await grip.evaluate((element) => element.blur());
  await settled(page);
  await page.waitForTimeout(3000);
  await save(await page.screenshot(), 'docs/images/viewer.png');
}

async function makePhone(address: string): Promise<void> {
  const { page } = await visit(browser, address, { viewport: PHONE, colorScheme: 'dark', deviceScaleFactor: 2 });
  await page.waitForSelector('.classes tbody tr');
  await settled(page);
  await page.locator('.dates').scrollIntoViewIfNeeded();
  await page.waitForSelector('.dates button');
  await page.waitForTimeout(1000);
  await save(await page.screenshot(), 'docs/images/viewer-phone.png');
}

/** With few colours, so that a page with it loads at once. */
async function save(picture: Buffer, path: string): Promise<void> {
  await sharp(picture).png({ palette: true, colours: 200, effort: 10 }).toFile(path);
}
