import type { Codec } from './codec.js';

export const none: Codec = {
  name: 'none',
  codes: [1],
  predicts: false,
  decode: (bytes) => bytes,
};
