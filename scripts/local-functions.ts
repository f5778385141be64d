import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * What the synthesised templates say of the functions, for those who run them on this machine: `sam local`, the
 * measurement of their starts, and tests.
 */

/** As `npm run synth` leaves it. */
export const SYNTHESISED = fileURLToPath(new URL('../cdk.out', import.meta.url));
const STACKS = ['LandquiltPipeline', 'LandquiltQuery'];

/** Where a function's configuration names something that only a deployment has, this stands for it. */
const LOCAL_VALUES: Readonly<Record<string, string>> = {
  LEDGER: 'ledger',
  STATE_MACHINE: 'arn:aws:states:eu-central-1:123456789012:stateMachine:runs',
  SCENES: 's3://scenes',
  RESULTS: 's3://results',
  RECIPES: 's3://scenes/recipes',
};

/** Of the API: without a secret to ask for, and so for nobody outside this machine. */
const LOCAL_ACCESS: Readonly<Record<string, string>> = { ACCESS: 'iam' };
const SECRETS = ['ORIGIN_SECRET', 'API_KEYS', 'PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED'];

export interface LocalFunction {
  /** In the template. */
  logicalId: string;
  /** Name of the stack whose template it is in. */
  stack: string;
  /** Name of the file in the package, without its ending. */
  entry: string;
  memoryMB: number;
  timeoutS: number;
  env: Record<string, string>;
  /** The folder that Lambda unpacks; null where the template does not say. */
  folder: string | null;
}

interface Resource {
  Type: string;
  Metadata?: { 'aws:asset:path'?: string };
  Properties: {
    Handler: string;
    MemorySize: number;
    Timeout: number;
    Environment?: { Variables: Record<string, unknown> };
  };
}

/** The functions of a template. */
export function functionsOf(template: object, stack: string, place: string | null = null): LocalFunction[] {
  const { Resources } = template as { Resources: Record<string, Resource> };
  return Object.entries(Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::Lambda::Function' && Properties.Handler.startsWith('dist/'))
    .map(([logicalId, { Properties, Metadata }]) => {
      const [, entry] = /^dist\/functions\/(\w+)\.handler$/.exec(Properties.Handler) ?? [];
      if (!entry) throw new Error(`${logicalId}: wanted dist/functions/<entry>.handler, got ${Properties.Handler}`);
      const asset = Metadata?.['aws:asset:path'];
      return {
        logicalId,
        stack,
        entry,
        memoryMB: Properties.MemorySize,
        timeoutS: Properties.Timeout,
        env: localEnvironment(logicalId, Properties.Environment?.Variables ?? {}),
        folder: asset && place ? join(place, asset) : null,
      };
    });
}

function localEnvironment(logicalId: string, variables: Record<string, unknown>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...variables, ...('ACCESS' in variables ? LOCAL_ACCESS : {}) })) {
    if (SECRETS.includes(name)) continue;
    const local = typeof value === 'string' ? value : LOCAL_VALUES[name];
    if (local === undefined) throw new Error(`${logicalId}: wanted a local value for ${name}, got none`);
    env[name] = local;
  }
  return env;
}

/** The functions of all stacks that are synthesised. */
export function loadFunctions(folder = SYNTHESISED): LocalFunction[] {
  const found = STACKS.flatMap((stack) => {
    const path = join(folder, `${stack}.template.json`);
    return existsSync(path) ? functionsOf(JSON.parse(readFileSync(path, 'utf8')) as object, stack, folder) : [];
  });
  if (found.length > 0) return found;
  throw new Error(`templates: wanted ${STACKS.join(' and ')} in ${folder}, got none: npm run synth`);
}
