import { z } from 'zod';
import { bandRef } from '../../methods/options.js';
import { AUGMENTATIONS, NETWORK_KINDS, SEAM_POLICIES, TRANSFORMS } from './spec.js';

/** The method that runs a network over patches of a scene. */
export const NETWORK_METHOD = 'network';

export const colorText = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'wanted a colour such as #1b7837');

const bandScaling = z.strictObject({
  scale: z.number().optional(),
  offset: z.number().optional(),
  mean: z.number().optional(),
  std: z
    .number()
    .refine((std) => std !== 0, 'wanted not 0')
    .optional(),
  clipMin: z.number().optional(),
  clipMax: z.number().optional(),
});

const namedClass = z.strictObject({
  name: z.string().min(1),
  value: z.int().min(0).optional().describe('Channel of its score, or what the network calls it; its place if missing'),
  color: colorText.optional(),
  id: z
    .int()
    .min(0)
    .max(255)
    .optional()
    .describe('In the class mask; 0: pixels of it get `rest`. The value, plus 1 where some value is 0, if missing'),
  label: z
    .int()
    .min(0)
    .optional()
    .describe('Of a panoptic network: what its objects of this class are called, beside the channel of its score'),
});

const outputNames = z.union([
  z.strictObject({ boxes: z.string(), labels: z.string(), scores: z.string(), masks: z.string() }),
  z.strictObject({ detections: z.string(), prototypes: z.string() }),
]);

/** What a person may say of a network, whatever its file says; only where both fix the same they have to agree. */
export const answerOptions = {
  kind: z
    .enum(NETWORK_KINDS)
    .optional()
    .describe(
      'What it gives: scores of classes for pixels (semantic), objects with masks (instance), or both (panoptic)',
    ),
  bands: z
    .array(bandRef)
    .min(1)
    .max(1024)
    .optional()
    .describe('What its channels are, in order: bands by role, name or number, indices, layers of the recipe'),
  values: z
    .enum(['stored', 'reflectance'])
    .optional()
    .describe('Values of bands as the file stores them, or as reflectance; `scaling` comes after that'),
  scaling: z
    .union([z.enum(['none', '8-bit']), bandScaling, z.array(bandScaling).min(1)])
    .optional()
    .describe(
      '((x within clipMin to clipMax) · scale + offset − mean) / std, one for all bands or a list; 8-bit: x / 255',
    ),
  transform: z.enum(TRANSFORMS).optional().describe('A function of its own that values go through after the scaling'),
  expected: z
    .strictObject({ min: z.number(), max: z.number() })
    .refine(({ min, max }) => min < max, 'wanted min below max')
    .optional()
    .describe('Between which reflectance has to lie: a scene where it does not is scaled wrongly, and refused'),
  layout: z.enum(['NCHW', 'NHWC']).optional().describe('Order of the sides of its input, where they do not tell'),
  output: z.string().min(1).optional().describe('The output with scores of pixels, by name, where there are several'),
  outputLayout: z
    .enum(['NCHW', 'NHWC', 'NHW'])
    .optional()
    .describe('Order of the sides of that output, where they do not tell'),
  outputs: outputNames
    .optional()
    .describe('The outputs with objects, by name: boxes, labels, scores and masks; or detections and prototypes'),
  fit: z
    .enum(['stretch', 'centre'])
    .optional()
    .describe('How an output of another size lies on the patch: over all of it, or in its middle, pixel on pixel'),
  activation: z
    .enum(['softmax', 'sigmoid', 'logits', 'argmax'])
    .optional()
    .describe('What its numbers are: shares that add up to 1, shares of each class by itself, logits, or class ids'),
  classes: z
    .array(z.union([z.string().min(1), namedClass]))
    .min(1)
    .max(255)
    .optional()
    .describe('Its classes in order: names, or objects with name, value, color, id and label'),
  things: z
    .array(z.string().min(1))
    .optional()
    .describe('Of a panoptic network: names of the classes that are counted one by one'),
  multiplePx: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe('What the side of a patch has to be a multiple of, where the network halves it again and again'),
  pixelSizeM: z
    .union([z.number().positive(), z.literal('any')])
    .optional()
    .describe(
      'Size of a pixel in training, in metres: the scene is brought to it. any: the pixels of the scene as they are',
    ),
};

/** What a person may choose. */
export const choiceOptions = {
  patchPx: z
    .int()
    .min(8)
    .max(8192)
    .optional()
    .describe('Side of a patch, in pixels of the network; what its file says, or 512, if missing'),
  overlapPx: z
    .int()
    .min(0)
    .max(4095)
    .optional()
    .describe(
      'What a patch sees beyond its own cell, on each side; what its file says, or how far the network looks, at most a quarter of a patch, if missing',
    ),
  seams: z
    .enum(SEAM_POLICIES)
    .default('crop')
    .describe('Where patches overlap: each pixel from the patch it is most inside of, or a mean with these weights'),
  augment: z
    .enum(AUGMENTATIONS)
    .default('none')
    .describe(
      'Asked again mirrored (flips, 4 times), or also turned (all, 8 times); the mean of all answers counts; for semantic networks',
    ),
  batch: z.int().min(1).max(256).default(1).describe('Patches asked about at once'),
  minScore: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'What is less certain gets `rest`, and an object is dropped; 0 for a semantic network, else 0.25, if missing',
    ),
  maxIou: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Of two objects that cover each other more than this (intersection over union), one is dropped'),
  rest: z
    .int()
    .min(0)
    .max(255)
    .default(0)
    .describe('Class of pixels that hold data but get none; 0: they count as without data'),
  separate: z.boolean().optional().describe('Each object is a polygon of its own; true unless the network is semantic'),
  device: z
    .enum(['cpu', 'cuda'])
    .default('cpu')
    .describe('What computes; cuda needs a graphics card and its libraries'),
};

const answers = z.object(answerOptions);
const choices = z.object(choiceOptions);

export type Answers = z.infer<typeof answers>;
export type Choices = z.infer<typeof choices>;

/** Of a recipe's options, as they were let through, those that say what a network is. */
export const pickAnswers = (options: object): Answers => answers.parse(options);

/** Of a recipe's options those that choose how it is run; what is left out is as by default. */
export const pickChoices = (options: object): Choices => choices.parse(options);
