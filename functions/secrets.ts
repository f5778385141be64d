import { InternalError } from '../src/errors.js';

/** Where Amazon's extension for secrets answers, in the function's own machine. */
export interface SecretsExtension {
  port: number;
  /** Shows that it is the function that asks. */
  token(): string;
}

/** How long a secret is taken for what it is; the extension keeps it a few minutes itself. */
const KEPT_MS = 60_000;

interface Kept {
  value: Promise<string>;
  until: number;
}

/** Reads secrets by their names (ARN). One that cannot be read again for a while is taken for what it was. */
export function createSecrets({ port, token }: SecretsExtension, now = Date.now): (name: string) => Promise<string> {
  const kept = new Map<string, Kept>();

  async function fetchSecret(name: string): Promise<string> {
    const url = `http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(name)}`;
    const answer = await fetch(url, { headers: { 'X-Aws-Parameters-Secrets-Token': token() } });
    const { SecretString } = answer.ok ? ((await answer.json()) as { SecretString?: string }) : {};
    if (SecretString) return SecretString;
    throw new InternalError({ thing: 'secret', wanted: 'a text', got: `status ${answer.status}`, source: name });
  }

  return (name) => {
    const before = kept.get(name);
    if (before && now() < before.until) return before.value;
    const value = fetchSecret(name).catch((error) => {
      if (before) return before.value;
      kept.delete(name);
      throw error;
    });
    kept.set(name, { value, until: now() + KEPT_MS });
    return value;
  };
}
