/** Members of Items that are wanted, or not: `geometry`, or of an object one of its members, `properties.datetime`. */
export interface Fields {
  include: readonly string[];
  exclude: readonly string[];
}

/** Without these an Item would be none. */
const ALWAYS: readonly string[] = [
  'type',
  'stac_version',
  'stac_extensions',
  'id',
  'collection',
  'geometry',
  'bbox',
  'links',
  'assets',
  'properties.datetime',
];

type Json = Readonly<Record<string, unknown>>;

/**
 * Leaves out of an Item what is not wanted (STAC API, Fields extension): it has what every Item has and what is included,
 * and nothing that is excluded. A name that is no member of the Item means a property.
 */
export function chooseFields(item: Json, { include, exclude }: Fields): Json {
  const toPath = (name: string): string[] => {
    const [top, ...rest] = name.split('.');
    if (Object.hasOwn(item, top)) return rest.length === 0 ? [top] : [top, rest.join('.')];
    return ['properties', name];
  };
  const wanted = [...ALWAYS, ...include].map(toPath);
  const unwanted = exclude.map(toPath);
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => {
      if (has(unwanted, name)) return [];
      const isWhole = has(wanted, name);
      if (!isWhole && !wanted.some(([top]) => top === name)) return [];
      return [[name, isObject(value) ? chooseMembers(value, { name, isWhole, wanted, unwanted }) : value]];
    }),
  );
}

const has = (paths: readonly string[][], ...path: string[]): boolean =>
  paths.some((one) => one.length === path.length && one.every((part, i) => part === path[i]));

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Choice {
  name: string;
  isWhole: boolean;
  wanted: readonly string[][];
  unwanted: readonly string[][];
}

const chooseMembers = (value: Json, { name, isWhole, wanted, unwanted }: Choice): Json =>
  Object.fromEntries(
    Object.entries(value).filter(([member]) => (isWhole || has(wanted, name, member)) && !has(unwanted, name, member)),
  );
