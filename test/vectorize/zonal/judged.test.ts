import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareWithJudges, type Judged, makeSmallPixels, measureFields, SMALL } from './judged.js';

/** Written by `UPDATE_FACTS=1 npx vitest run --project integration test/run/zones`. */
const facts = JSON.parse(readFileSync(new URL('./judged-small.json', import.meta.url), 'utf8')) as {
  fields: object;
  zones: Judged[];
};

describe('zones of a small scene', () => {
  const scene = { ...SMALL, ...makeSmallPixels() };
  const fields = JSON.stringify(facts.fields);
  const fractions = measureFields(scene, fields, 'fraction');
  const centres = measureFields(scene, fields, 'centre');

  it('come out as exactextract and rasterstats have them', () => {
    expect(facts.zones.length).toBeGreaterThan(30);
    const worst = compareWithJudges(facts.zones, fractions, centres);
    expect(worst.centres).toBe(0);
    expect(worst.pixels).toBeLessThan(1e-6);
    expect(worst.classes).toBeLessThan(1e-6);
    expect(worst.mean).toBeLessThan(1e-6);
    expect(worst.std).toBeLessThan(1e-6);
    expect(worst.range).toBe(0);
  });

  it('differ from those of other zones, which the comparison would see', () => {
    const shifted = [...fractions.slice(1), fractions[0]];
    expect(compareWithJudges(facts.zones, shifted, centres).mean).toBeGreaterThan(0.01);
    expect(compareWithJudges(facts.zones, fractions, fractions).centres).toBeGreaterThan(0.1);
  });
});
