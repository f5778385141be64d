import { withFinalNames } from '../failures.js';
import { createNextHandler } from '../handlers.js';
import { wireBatching, wireSteps } from '../wiring.js';

export const handler = withFinalNames(createNextHandler(wireSteps(), wireBatching()));
