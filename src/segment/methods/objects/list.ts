import type { Method } from '../../segmenter.js';

/** Every method that finds objects of any size, block by block. */
export const OBJECT_METHODS: readonly Method[] = [];
