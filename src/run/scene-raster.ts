import type { CogOptions } from '../tiling/write-cog.js';
import type { RunContext } from './context.js';

/** What all rasters of a run have in common: one band on the scene's pixels, 0 where nothing is said, and their recipe. */
export function sceneRaster({ plan, grid }: Pick<RunContext, 'plan' | 'grid'>) {
  const { recipe, scene } = plan;
  return {
    width: grid.width,
    height: grid.height,
    bandCount: 1,
    affine: scene.affine,
    crs: scene.crs,
    nodata: 0,
    metadata: { LANDQUILT_RECIPE: `${recipe.name} ${recipe.version}` },
  } satisfies Partial<CogOptions>;
}
