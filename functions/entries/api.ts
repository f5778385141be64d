import { createApiHandler } from '../api.js';
import { wireApi } from '../wiring-api.js';

export const handler = createApiHandler(await wireApi());
