import { z } from 'zod';

/** The file of a model, in the options of the methods that ask one. */
export const modelFileOptions = {
  model: z
    .string()
    .min(1)
    .describe('The ONNX file; a path that is not absolute is taken from the folder of the recipe'),
  modelSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'wanted 64 hexadecimal digits')
    .optional()
    .describe('The SHA-256 of the file: another content is refused. Taken from the file if missing'),
};
