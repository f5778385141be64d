import { InputError } from '../../errors.js';

/** What is wrong with a filter that somebody sent. */
export const filterError = (wanted: string, got: string): InputError =>
  new InputError({ thing: 'filter', wanted, got });

/** More of either is no question that a person asks. */
export const MOST_CHARS = 65_536;
export const MOST_DEPTH = 64;
export const MOST_LEVELS = 500;
export const MOST_NODES = 10_000;
