import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildViewer } from '../../scripts/build-viewer.js';
import { formatHectares } from '../../viewer/src/format.js';
import { type Serving, startServer } from '../support/serve.js';
import { findBarriers, PHONE, settled, shownAreas, startBrowser, takePicture, visit } from './browser.js';
import { startProxy } from './proxy.js';
import { SUMMER, writeSeason } from './season.js';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'landquilt-viewer-'));
const store = join(folder, 'out');
const incoming = join(folder, 'incoming');
const DAY = 'tabor-2026-06-18';

interface Statistics {
  classes: { id: number; name: string; color: string; areaM2: number; regions: number }[];
}
const statistics = (): Statistics =>
  JSON.parse(readFileSync(join(store, DAY, 'crop-health/statistics.json'), 'utf8')) as Statistics;

let browser: Browser;
let server: Serving;

beforeAll(async () => {
  await buildViewer();
  mkdirSync(incoming, { recursive: true });
  const scenes = await writeSeason(join(folder, 'scenes'), { size: 320, days: SUMMER.slice(0, 3) });
  for (const scene of scenes) {
    const options = ['--recipe', 'crop-health', '--out', store, '--min-area', '1000', '--json'];
    await run(process.execPath, ['bin/landquilt.js', 'run', scene, ...options]);
  }
  [browser, server] = await Promise.all([startBrowser(), startServer('--store', store, '--incoming', incoming)]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const address = (path = ''): string => new URL(`viewer/${path}`, `${server.url}/`).href;

async function openRun(page: Page): Promise<void> {
  await page.click(`.runs a[href="#crop-health.${DAY}"]`);
  await page.waitForSelector('.classes tbody tr');
  await settled(page);
}

const middleOf = async (page: Page): Promise<{ x: number; y: number; width: number; height: number }> => {
  const box = (await page.locator('#map').boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
};

describe('a person who looks at a map', () => {
  it('finds all maps, the newest scene first', async () => {
    const { page, faults } = await visit(browser, address());
    await page.waitForSelector('.runs a');
    const names = await page.locator('.runs .name').allTextContents();
    expect(names).toEqual(
      SUMMER.slice(0, 3)
        .map(({ date }) => `tabor-${date}`)
        .reverse(),
    );
    expect(await page.locator('.runs .state').allTextContents()).toEqual(['Published', 'Published', 'Published']);
    await page.waitForSelector('.thumbnail img');
    await settled(page);
    await takePicture(page, 'list');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('sees the areas of the whole map as they are in statistics.json', async () => {
    const { page, faults } = await visit(browser, address(`#crop-health.${DAY}`));
    await page.waitForSelector('.classes tbody tr');
    await page.check('input[name=scope][value=all]');
    await settled(page);
    const wanted = statistics().classes.map(({ name, areaM2 }) => [name, formatHectares(areaM2)]);
    expect(await shownAreas(page)).toEqual(Object.fromEntries(wanted));
    const total = statistics().classes.reduce((sum, { areaM2 }) => sum + areaM2, 0);
    expect(await page.locator('.classes tfoot .number').textContent()).toBe(formatHectares(total));
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('switches a class off, and the filter, the total and the colours of the map follow', async () => {
    const { page, faults } = await visit(browser, address());
    await page.waitForSelector('.runs a');
    await openRun(page);
    await page.check('input[name=scope][value=all]');
    await page.uncheck('.layer:has-text("Source picture") input');
    await page.locator('.layer:has-text("Polygons") input[type=range]').press('End');
    const largest = [...statistics().classes].sort((a, b) => b.areaM2 - a.areaM2)[0];
    expect(await countPixels(page, largest.color)).toBeGreaterThan(20_000);
    await page.uncheck(`.classes tr:has-text("${largest.name}") input`);
    await settled(page);
    const rest = statistics().classes.filter(({ id }) => id !== largest.id);
    const total = rest.reduce((sum, { areaM2 }) => sum + areaM2, 0);
    expect(await page.locator('.classes tfoot .number').textContent()).toBe(formatHectares(total));
    await page.click('text=As a question to the API');
    const filter = await page.locator('section code').textContent();
    expect(filter).toBe(`class IN (${rest.map(({ id }) => id).join(', ')})`);
    const href = await page.getByRole('link', { name: 'Polygons as GeoJSON' }).getAttribute('href');
    const { numberMatched } = (await (await fetch(href!)).json()) as { numberMatched: number };
    expect(numberMatched).toBe(rest.reduce((sum, { regions }) => sum + regions, 0));
    expect(await countPixels(page, largest.color)).toBe(0);
    await takePicture(page, 'without-a-class');
    // Near, tiles of polygons take the place of pixels.
    for (const _ of [1, 2, 3]) {
      await page.click('[aria-label="Zoom in"]');
      await settled(page);
    }
    expect(await countPixels(page, largest.color)).toBe(0);
    await page.check(`.classes tr:has-text("${largest.name}") input`);
    expect(await countPixels(page, largest.color)).toBeGreaterThan(20_000);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('asks for large polygons alone, and gets what the API counts', async () => {
    const { page } = await visit(browser, address(`#crop-health.${DAY}`));
    await page.waitForSelector('.classes tbody tr');
    await page.check('input[name=scope][value=all]');
    await settled(page);
    const slider = page.getByLabel('At least so large');
    await slider.focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
    await settled(page);
    expect(await slider.getAttribute('aria-valuetext')).toBe('2.00 ha');
    const question = `${server.url}/collections/crop-health.${DAY}/statistics?by=label&filter=area_m2%20%3E%3D%2020000`;
    const { groups } = (await (await fetch(question)).json()) as { groups: { key: string; area_m2: number }[] };
    const shown = await shownAreas(page);
    for (const { key, area_m2 } of groups) expect(shown[key]).toBe(formatHectares(area_m2));
    expect(groups.length).toBeGreaterThan(1);
    await page.click('text=Show everything');
    expect(await slider.getAttribute('aria-valuetext')).toBe('any size');
    await page.context().close();
  });

  it('clicks a polygon, from afar and near, and reads what it is', async () => {
    const { page, faults } = await visit(browser, address());
    await page.waitForSelector('.runs a');
    await openRun(page);
    const { x, y } = await middleOf(page);
    for (const zooms of [0, 2]) {
      for (let i = 0; i < zooms; i++) {
        await page.click('[aria-label="Zoom in"]');
        await settled(page);
      }
      await page.mouse.click(x, y);
      await page.waitForSelector('.region-card dl');
      await settled(page);
      const card = await page.locator('.region-card').innerText();
      const [, id] = /Number\n(\d+)/.exec(card)!;
      const item = await (await fetch(`${server.url}/collections/crop-health.${DAY}/items/${id}`)).json();
      const { properties } = item as { properties: { label: string; area_m2: number; pixels: number } };
      expect(card).toContain(properties.label);
      expect(card).toContain(formatHectares(properties.area_m2));
      expect(card).toContain(`Pixels\n${properties.pixels.toLocaleString('en-US')}`);
      await takePicture(page, zooms === 0 ? 'picked' : 'picked-near');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.region-card', { state: 'hidden' });
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('draws a box and a polygon, and gets the totals of what meets them', async () => {
    const { page, faults } = await visit(browser, address());
    await page.waitForSelector('.runs a');
    await openRun(page);
    const { x, y } = await middleOf(page);
    await page.click('[aria-label="Draw a box"]');
    await page.mouse.move(x - 120, y - 90);
    await page.mouse.down();
    await page.mouse.move(x + 20, y + 10, { steps: 4 });
    await page.mouse.move(x + 100, y + 80, { steps: 4 });
    await page.mouse.up();
    await expectDrawnTotals(page);
    await takePicture(page, 'box');

    await page.click('[aria-label="Draw a polygon"]');
    const corners = [
      [-150, -120],
      [130, -100],
      [160, 60],
      [-60, 140],
    ];
    for (const [dx, dy] of corners) await page.mouse.click(x + dx, y + dy);
    await takePicture(page, 'drawing');
    await page.click('[aria-label="Finish"]');
    await expectDrawnTotals(page);
    expect(await page.locator('.note', { hasText: 'The drawing has' }).textContent()).toMatch(/has [\d.,]+ (ha|m²)/);
    await takePicture(page, 'polygon');
    await page.click('[aria-label="Remove the drawing"]');
    expect(await page.isChecked('input[name=scope][value=view]')).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('draws and picks by the keyboard alone', async () => {
    const { page } = await visit(browser, address(`#crop-health.${DAY}`));
    await page.waitForSelector('.classes tbody tr');
    await settled(page);
    await page.getByRole('button', { name: 'Draw a box' }).press('Enter');
    await page.keyboard.press('Enter');
    for (const key of ['ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(700);
    }
    await page.keyboard.press('Enter');
    await expectDrawnTotals(page, 1);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.region-card dl');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.region-card', { state: 'hidden' });
    await page.context().close();
  });

  it('compares the picture with the map, and the dates with each other', async () => {
    const { page, faults } = await visit(browser, address());
    await page.waitForSelector('.runs a');
    await openRun(page);
    await page.click('[aria-label="Compare picture and map"]');
    const grip = page.getByRole('slider', { name: 'Where the picture ends' });
    await grip.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
    expect(await grip.getAttribute('aria-valuenow')).toBe('30');
    await settled(page);
    await takePicture(page, 'compared');
    await page.locator('.dates').scrollIntoViewIfNeeded();
    await page.waitForSelector('.dates button');
    const names = await page.locator('.dates button').allTextContents();
    expect(names.map((name) => name.split(':')[0])).toEqual([
      '21 Apr, 21 April 2026',
      '18 Jun, 18 June 2026',
      '27 Jul, 27 July 2026',
    ]);
    await page.uncheck('.classes tr:first-child input');
    await settled(page);
    await page.click('.dates button:has-text("21 Apr")');
    await page.waitForSelector('h2.title:has-text("tabor-2026-04-21")');
    expect(page.url()).toContain('#crop-health.tabor-2026-04-21');
    await settled(page);
    expect(await page.isChecked('.classes tr:first-child input')).toBe(false);
    await page.goBack();
    await page.waitForSelector(`h2.title:has-text("${DAY}")`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('sees polygons also where a server has no tiles', async () => {
    const { page, faults } = await visit(browser, address());
    await page.route('**/tiles', (route) => route.fulfill({ json: { tilesets: [] } }));
    await page.waitForSelector('.runs a');
    const features = page.waitForResponse((response) => response.url().includes('limit=4000'));
    await openRun(page);
    expect((await features).status()).toBe(200);
    await settled(page);
    const { x, y } = await middleOf(page);
    await page.mouse.click(x, y);
    await page.waitForSelector('.region-card dl');
    await takePicture(page, 'without-tiles');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('gets the files of the run', async () => {
    const { page } = await visit(browser, address(`#crop-health.${DAY}`));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.files a:has-text("statistics.json")'),
    ]);
    expect(download.suggestedFilename()).toBe('statistics.json');
    const text = readFileSync(await download.path(), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(statistics())));
    await page.context().close();
  });
});

describe('a person who brings a scene', () => {
  it('sees it being mapped, then its map', async () => {
    const [scene] = await writeSeason(join(folder, 'new'), { size: 256, days: [SUMMER[1]], name: 'brought' });
    const { page, faults } = await visit(browser, address());
    await page.waitForSelector('.drop');
    await page.selectOption('select', 'water');
    expect(await page.locator('.home .note').first().textContent()).toBe('Open water');
    await page.setInputFiles('input[type=file]', scene);
    await page.waitForSelector('.jobs .state.working', { timeout: 30_000 });
    await takePicture(page, 'at-work');
    await page.waitForSelector('.runs a[href="#water.brought-2026-06-18"]', { timeout: 120_000 });
    expect(await page.locator('.jobs .state').count()).toBe(0);
    await page.click('.runs a[href="#water.brought-2026-06-18"]');
    await page.waitForSelector('.classes tbody tr:has-text("Water")');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('reads why a scene cannot be mapped, and that a text is no scene', async () => {
    const wrong = join(folder, 'wrong.tif');
    writeFileSync(wrong, 'this is not a TIFF');
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'nor is this');
    const { page } = await visit(browser, address());
    await page.waitForSelector('.drop');
    await page.setInputFiles('input[type=file]', [text]);
    await page.waitForSelector('.jobs [role=alert]:has-text("no GeoTIFF")');
    await page.setInputFiles('input[type=file]', [wrong]);
    await page.waitForSelector('.jobs .state.failed, .jobs li:has-text("wrong.tif") [role=alert]', { timeout: 60_000 });
    await takePicture(page, 'failed');
    await page.context().close();
  });
});

describe('everyone', () => {
  it.each([
    ['light', 'desktop', {}],
    ['dark', 'desktop', {}],
    ['light', 'phone', { viewport: PHONE, hasTouch: true }],
    ['dark', 'phone', { viewport: PHONE, hasTouch: true }],
  ] as const)('can use it: %s, %s', async (colorScheme, device, options) => {
    const { page, faults } = await visit(browser, address(), { colorScheme, ...options });
    await page.waitForSelector('.thumbnail img');
    await settled(page);
    expect(await findBarriers(page)).toEqual([]);
    await openRun(page);
    expect(await findBarriers(page)).toEqual([]);
    const { x, y } = await middleOf(page);
    await page.mouse.click(x, y);
    await page.waitForSelector('.region-card dl');
    await settled(page);
    expect(await findBarriers(page)).toEqual([]);
    await takePicture(page, `${colorScheme}-${device}`);
    await page.click('.region-card [aria-label=Close]');
    await page.click('[aria-label="Compare picture and map"]');
    await page.click('[aria-label="Draw a polygon"]');
    await page.locator('summary').evaluateAll((all) => {
      for (const one of all) one.click();
    });
    await page.locator('.dates').scrollIntoViewIfNeeded();
    await page.waitForSelector('.dates button');
    expect(await findBarriers(page)).toEqual([]);
    await takePicture(page, `${colorScheme}-${device}-all`);
    const widths = await page.evaluate(() => {
      const { document } = globalThis as unknown as {
        document: { documentElement: { scrollWidth: number; clientWidth: number } };
      };
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    expect(widths).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('draws a box with a finger', async () => {
    const { page } = await visit(browser, address(`#crop-health.${DAY}`), { viewport: PHONE, hasTouch: true });
    await page.waitForSelector('.classes tbody tr');
    await settled(page);
    await page.tap('[aria-label="Draw a box"]');
    const { x, y } = await middleOf(page);
    const finger = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
      finger.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', { x: x - 90, y: y - 80 });
    for (const step of [1, 2, 3]) await touch('touchMove', { x: x - 90 + 40 * step, y: y - 80 + 40 * step });
    await touch('touchEnd');
    await expectDrawnTotals(page);
    await takePicture(page, 'phone-box');
    await page.context().close();
  });

  it('may have it light or dark, and finds it so again', async () => {
    const { page } = await visit(browser, address());
    const theme = () => page.locator('html').getAttribute('data-theme');
    expect(await theme()).toBe('light');
    await page.click('[aria-label="Light or dark"]');
    expect(await theme()).toBe('dark');
    await page.reload();
    expect(await theme()).toBe('dark');
    await page.context().close();
  });

  it('is told where there is nothing, or nobody', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const bare = await startServer('--store', empty);
    const { page } = await visit(browser, `${bare.url}/viewer/`);
    await page.waitForSelector('text=There are no maps yet.');
    await takePicture(page, 'empty');
    await bare.stop();
    await page.route('**/collections', (route) => route.abort());
    await page.reload().catch(() => {});
    await page.context().close();
    const { page: lost } = await visit(browser, address());
    await lost.route('**/collections', (route) => route.abort());
    await lost.reload();
    await lost.waitForSelector('[role=alert]:has-text("cannot be reached")');
    await takePicture(lost, 'nobody');
    await lost.context().close();
    const { page: wrong } = await visit(browser, address('#crop-health.nothing'));
    await wrong.waitForSelector('[role=alert]:has-text("no map called crop-health.nothing")');
    await wrong.keyboard.press('Tab');
    await wrong.keyboard.press('Enter');
    expect(await wrong.locator('#panel:focus').count()).toBe(1);
    await wrong.context().close();
  });
});

describe('these tests', () => {
  it('notice what the policy refuses, requests to others, and barriers', async () => {
    const { page, faults } = await visit(browser, address());
    await page.waitForSelector('.runs a');
    await page.locator('body').evaluate((body) => {
      body.innerHTML += '<img src="https://example.org/a.png"><button onclick="alert(1)"></button>';
    });
    await page.waitForTimeout(500);
    expect(faults.filter((fault) => fault.startsWith('policy')).length).toBeGreaterThan(0);
    expect(await findBarriers(page)).toContainEqual(expect.stringContaining('button-name'));
    await page.context().close();
  });
});

describe('a server behind another one', () => {
  it('shows its maps below any path, though it knows nothing of it', async () => {
    const front = await startProxy(server.url, '/maps');
    const { page, faults } = await visit(browser, `${front.url}/maps/viewer/`);
    await page.waitForSelector('.thumbnail img');
    await openRun(page);
    await page.check('input[name=scope][value=all]');
    await settled(page);
    const wanted = statistics().classes.map(({ name, areaM2 }) => [name, formatHectares(areaM2)]);
    expect(await shownAreas(page)).toEqual(Object.fromEntries(wanted));
    const { x, y } = await middleOf(page);
    await page.mouse.click(x, y);
    await page.waitForSelector('.region-card dl');
    expect(faults).toEqual([]);
    await page.context().close();
    await front.stop();
  });
});

describe('a server that wants a key', () => {
  it('is asked with the one that a person gives, tiles and files too', async () => {
    const keys = join(folder, 'keys.txt');
    writeFileSync(keys, 'reader:a-key-of-thirty-two-characters-xyz read\n');
    const closed = await startServer('--store', store, '--api-keys', keys);
    const { page, faults } = await visit(browser, `${closed.url}/viewer/`);
    await page.waitForSelector('dialog[open]');
    expect(await findBarriers(page)).toEqual([]);
    await page.fill('dialog input', 'wrong');
    await page.click('dialog button[value=go]');
    await page.waitForSelector('dialog [role=alert]');
    await takePicture(page, 'key');
    await page.fill('dialog input', 'a-key-of-thirty-two-characters-xyz');
    await page.click('dialog button[value=go]');
    await page.waitForSelector('.thumbnail img');
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 401) refused.push(response.url());
    });
    await openRun(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.files a:has-text("statistics.json")'),
    ]);
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toHaveProperty('classes');
    expect(refused).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
    await closed.stop();
  });
});

/** The totals shown for a drawing are those the API gives for the question that the page itself shows. */
async function expectDrawnTotals(page: Page, leastClasses = 2): Promise<void> {
  expect(await page.isChecked('input[name=scope][value=drawn]')).toBe(true);
  await settled(page);
  const link = page.locator('a.link:has-text("Polygons as GeoJSON")').first();
  const asked = new URL((await link.getAttribute('href'))!);
  asked.pathname = asked.pathname.replace(/items$/, 'statistics');
  asked.searchParams.set('by', 'label');
  expect(asked.searchParams.has('bbox') || asked.searchParams.has('filter')).toBe(true);
  const { groups } = (await (await fetch(asked)).json()) as { groups: { key: string; area_m2: number }[] };
  expect(groups.length).toBeGreaterThanOrEqual(leastClasses);
  const found = new Map(groups.map(({ key, area_m2 }) => [key, area_m2]));
  const wanted = statistics().classes.map(({ name }) => [name, formatHectares(found.get(name) ?? 0)]);
  expect(await shownAreas(page)).toEqual(Object.fromEntries(wanted));
}

/** Pixels of the map that have just this colour. */
async function countPixels(page: Page, colour: string): Promise<number> {
  await settled(page);
  const { data, info } = await sharp(await page.locator('#map').screenshot())
    .raw()
    .toBuffer({ resolveWithObject: true });
  const wanted = Number.parseInt(colour.slice(1), 16);
  let count = 0;
  for (let at = 0; at < data.length; at += info.channels) {
    if (((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]) === wanted) count++;
  }
  return count;
}
