import { createHmac } from 'node:crypto';
import { parseKeys } from '../src/serve/access-keys.js';
import { createTokenVerifier, type TokenTerms } from '../src/serve/access-tokens.js';
import type { AccessTerms } from './api.js';

/** Who may ask: nobody the API has not let through itself; who has a key; who has a token. Secrets by their names. */
export type AccessPlan =
  | { kind: 'iam' }
  | { kind: 'api-key'; origin: string; keys: string }
  | { kind: 'jwt'; origin: string; tokens: TokenTerms };

/** The terms of access, made anew where a secret has changed. */
export function createTerms(plan: AccessPlan, read: (secret: string) => Promise<string>): () => Promise<AccessTerms> {
  const open: AccessTerms = { origin: null };
  if (plan.kind === 'iam') return async () => open;
  const verifier = plan.kind === 'jwt' ? { verifyToken: createTokenVerifier(plan.tokens) } : {};
  let made: { from: string; terms: AccessTerms } | null = null;
  return async () => {
    const origin = await read(plan.origin);
    const text = plan.kind === 'api-key' ? await read(plan.keys) : '';
    const from = JSON.stringify([origin, text]);
    if (made?.from === from) return made.terms;
    const keys = plan.kind === 'api-key' ? { keys: parseKeys(text, 'secret of keys') } : {};
    const terms: AccessTerms = { ...verifier, ...keys, secret: signingSecret(from), origin };
    made = { from, terms };
    return terms;
  };
}

/** The same in all functions that run at once; another when a key is taken away. */
const signingSecret = (from: string): Buffer =>
  createHmac('sha256', from).update('landquilt: signed addresses').digest();
