import { configureGlobal } from 'fast-check';

/*
 * Properties are tried on the same inputs in every run, so that a change alone can make a test fail.
 * `FC_SEED=random` looks for new counterexamples, `FC_SEED=<number>` goes back to some.
 */
const seed = process.env.FC_SEED ?? '20261120';
if (seed !== 'random') configureGlobal({ seed: Number(seed) });
