import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatEvaluation } from '../../src/cli/evaluation-text.js';
import type { Evaluation } from '../../src/evaluate/evaluation.js';
import { writeClasses } from '../evaluate/write-truth.js';
import { call } from '../support/command-line.js';
import { drawMask } from '../support/draw.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('cli-evaluate');
afterAll(() => rmSync(folder, { recursive: true }));
const [mask, truth] = [join(folder, 'mask.tif'), join(folder, 'truth.tif')];

beforeAll(async () => {
  const names = ['Water <b>', 'Forest & wood'];
  await writeClasses(mask, { ...drawMask('112222', '112222', '11222.'), names });
  await writeClasses(truth, { ...drawMask('111222', '111222', '111223') });
});

const evaluate = (...args: string[]) => call(['evaluate', '--mask', mask, '--truth', truth, ...args]);

describe('landquilt evaluate', () => {
  it('prints what a person needs', async () => {
    const { code, stdout, stderr } = await evaluate();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('17 pixels compared; truth: pixel by pixel');
    expect(stdout).toMatch(/^ {2}overall accuracy +82\.4 %$/m);
    expect(stdout).toMatch(/^ {2}Cohen's kappa +0\.653$/m);
    expect(stdout).toMatch(/^ {2}Water <b> +9 +6 +0\.667 +1\.000 +0\.800 +0\.667 /m);
    expect(stdout).toMatch(/^ {2}Water <b> \(1\) +6 +3$/m);
  });

  it('prints one line of JSON with --json, and writes the same with --out', async () => {
    const out = join(folder, 'new/evaluation.json');
    const { code, stdout } = await evaluate('--json', '--out', out, '--tolerance', '1.5', '--map', '3=1');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(2);
    const evaluation = JSON.parse(stdout) as Evaluation;
    expect(evaluation).toEqual(JSON.parse(readFileSync(out, 'utf8')));
    expect(evaluation.borders!.tolerancePx).toBe(1.5);
    expect(evaluation.classes).toHaveLength(2);
  });

  it('writes a page that is safe and asks for nothing', async () => {
    const report = join(folder, 'page.html');
    const { code, stdout } = await evaluate('--report', report);
    expect(code).toBe(0);
    expect(stdout).toMatch(/look at: .+page\.html\n$/);
    const page = readFileSync(report, 'utf8');
    expect(page).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    expect(page).not.toMatch(/<script|https?:|src="(?!data:)|@import|url\(/);
    expect(page).toContain('Water &lt;b&gt;');
    expect(page).not.toContain('<b>Water');
    expect(page.match(/<section/g)!.length).toBe(page.match(/<\/section>/g)!.length);
  });

  it("adds sections to the report of the mask's run, and never writes over it", async () => {
    const own = join(folder, 'report.html');
    const ofRun =
      '<html><head><style>a{}</style></head><main><h1>Run $&</h1><footer><p>Landquilt 0</p></footer></main></html>';
    writeFileSync(own, ofRun);
    const { code, stderr } = await evaluate('--report', own);
    expect([code, readFileSync(own, 'utf8')]).toEqual([2, ofRun]);
    expect(stderr).toMatch(/--report: wanted another place than the run's own report/);
    const beside = join(folder, 'evaluation.html');
    expect((await evaluate('--report', beside)).code).toBe(0);
    rmSync(own);
    const page = readFileSync(beside, 'utf8');
    expect(page).toMatch(
      /^<html><head><style>a\{\}\n\.matrix[\s\S]+<h1>Run \$&<\/h1>[\s\S]+Evaluation against truth\.tif[\s\S]+<footer>/,
    );
  });

  it.each([
    ['evaluate', /--mask: wanted a class map \(GeoTIFF\), got nothing/, 2],
    ['evaluate --mask m.tif', /--truth: wanted a class raster, polygons or points, got nothing/, 2],
    ['evaluate m.tif --mask m.tif --truth t.tif', /evaluate: wanted options alone, got m\.tif/, 2],
    ['evaluate --mask none.tif --truth t.tif', /none\.tif/, 1],
    ['evaluate --mask m.tif --truth t.tif --tolerance 0', /--tolerance: wanted a number above 0, got 0/, 2],
    ['evaluate --mask m.tif --truth t.tif --map water', /--map: wanted from=to.+got water/, 2],
    ['evaluate --mask m.tif --truth t.tif --merge =2', /--merge: wanted from=to.+got =2/, 2],
    ['evaluate --mask m.tif --truth t.tif --legend', /--legend <value>' argument missing/, 2],
  ])('says what is wrong: %s', async (typed, message, expected) => {
    const { code, stdout, stderr } = await call(typed.split(' '));
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
    expect(existsSync('m.tif')).toBe(false);
  });
});

describe('the table of an evaluation', () => {
  it('fits in 100 columns, with many classes and long names', async () => {
    const { stdout } = await evaluate('--json');
    const { mask, truth, ...measured } = JSON.parse(stdout) as Evaluation;
    const places = { mask: { ...mask, location: 'mask.tif' }, truth: { ...truth, location: 'truth.tif' } };
    const evaluation = { ...measured, ...places };
    for (const count of [3, 9, 14, 30]) {
      const classes = Array.from({ length: count }, (_, i) => ({
        ...evaluation.classes[0],
        id: i < count - 2 ? i + 1 : null,
        name: `a class with a name that does not end soon, number ${i}`,
        truth: 123_456_789,
      }));
      const confusion = classes.map((_, i) => classes.map((_, j) => (i === j ? 123_456_789 : 7)));
      const text = formatEvaluation({ ...evaluation, classes, confusion });
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      const shown = count <= 3 ? 'by true class (rows)' : count <= 14 ? '% of each true class' : 'is too wide for here';
      expect(text).toContain(shown);
    }
  });
});
