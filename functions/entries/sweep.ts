import { createSweep } from '../sweep.js';
import { wireSweep } from '../wiring-sweep.js';

export const handler = createSweep(wireSweep());
