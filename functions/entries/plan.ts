import { createPlanHandler } from '../handlers.js';
import { wirePlanLimits, wireSteps } from '../wiring.js';

export const handler = createPlanHandler(wireSteps(), wirePlanLimits());
