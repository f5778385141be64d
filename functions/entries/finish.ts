import { withFinalNames } from '../failures.js';
import { createFinish } from '../finish.js';
import { wireFinish } from '../wiring.js';

export const handler = withFinalNames(createFinish(wireFinish()));
