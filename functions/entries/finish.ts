import { createFinish } from '../finish.js';
import { wireFinish } from '../wiring.js';

export const handler = createFinish(wireFinish());
