import { fileNameOf, type SensorProfile } from './sensor.js';

/** National Agriculture Imagery Program: quarter quads named `m_<quad>_<quarter>_<zone>_…`, red, green, blue, NIR. */
export const naip: SensorProfile = {
  name: 'naip',
  title: 'NAIP aerial imagery (red, green, blue, near infrared)',
  bandNames: {},
  layouts: { 3: ['red', 'green', 'blue'], 4: ['red', 'green', 'blue', 'nir'] },
  recognises: (scene) =>
    scene.dataType === 'uint8' && scene.bandCount === 4 && /^m_\d{7}_(ne|nw|se|sw)_/i.test(fileNameOf(scene)),
  findScaling: () => ({ scale: 1, offset: 0, description: 'digital numbers as they are (not calibrated)' }),
};
