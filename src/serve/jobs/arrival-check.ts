import { openScene } from '../../tiling/open-scene.js';
import type { BroughtScene } from './find-scenes.js';

export interface ArrivalTimes {
  /** A file that has not changed for so long and can be read is whole. */
  steadyMs: number;
  /** One that has not changed for so long is as whole as it will be: what is wrong with it shows when it is run. */
  patienceMs: number;
}

/** Decides of files that somebody is copying when they are whole. `now` is in milliseconds, of any clock that goes forward. */
export function createArrivalCheck(
  { steadyMs, patienceMs }: ArrivalTimes,
  isReadable: (file: string) => Promise<boolean>,
) {
  let seen = new Map<string, { version: string; since: number; isTaken: boolean }>();
  return {
    /** Of all files that are there, those that are whole and were not given before. */
    async findWhole(scenes: readonly BroughtScene[], now: number): Promise<BroughtScene[]> {
      const before = seen;
      seen = new Map();
      const whole: BroughtScene[] = [];
      for (const scene of scenes) {
        const known = before.get(scene.file);
        const file = known?.version === scene.version ? known : { version: scene.version, since: now, isTaken: false };
        seen.set(scene.file, file);
        const steadyFor = now - file.since;
        if (file.isTaken || steadyFor < steadyMs) continue;
        file.isTaken = steadyFor >= patienceMs || (await isReadable(scene.file));
        if (file.isTaken) whole.push(scene);
      }
      return whole;
    },
  };
}

/** True of a file whose header can be read. */
export async function canOpen(path: string): Promise<boolean> {
  const scene = await openScene(path).catch(() => null);
  await scene?.close();
  return scene !== null;
}
