import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCommand, describeProgram } from '../src/cli/help.js';
import { COMMANDS } from '../src/cli/main.js';
import { writeSampleScene } from '../src/sample/index.js';
import { listRecipes } from '../src/segment/recipe.js';
import { start } from './support/command-line.js';
import { expectSection, readDocument } from './support/documents.js';
import { makeRedNir, writeTestScene } from './support/write-scene.js';

const ROOT = resolve(import.meta.dirname, '..');
const README = readDocument('README.md');
const folder = mkdtempSync(join(tmpdir(), 'landquilt-readme-'));

const blocks = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]!);

/** Times differ from run to run, and the number of tiles with the machine's memory. */
const withoutTimes = (text: string): string =>
  text
    .replaceAll(/\d+ tiles?\b/g, '<tiles>')
    .replaceAll(/ *\b[\d.]+ (?:m?s|Mpx\/s|min)\b/g, ' <time>')
    .replaceAll(/ +$/gm, '');

describe('README.md', () => {
  it('shows a command and what it really prints (UPDATE_DOCS=1 rewrites it)', async () => {
    const command = blocks('sh').find((block) => block.startsWith('npx landquilt run'))!;
    const demo = join(folder, 'demo');
    await writeSampleScene(demo);
    const [, , ...args] = command.trim().split(/\s+/);
    const there = args.map((arg) => arg.replace(/^out\/demo/, demo).replace(/^out$/, join(folder, 'out')));
    const { code, stdout, stderr } = await start(there);
    expect(code).toBe(0);
    const printed = (stderr + stdout).replaceAll(`${folder}/`, '');
    const normalize = withoutTimes;
    expectSection('README.md', { name: 'output', made: `\`\`\`\n${printed}\`\`\`\n`, normalize });

    const named = [...README.matchAll(/^\| `([\w.]+\.\w+)` \|/gm)].map((match) => match[1]!);
    expect(readdirSync(join(folder, 'out/sample-scene/crop-health')).sort()).toEqual(named.sort());
  });

  it('shows library code that runs', async () => {
    const project = mkdtempSync(join(folder, 'project-'));
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(ROOT, join(project, 'node_modules/landquilt'));
    writeFileSync(join(project, 'map.mjs'), blocks('js')[0]!);
    const scene = { ...makeRedNir(120, 90), bandNames: ['B04', 'B08'] };
    await writeTestScene(join(project, 'scene.tif'), scene);
    const stdout = execFileSync(process.execPath, ['map.mjs'], { cwd: project, encoding: 'utf8' });
    expect(stdout).toMatch(/^Dense, healthy green \d+ m²$/m);
    expect(stdout).toMatch(/the polygons are in .+crop-health/);
  });

  it('lists the recipes there are (UPDATE_DOCS=1 rewrites it)', async () => {
    const rows = (await listRecipes()).map(({ name, title, legend }) => {
      const classes = legend.length > 0 ? legend.map((entry) => entry.name.toLowerCase()).join('; ') : 'by number';
      return `| \`${name}\` | ${title} | ${classes} |\n`;
    });
    const made = `| recipe | what it maps | classes |\n|---|---|---|\n${rows.join('')}`;
    expectSection('README.md', { name: 'recipes', made });
  });

  it('has a picture that is small enough to load at once', () => {
    expect(statSync(join(ROOT, 'docs/images/crop-health.png')).size).toBeLessThan(300_000);
  });
});

describe('docs/command-line.md', () => {
  it('shows the help of every command (UPDATE_DOCS=1 rewrites it)', () => {
    const fenced = (text: string) => `\`\`\`\n${text}\`\`\`\n\n`;
    const sections = COMMANDS.map((command) => `## ${command.name}\n\n${fenced(describeCommand(command))}`);
    const made = `\n${fenced(describeProgram(COMMANDS))}${sections.join('')}`;
    expectSection('docs/command-line.md', { name: 'help', made });
  });
});

const SKIPPED = new Set(['node_modules', 'dist', 'out', 'cdk.out', '.git']);

function findDocuments(at: string): string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : findDocuments(path);
    return entry.name.endsWith('.md') ? [relative(ROOT, path)] : [];
  });
}

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function findBrokenLinks(path: string): string[] {
  const text = readDocument(path).replaceAll(/^```[\s\S]*?^```/gm, '');
  const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map((match) => match[1]!);
  return links.filter((link) => {
    const [file, anchor] = link.split('#');
    const target = file ? resolve(ROOT, dirname(path), file) : resolve(ROOT, path);
    if (!statSync(target, { throwIfNoEntry: false })) return true;
    if (!anchor) return false;
    const headings = [...readDocument(target).matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1]!));
    return !headings.includes(anchor);
  });
}

describe('links', () => {
  it.each(findDocuments(ROOT))('of %s lead somewhere', (path) => {
    expect(findBrokenLinks(path)).toEqual([]);
  });
});
