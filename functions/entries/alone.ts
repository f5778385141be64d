import { withFinalNames } from '../failures.js';
import { createAloneHandler } from '../handlers.js';
import { wireSteps } from '../wiring.js';

export const handler = withFinalNames(createAloneHandler(wireSteps()));
