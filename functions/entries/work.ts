import { createWorkHandler } from '../handlers.js';
import { wireWork } from '../wiring.js';

export const handler = createWorkHandler(wireWork());
