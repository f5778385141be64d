import { deviceOf } from '../segment/device.js';
import type { PreparedRecipe } from '../segment/prepare.js';
import { hasSplit } from '../segment/vectorize-options.js';
import type { Traffic } from '../store/traffic.js';
import type { Scene } from '../tiling/open-scene.js';
import type { RunContext } from './context.js';
import { megapixelsPerSecond, type RunStatistics, shareOf, type TrafficStatistics } from './statistics.js';

type Described = Pick<
  RunStatistics,
  'runId' | 'version' | 'scene' | 'beside' | 'recipe' | 'warnings' | 'zones' | 'preview' | 'split'
>;

/** The part of a run's statistics that says what ran on what. */
export function describeRun({ plan, ground }: RunContext, prepared: PreparedRecipe): Described {
  const { fingerprint: _, ...scene } = plan.scene;
  const { layers, exclude, refine } = plan.recipe;
  const { splitM, splitClasses } = plan.recipe.vectorize;
  const device = deviceOf(plan.recipe);
  return {
    runId: plan.runId,
    version: plan.version,
    scene: { id: plan.sceneId, ...scene, bboxLonLat: ground.bboxLonLat },
    ...(Object.keys(plan.beside).length > 0 ? { beside: plan.beside } : {}),
    recipe: {
      name: plan.recipe.name,
      title: plan.recipe.title,
      version: plan.recipe.version,
      segmenter: plan.recipe.segmenter.method,
      ...(device ? { device } : {}),
      sensor: prepared.sensor,
      bands: prepared.bands,
      scaling: prepared.scaling.description,
      ...(Object.keys(layers).length > 0 ? { layers } : {}),
      ...(exclude.length > 0 ? { exclude } : {}),
      ...(refine.length > 0 ? { refine } : {}),
    },
    warnings: plan.warnings,
    ...(plan.zones ? { zones: plan.zones } : {}),
    ...(plan.previewBands.length > 0 ? { preview: { stepPx: plan.previewStepPx } } : {}),
    ...(hasSplit(plan.recipe.vectorize) ? { split: { splitM, splitClasses } } : {}),
  };
}

/** What was fetched, against what the bands that were read take in the files. */
export function measureTraffic(
  { plan }: RunContext,
  { scene, prepared, traffic }: { scene: Scene; prepared: PreparedRecipe; traffic: Traffic | null },
): TrafficStatistics | null {
  if (!traffic) return null;
  const { requests, bytes } = traffic;
  const bands = [...new Set([...prepared.bandNumbers, ...plan.previewBands])];
  const neededBytes = scene.storedBytes(bands, 'remote');
  return { requests, fetchedBytes: bytes, neededBytes, ratio: shareOf(bytes, neededBytes) };
}

type Measured = Pick<RunStatistics, 'startedAt' | 'finishedAt' | 'timing' | 'memory' | 'workers'>;

/** The part that says how long it took and what it needed. */
export function measureRun({ plan }: RunContext, startedAt: Date, stepsMs: Record<string, number>): Measured {
  const finishedAt = new Date();
  const totalMs = finishedAt.getTime() - startedAt.getTime();
  return {
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    timing: {
      totalMs,
      stepsMs,
      mpxPerSecond: megapixelsPerSecond(plan.scene.width * plan.scene.height, totalMs),
    },
    // Linux and macOS: maxRSS is in kibibytes.
    memory: { limitMB: plan.memoryMB, peakRssMB: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6) },
    workers: plan.workers,
  };
}
