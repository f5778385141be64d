import { runBatchJob } from '../batch-task.js';
import { wireBatchJob } from '../wiring.js';

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.exitCode = await runBatchJob(wireBatchJob(), stop.signal);
