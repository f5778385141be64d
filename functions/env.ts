import { UsageError } from '../src/errors.js';

/** Reads the environment; nothing else does. What is missing stops a function as it starts, not in its first call. */
export function readText(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new UsageError({ thing: `environment variable ${name}`, wanted: 'a value', got: 'none' });
}

export function readCount(name: string): number {
  const text = readText(name);
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError({ thing: `environment variable ${name}`, wanted: 'a whole number above 0', got: text });
}

/** Any number above 0. */
export function readAmount(name: string): number {
  const text = readText(name);
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError({ thing: `environment variable ${name}`, wanted: 'a number above 0', got: text });
}

/** One of a few words. */
export function readWord<Word extends string>(name: string, words: readonly Word[]): Word {
  const text = readText(name);
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new UsageError({ thing: `environment variable ${name}`, wanted: words.join(' or '), got: text });
}

/** A whole number from 0; 0 where there is none. */
export function readIndex(name: string): number {
  const text = process.env[name] || '0';
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new UsageError({ thing: `environment variable ${name}`, wanted: 'a whole number from 0', got: text });
}
