import { createNextHandler } from '../handlers.js';
import { wireBatching, wireSteps } from '../wiring.js';

export const handler = createNextHandler(wireSteps(), wireBatching());
