import { withFinalNames } from '../failures.js';
import { createPlanHandler } from '../handlers.js';
import { wirePlanLimits, wireSteps } from '../wiring.js';

export const handler = withFinalNames(createPlanHandler(wireSteps(), wirePlanLimits()));
