import { createIntake } from '../intake.js';
import { wireIntake } from '../wiring.js';

export const handler = createIntake(wireIntake());
