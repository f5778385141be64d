/*
 * Lambda's side of the wire: answers calls of functions by the handlers of the packages, and hands everything else on to
 * moto. Arguments: the folder of the packages, the port to listen on, moto's port. The environment is the functions'.
 */
import { createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [folder, port, motoPort] = process.argv.slice(2);
const FUNCTIONS = {
  intake: 'control',
  plan: 'control',
  next: 'control',
  finish: 'control',
  work: 'work',
  alone: 'work',
};
const handlers = {};
for (const [name, group] of Object.entries(FUNCTIONS)) {
  const url = pathToFileURL(`${folder}/${group}/dist/functions/${name}.mjs`);
  handlers[name] = (await import(url.href)).handler;
}

async function invoke(name, incoming, outgoing) {
  const event = JSON.parse(await text(incoming));
  try {
    outgoing.end(JSON.stringify((await handlers[name](event)) ?? null));
  } catch (error) {
    const trace = String(error.stack).split('\n');
    outgoing.setHeader('X-Amz-Function-Error', 'Unhandled');
    outgoing.end(JSON.stringify({ errorType: error.name, errorMessage: error.message, trace }));
  }
}

function forward(incoming, outgoing) {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port: motoPort, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

createServer((incoming, outgoing) => {
  const [, name] = /^\/2015-03-31\/functions\/(?:.*(?::|%3A))?(\w+)\/invocations/.exec(incoming.url) ?? [];
  if (name) void invoke(name, incoming, outgoing);
  else forward(incoming, outgoing);
}).listen(Number(port), 'localhost', () => process.send?.('ready'));
