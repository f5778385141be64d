import type { ScalingFacts, SceneFacts, SensorProfile } from './sensor.js';

/** Pictures without a sensor of their own: bands by order alone. */
const asStored = (scene: SceneFacts): ScalingFacts =>
  scene.dataType === 'uint16'
    ? { scale: 1e-4, offset: 0, description: 'assumed: reflectance times 10,000', warning: ASSUMED }
    : { scale: 1, offset: 0, description: 'values as stored' };

const ASSUMED = '16-bit values are taken as reflectance times 10,000 with no offset';

export const rgb: SensorProfile = {
  name: 'rgb',
  title: 'Red, green, blue, with or without alpha',
  bandNames: {},
  layouts: { 3: ['red', 'green', 'blue'], 4: ['red', 'green', 'blue', null] },
  recognises: ({ photometric, bandCount, alphaBand }) =>
    /rgb|ycbcr/i.test(photometric) && bandCount - (alphaBand === null ? 0 : 1) === 3,
  findScaling: asStored,
};

/** Only by name: nothing in a file tells this order from others. */
export const rgbn: SensorProfile = {
  name: 'rgbn',
  title: 'Red, green, blue, near infrared in this order',
  bandNames: {},
  layouts: { 4: ['red', 'green', 'blue', 'nir'] },
  recognises: () => false,
  findScaling: asStored,
};

/** Only by name: nothing in a file tells this order from others. */
export const bgrn: SensorProfile = {
  name: 'bgrn',
  title: 'Blue, green, red, near infrared in this order',
  bandNames: {},
  layouts: { 4: ['blue', 'green', 'red', 'nir'] },
  recognises: () => false,
  findScaling: asStored,
};
