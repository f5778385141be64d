import { type ProcessHooks, type ProcessOptions, type ProcessResult, processScene } from './scene.js';
import { parseRecipe } from './segment/recipe.js';

export type VectorizeOptions = Omit<ProcessOptions, 'recipe' | 'overrides'>;

/**
 * Polygons of anybody's class raster: one band of whole numbers 1 to 255; 0 and the file's nodata are left out. The
 * same path and the same outputs as a run, under the recipe name `classes`.
 */
export function vectorizeMask(options: VectorizeOptions, hooks: ProcessHooks = {}): Promise<ProcessResult> {
  const recipe = parseRecipe(
    {
      name: 'classes',
      title: 'Classes as they are',
      description: 'Polygons of a class raster.',
      version: '1.0.0',
      segmenter: { method: 'classes' },
      legend: [],
    },
    'classes',
  );
  return processScene({ ...options, recipe }, hooks);
}
