import type { ScoreName } from '../segment/attributes.js';
import { scoresOf } from '../segment/prepare.js';
import type { Recipe } from '../segment/recipe.js';
import { BAND_SCALE, INDEX_SCALE, type Layer, SCORE_SCALE, STATISTICS, type Statistic } from '../vectorize/layer.js';

const SCORE_STATISTICS: Record<ScoreName, readonly Statistic[]> = { score: ['mean', 'min'], entropy: ['mean'] };

/** What a recipe wants measured of every region, in the order of the properties and of the layers that `PreparedRecipe.segment` gives. */
export function layersOf(recipe: Recipe): Layer[] {
  const { attributes } = recipe;
  const statistics = STATISTICS.filter((statistic) => attributes.statistics.includes(statistic));
  return [
    ...attributes.indices.map((name): Layer => ({ name, statistics, ...INDEX_SCALE })),
    ...attributes.bands.map((name): Layer => ({ name, statistics, ...BAND_SCALE })),
    ...attributes.layers.map((name): Layer => ({ name, statistics, ...BAND_SCALE })),
    ...scoresOf(recipe).map((name): Layer => ({ name, statistics: SCORE_STATISTICS[name], ...SCORE_SCALE })),
  ];
}
