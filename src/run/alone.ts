import { InternalError } from '../errors.js';
import type { PreparedRecipe } from '../segment/prepare.js';
import type { Scene } from '../tiling/open-scene.js';
import { putJson, type RunContext } from './context.js';
import { fitScene } from './fit-step.js';
import { finishJoin } from './join-step.js';
import type { Piece } from './phases.js';
import { findRegionsToSieve, joinSmallRegions } from './sieve-regions.js';
import { joinObjects } from './split-step.js';
import { stitchTiles } from './stitch-step.js';
import { placeRunZones } from './zones-place.js';
import { loadZones, type ZonesSource } from './zones-source.js';

/** What is at hand already, and need not be opened again. */
export interface AtHand {
  scene?: Scene;
  prepared?: PreparedRecipe;
  zones?: ZonesSource | null;
  advance?: () => void;
}

/** Does a piece of a run that one worker does alone; publishing is in other hands, who know when the run began. */
export async function doAlone(
  context: RunContext,
  piece: Exclude<Piece, 'publish'>,
  { advance = () => {}, ...atHand }: AtHand = {},
): Promise<void> {
  switch (piece) {
    case 'fit':
      return fit(context, atHand);
    case 'sieve regions':
      return findRegionsToSieve(context);
    case 'sieve classes':
      return joinSmallRegions(context);
    case 'join objects':
      return joinObjects(context);
    case 'stitch':
      return stitchTiles(context, advance);
    case 'finish join':
      await finishJoin(context, context.plan.workers);
      return advance();
  }
}

/** What the recipe learns from the whole scene, and the zones in its pixels. */
async function fit(context: RunContext, atHand: AtHand): Promise<void> {
  const { keys, store, plan } = context;
  const scene = atHand.scene ?? (await context.scene());
  const prepared = atHand.prepared ?? (await context.prepared());
  await putJson(store, keys.fit, await fitScene(scene, prepared));
  if (!plan.zones) return;
  const { location, rule, sha256 } = plan.zones;
  const source = atHand.zones ?? (await loadZones(location, rule));
  if (source.plan.sha256 === sha256) return placeRunZones(context, source);
  throw new InternalError({ thing: 'zones', wanted: 'the file as it was planned', got: 'another', source: location });
}
