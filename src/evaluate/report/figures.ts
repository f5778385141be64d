import { type Estimate, marginOf } from '../stratified-estimate.js';

/** Three decimals; a dash where there is nothing. */
export const formatFigure = (value: number | null | undefined, decimals = 3): string => value?.toFixed(decimals) ?? '–';

/** Half the width of the 95 % interval. */
export const formatMargin = (estimate: Estimate | null): string => formatFigure(marginOf(estimate));
