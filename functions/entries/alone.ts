import { createAloneHandler } from '../handlers.js';
import { wireSteps } from '../wiring.js';

export const handler = createAloneHandler(wireSteps());
