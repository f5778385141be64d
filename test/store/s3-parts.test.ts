import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutParts } from '../../src/store/s3-parts.js';

it('cuts any chunks into parts of one size, all bytes in order', async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (given, partBytes) => {
      const parts: Uint8Array[] = [];
      for await (const part of cutParts(given, partBytes)) parts.push(part);
      expect(Buffer.concat(parts)).toEqual(Buffer.concat(given));
      expect(parts.slice(0, -1).every(({ length }) => length === partBytes)).toBe(true);
      expect(parts.every(({ length }) => length > 0 && length <= partBytes)).toBe(true);
    }),
  );
});
