import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const ROOT = resolve(import.meta.dirname, '../..');
/** Pictures of what was tested, to look at. */
const PICTURES = join(ROOT, 'out/viewer');

export const DESKTOP = { width: 1200, height: 800 };
export const PHONE = { width: 375, height: 760 };

/** Without a graphics card: WebGL is drawn by the processor. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });

export interface Visit {
  page: Page;
  /** What should not have happened: errors, refused loads, requests to others. */
  faults: string[];
}

/** A page with `axe` in it, which is watched from its first request on. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'light', ...options });
  await context.addInitScript({ path: join(ROOT, 'node_modules/axe-core/axe.min.js') });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(`error: ${message}`));
  page.on('console', (message) => {
    // What browsers say of the policy, wherever it is broken.
    if (/Content.Security.Policy/i.test(message.text())) faults.push(`policy: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const isOwn = origin === new URL(url).origin || protocol === 'data:' || protocol === 'blob:';
    if (!isOwn) faults.push(`request to ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}

/** The map has loaded what it shows. */
export async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(400);
  await page.waitForSelector('#frame[aria-busy=false]', { timeout: 60_000 });
  await page.waitForSelector('.classes:not([aria-busy=true]), .home:not([hidden])', { timeout: 60_000 });
}

export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** What the rules of accessibility find wrong, in a line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ html, any }) => `${id} (${impact}): ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
    );
  });
}

/** Hectares by class, as the page shows them. */
export async function shownAreas(page: Page): Promise<Record<string, string>> {
  const names = await page.locator('.classes tbody .name').allTextContents();
  const areas = await page.locator('.classes tbody td:nth-of-type(1)').allTextContents();
  return Object.fromEntries(names.map((name, index) => [name, areas[index]]));
}
