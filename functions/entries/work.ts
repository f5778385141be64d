import { withFinalNames } from '../failures.js';
import { createWorkHandler } from '../handlers.js';
import { wireWork } from '../wiring.js';

export const handler = withFinalNames(createWorkHandler(wireWork()));
