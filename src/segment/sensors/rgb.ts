import type { SensorProfile } from './sensor.js';

/** A picture in red, green and blue, with or without alpha. */
export const rgb: SensorProfile = {
  name: 'rgb',
  title: 'Red, green, blue (with or without alpha)',
  bandNames: {},
  layouts: { 3: ['red', 'green', 'blue'], 4: ['red', 'green', 'blue', null] },
  recognises: ({ photometric, bandCount, alphaBand }) =>
    /rgb|ycbcr/i.test(photometric) && bandCount - (alphaBand === null ? 0 : 1) === 3,
  findScaling: () => ({ scale: 1, offset: 0, description: 'digital numbers as they are' }),
};
