import { InputError } from '../../../errors.js';

/** Something that stands in the way of running a network, by the option that settles it. */
export interface Problem {
  option: string;
  wanted: string;
  /** Null where nobody says anything: then it is asked for. */
  got: string | null;
}

/** Takes down what is missing or does not fit, so that all of it can be said at once. */
export interface Problems {
  list: Problem[];
  ask(option: string, wanted: string): void;
  refuse(option: string, wanted: string, got: string): void;
}

export function createProblems(): Problems {
  const list: Problem[] = [];
  return {
    list,
    ask: (option, wanted) => list.push({ option, wanted, got: null }),
    refuse: (option, wanted, got) => list.push({ option, wanted, got }),
  };
}

export const isMissing = ({ got }: Problem): boolean => got === null;

/** As `bands: the names of its 3, in order`. */
export const describeProblem = ({ option, wanted }: Problem): string => `${option}: ${wanted}`;

/** One error for all of them. */
export function toInputError(problems: readonly Problem[], source: string): InputError {
  const wanted = problems.map(describeProblem).join('; ');
  const got = problems.every(isMissing)
    ? 'nothing of that in the recipe, the file or model.json'
    : problems.map((problem) => `${problem.option}: ${problem.got ?? 'nothing'}`).join('; ');
  return new InputError({ thing: 'network', wanted, got, source });
}
