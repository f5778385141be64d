/* Calls the handler of a package as Lambda does: an event comes as a message, its answer goes as one. Argument: the handler. */
import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL(process.argv[2]).href);

process.on('message', async ({ id, event }) => {
  try {
    // Through text, as it comes and goes.
    process.send({ id, text: JSON.stringify(await handler(event)) });
  } catch (error) {
    process.send({ id, problem: String(error.stack) });
  }
});
process.send({ id: 'ready' });
