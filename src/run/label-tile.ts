import { type Cells, groupParts, labelParts } from '../vectorize/label.js';
import type { RunContext } from './context.js';

/** The parts of a tile, and the region of each by the recipe's connectivity; good until the worker's next tile. */
export function labelTile({ plan, scratch }: RunContext, cells: Cells, size: { width: number; height: number }) {
  const { width, height } = size;
  const parts = labelParts(cells, width, height, scratch.labels(width * height));
  const { connectivity } = plan.recipe.vectorize;
  return { parts, regionOfPart: groupParts(parts, { classes: cells, width, height, connectivity }).regionOfPart };
}
