import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PIPELINE } from '../../../infra/config.js';
import { estimateCloud, planCalls } from '../../../src/run/estimate/cloud.js';
import { estimateRun } from '../../../src/run/estimate/estimate.js';
import { estimateLocal } from '../../../src/run/estimate/local.js';
import { CLOUD, type CloudSetup, LIMITS, PRICES } from '../../../src/run/estimate/prices.js';
import type { Range } from '../../../src/run/estimate/range.js';
import { guessRates, type Rates } from '../../../src/run/estimate/rates.js';
import type { Workload } from '../../../src/run/estimate/workload.js';
import { METHOD_NAMES } from '../../../src/segment/methods/list.js';
import { makeWorkload, SENTINEL_TILE } from './workloads.js';

const MOSAIC = makeWorkload({ width: 100_000, height: 100_000 });

const holds = ({ low, high }: Range, value: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

describe('an estimate', () => {
  it('has bounds in order and above 0, for any size, method and steps', () => {
    const steps = fc.record({
      fit: fc.boolean(),
      sieve: fc.boolean(),
      split: fc.constantFrom('no' as const, 'join' as const, 'find' as const),
      simplify: fc.boolean(),
    });
    const side = fc.integer({ min: 1, max: 200_000 });
    const given = fc.record({
      ...{ width: side, height: side, steps, method: fc.constantFrom(...METHOD_NAMES) },
      ...{ tileSizePx: fc.constantFrom(128, 1024), overlapPx: fc.nat(300), minPixels: fc.nat(2000) },
    });
    fc.assert(
      fc.property(given, (of) => {
        const workload = makeWorkload(of);
        const { here, cloud } = estimateRun({ here: workload, cloud: workload });
        const { gets, puts, gbSeconds, transitions, wallSeconds, usd, usdPerGigapixel } = cloud;
        const all = { ...here, gets, puts, gbSeconds, transitions, wallSeconds, usd, usdPerGigapixel };
        for (const [name, range] of Object.entries(all)) {
          if (typeof range === 'number') continue;
          expect(range.low, name).toBeGreaterThan(0);
          expect(range.high, name).toBeGreaterThanOrEqual(range.low);
        }
      }),
    );
  });

  it('holds what was measured: NDVI zones of a Sentinel-2 tile in 61 s, with two workers and 1.9 million polygons', () => {
    const { here } = estimateRun({ here: SENTINEL_TILE, cloud: SENTINEL_TILE });
    holds(here.seconds, 61);
    holds(here.polygons, 1.9e6);
  });

  it('holds what was measured of masks: sparse and large in 157 s, busy in 42 s, with 0.17 million polygons in 6.6 s', () => {
    const timeOf = (side: number, polygonsPerMpx: number) => {
      const workload = makeWorkload({ width: side, height: side, decodedBytesPerPixel: 1, workers: 2 });
      const rates = guessRates(workload);
      const spare = { low: polygonsPerMpx * 25e-6, high: polygonsPerMpx * 60e-6 };
      const polygonSeconds = { low: 0.02 + spare.low, high: 0.1 + spare.high };
      return estimateLocal(workload, { ...rates, polygonSeconds }).seconds;
    };
    holds(timeOf(100_000, 10), 157);
    holds(timeOf(30_000, 1000), 42);
    holds(timeOf(10_980, 1410), 6.6);
  });

  it('is narrower where rates are', () => {
    const guessed = guessRates(SENTINEL_TILE);
    const middle = ({ low, high }: Range): Range => ({ low: (2 * low + high) / 3, high: (low + 2 * high) / 3 });
    const { segmentSeconds, polygonSeconds, polygons, outputBytes } = guessed;
    const rates: Rates = {
      source: 'sample',
      segmentSeconds: middle(segmentSeconds),
      polygonSeconds: middle(polygonSeconds),
      polygons: middle(polygons),
      outputBytes: middle(outputBytes),
    };
    const [wide, narrow] = [guessed, rates].map((of) => estimateCloud(SENTINEL_TILE, of, CLOUD));
    expect(narrow.usd.low).toBeGreaterThan(wide.usd.low);
    expect(narrow.usd.high).toBeLessThan(wide.usd.high);
  });

  it('adds up: services are the price, and the price is per pixel and per ground', () => {
    const { usd, usdByService, usdPerGigapixel, usdPer1000Km2 } = estimateCloud(
      SENTINEL_TILE,
      guessRates(SENTINEL_TILE),
      CLOUD,
    );
    const sum = Object.values(usdByService).reduce((all, { high }) => all + high, 0);
    expect(sum).toBeCloseTo(usd.high, 12);
    expect(usdPerGigapixel.high).toBeCloseTo(usd.high / 0.12056, 3);
    expect(usdPer1000Km2!.high).toBeCloseTo(usd.high / 12.056, 4);
    const unknown = { ...SENTINEL_TILE, areaM2: null };
    expect(estimateCloud(unknown, guessRates(unknown), CLOUD).usdPer1000Km2).toBeNull();
  });

  it('names the calls that may last longer than one may', () => {
    const small = estimateCloud(SENTINEL_TILE, guessRates(SENTINEL_TILE), CLOUD);
    expect(small.tooLong.filter(({ name }) => name === 'stitch')).toEqual([]);
    const large = makeWorkload({ width: 300_000, height: 300_000 });
    const { tooLong } = estimateCloud(large, guessRates(large), CLOUD);
    expect(tooLong.map(({ name }) => name)).toContain('publish');
    for (const { seconds } of tooLong) expect(seconds.high).toBeGreaterThan(LIMITS.lambdaSeconds);
  });
});

describe('a call', () => {
  const slow = { ...SENTINEL_TILE, method: 'network', asksModel: true };
  const callsOf = (workload: Workload, setup: CloudSetup = CLOUD) => planCalls(workload, guessRates(workload), setup);

  it('does the less the more its recipe costs', () => {
    const [quick, model, network] = ['index-classes', 'model', 'network'].map(
      (method) => callsOf({ ...MOSAIC, method, asksModel: method !== 'index-classes' }).segment,
    );
    expect(quick).toBeGreaterThan(10 * model);
    expect(model).toBeGreaterThan(network);
    // What comes after the mask costs the same.
    expect(callsOf(slow).vectorize).toBe(callsOf(SENTINEL_TILE).vectorize);
  });

  it('ends in time where all is slow, lasts as long as it should where there is work, and gives all workers some', () => {
    const side = fc.integer({ min: 1, max: 200_000 });
    const given = fc.record({
      ...{ width: side, height: side, method: fc.constantFrom(...METHOD_NAMES) },
      ...{ tileSizePx: fc.constantFrom(128, 512, 1024), decodedBytesPerPixel: fc.constantFrom(2, 8, 40) },
    });
    fc.assert(
      fc.property(given, (of) => {
        const workload = makeWorkload(of);
        const { segment } = callsOf(workload);
        const { segmentSeconds } = guessRates(workload);
        const megapixels = (of.width * of.height) / 1e6 / workload.tiles;
        expect(segment).toBeGreaterThanOrEqual(1);
        if (segment === 1) return;
        expect(segment * segmentSeconds.high * megapixels).toBeLessThan(LIMITS.lambdaSeconds);
        const likely = Math.sqrt(segmentSeconds.low * segmentSeconds.high) * megapixels * segment;
        expect(likely).toBeLessThanOrEqual(CLOUD.targetCallSeconds);
        const share = workload.tiles / CLOUD.workersAtOnce;
        expect(segment <= share || likely <= CLOUD.leastCallSeconds).toBe(true);
      }),
    );
    const { segment } = callsOf({ ...MOSAIC, method: 'model', asksModel: true });
    const { low, high } = guessRates({ ...MOSAIC, method: 'model' }).segmentSeconds;
    const likely = Math.sqrt(low * high) * segment * 1.024 ** 2;
    expect(likely).toBeGreaterThan(CLOUD.targetCallSeconds / 3);
  });

  it('is as long as the set-up says', () => {
    const longer = { ...CLOUD, targetCallSeconds: 60, workersAtOnce: 1 };
    const [one, two] = [longer, { ...longer, targetCallSeconds: 30 }].map((setup) => callsOf(MOSAIC, setup).vectorize);
    expect(Math.abs(one - 2 * two)).toBeLessThanOrEqual(1);
  });
});

describe('what an estimate assumes', () => {
  it('is how the stacks are set up', () => {
    expect(PIPELINE).toMatchObject(CLOUD);
  });

  it('says of every price where it is from and for when', () => {
    for (const { usd, per, source, asOf } of Object.values(PRICES)) {
      expect(usd / per).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
      expect(asOf).toMatch(/^20\d\d-\d\d$/);
    }
  });
});
