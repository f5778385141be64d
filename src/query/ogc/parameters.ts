import { badValue, quote } from './problem.js';

/** The parameters of a request, each checked when it is read. */
export interface Parameters {
  text(name: string): string | null;
  /** A whole number from `least` on; more than `most` is taken for `most`. */
  whole(name: string, limits: { least: number; most: number; otherwise: number }): number;
  flag(name: string): boolean;
  /** Parts between commas; null where the parameter is not given. */
  list(name: string): string[] | null;
}

/** @throws UsageError for a name that is not among `known`, or that comes twice */
export function readParameters(query: URLSearchParams, known: readonly string[]): Parameters {
  for (const name of new Set(query.keys())) {
    if (!known.includes(name)) throw badValue('parameter', `one of ${known.join(', ')}`, name);
    const values = query.getAll(name);
    if (values.length > 1) throw badValue(name, 'one value', values.join(' and '));
  }
  const text = (name: string): string | null => query.get(name);
  return {
    text,
    whole(name, { least, most, otherwise }) {
      const given = text(name);
      if (given === null) return otherwise;
      const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
      if (value >= least) return Math.min(value, most);
      throw badValue(name, `a whole number, at least ${least}`, given);
    },
    flag(name) {
      const given = text(name);
      if (given === null || given === 'false') return false;
      if (given === 'true') return true;
      throw badValue(name, 'true or false', given);
    },
    list(name) {
      const given = text(name);
      if (given === null) return null;
      return given === '' ? [] : given.split(',').map((part) => part.trim());
    },
  };
}

/** Names of a list that are not among `known` are an error. */
export function checkNames(parameter: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (!known.includes(name)) throw badValue(parameter, `names among ${known.map(quote).join(', ')}`, name);
  }
}
