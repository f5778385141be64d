import { z } from 'zod';
import { InputError } from '../../errors.js';
import { NODATA_CLASS } from '../../raster/class-mask.js';
import type { Band } from '../../raster/raster.js';
import { defineMethod } from '../segmenter.js';
import { clearInvalid } from './cut.js';
import { bandRef } from './options.js';

const options = z.strictObject({
  method: z.literal('classes'),
  band: bandRef.default(1).describe('The band that holds the class ids'),
});

/** A band that already holds class ids, taken as it is. */
export const classesMethod = defineMethod({
  name: 'classes',
  title: 'Class ids that the scene already holds',
  options,
  classIds: () => null,
  create: ({ band }) => ({
    haloPx: 0,
    sources: [{ kind: 'raw', band }],
    predict: ({ values, valid }) => {
      const ids = values[0]!;
      const classes = ids instanceof Uint8Array ? ids.slice() : copyIds(ids, valid);
      if (valid) clearInvalid(classes, valid);
      return classes;
    },
  }),
});

/** Only pixels with data have to hold an id. */
function copyIds(ids: Band, valid: Uint8Array | null): Uint8Array {
  const classes = new Uint8Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    classes[i] = id;
    if (classes[i] === id || (valid && valid[i] === 0)) continue;
    if (Number.isNaN(id)) classes[i] = NODATA_CLASS;
    else throw new InputError({ thing: 'class ids', wanted: 'whole numbers from 0 to 255', got: String(id) });
  }
  return classes;
}
