import type { z } from 'zod';
import { findNearest } from './nearest.js';

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** Every problem of a recipe, each with its JSON path, joined to one line. */
export function describeProblems(issues: readonly z.core.$ZodIssue[], schema: object): string {
  return [...new Set(issues.flatMap((issue) => describeIssue(issue, schema as JsonSchema)))].join('; ');
}

function describeIssue(issue: z.core.$ZodIssue, schema: JsonSchema): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => `${formatPath([...issue.path, key])}: unknown key${suggest(key, known)}`);
  }
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().map(({ message }) => message);
    return [`${formatPath(issue.path)}: ${[...new Set(inner)].join(' or ')}`];
  }
  if (issue.code === 'invalid_value') {
    const wanted = issue.values.map(String);
    const got = typeof issue.input === 'string' ? suggest(issue.input, wanted) : '';
    return [`${formatPath(issue.path)}: wanted one of ${wanted.join(', ')}${got}`];
  }
  return [`${formatPath(issue.path)}: ${issue.message}`];
}

/** ` (did you mean x?)`, or the known names where none is near. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = findNearest(name, known);
  return nearest ? ` (did you mean ${nearest}?)` : known.length > 0 ? ` (known: ${known.join(', ')})` : '';
}

export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

function knownKeys(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  let nodes: JsonSchema[] = [schema];
  for (const key of path) {
    nodes = expand(nodes).flatMap((node) => {
      const next = typeof key === 'number' ? node.items : (node.properties?.[String(key)] ?? node.additionalProperties);
      return typeof next === 'object' ? [next] : [];
    });
  }
  return [...new Set(expand(nodes).flatMap((node) => Object.keys(node.properties ?? {})))];
}

const expand = (nodes: JsonSchema[]): JsonSchema[] =>
  nodes.flatMap((node) => [node, ...expand([...(node.anyOf ?? []), ...(node.oneOf ?? [])])]);
