import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalFunction, loadFunctions, SYNTHESISED } from './local-functions.js';

/*
 * What `sam local` needs beside the synthesised templates. It hands on only variables that a template names, so a copy of
 * each names where Amazon's services are played; the values of all are in one file beside, for references arrive as
 * logical ids.
 */

export const ENV_FILE = 'env.json';
export const localTemplate = (stack: string): string => `${stack}.local.json`;

interface Template {
  Resources: Record<
    string,
    { Properties: { Environment?: { Variables: Record<string, unknown> } } & Record<string, unknown> }
  >;
}

/** Writes them beside the templates; gives the functions there are. */
export function writeSamFiles(endpoint: Readonly<Record<string, string>>, folder = SYNTHESISED): LocalFunction[] {
  const functions = loadFunctions(folder);
  for (const stack of new Set(functions.map((one) => one.stack))) {
    const template = JSON.parse(readFileSync(join(folder, `${stack}.template.json`), 'utf8')) as Template;
    const copy = toLocal(
      template,
      functions.filter((one) => one.stack === stack),
      endpoint,
    );
    writeFileSync(join(folder, localTemplate(stack)), `${JSON.stringify(copy, null, 1)}\n`);
  }
  const env = Object.fromEntries(functions.map(({ logicalId, env }) => [logicalId, { ...env, ...endpoint }]));
  writeFileSync(join(folder, ENV_FILE), `${JSON.stringify(env, null, 2)}\n`);
  return functions;
}

/** The template with functions as this machine runs them. */
function toLocal(template: Template, functions: LocalFunction[], endpoint: Readonly<Record<string, string>>): Template {
  const copy = structuredClone(template);
  for (const { logicalId, env } of functions) {
    const { Properties } = copy.Resources[logicalId];
    Properties.Environment = { Variables: { ...env, ...endpoint } };
    // A layer would be fetched from an account; what it is there for, secrets, nobody asks for here.
    delete Properties.Layers;
    // Without native code it runs anywhere; another machine's instructions would be played.
    if (String(Properties.Architectures) === 'arm64' && process.arch === 'x64') Properties.Architectures = ['x86_64'];
  }
  return copy;
}
