import { InputError, UsageError } from '../errors.js';
import { findNearest } from '../segment/nearest.js';
import type { ClassNames } from './class-names.js';

/** A class of the comparison. */
export interface ComparedClass {
  /** In the mask; null for a class that only the truth has. */
  id: number | null;
  name: string;
  color: string | null;
}

/** What the truth calls a class: a number, or a name. */
export type TruthLabel = number | string;

export interface ClassTableOptions {
  /** Of the mask; empty where nothing names its classes, which are then known by their ids alone. */
  maskNames: ClassNames;
  truthNames: ClassNames;
  /** Truth class (name or number) to mask class (name or id), as a person wrote it; '' and '0' leave a class out. */
  map: Readonly<Record<string, string>>;
  /** Mask class to mask class: classes that count as one. */
  merge: Readonly<Record<string, string>>;
  /** Of the truth, for errors. */
  source: string;
}

/** Places of classes fit in a byte; 0 is no class. */
const MOST_CLASSES = 254;

/**
 * The classes of a comparison by **place**, from 1 on: one numbering for both sides. Classes get a place at the first
 * need, so places depend on the order of asking; what is given out is sorted by `order`.
 */
export class ClassTable {
  private readonly entries: ComparedClass[] = [];
  private readonly places = new Map<string, number>();
  private readonly mapped: Map<string, number>;
  private readonly merged: Map<number, number>;
  private readonly unknown = new Set<number>();
  private known = 0;

  constructor(private readonly options: ClassTableOptions) {
    this.merged = new Map(
      Object.entries(options.merge).map(([from, to]) => {
        const pair = `${from}=${to}`;
        return [this.findMaskId('--merge', from.trim(), pair), this.findMaskId('--merge', to.trim(), pair)];
      }),
    );
    this.mapped = new Map(
      Object.entries(options.map).map(([from, to]) => {
        const isLeftOut = to.trim() === '' || to.trim() === '0';
        return [normalize(from), isLeftOut ? 0 : this.placeOfId(this.findMaskId('--map', to.trim(), `${from}=${to}`))];
      }),
    );
  }

  /** Place of a class of the mask. 0 is nodata there. */
  placeOfMask(id: number): number {
    return id === 0 ? 0 : this.placeOfId(id);
  }

  /** Place of a class of the truth; 0 where it is not to be compared. A number 0 is nodata unless it is mapped. */
  placeOfTruth(label: TruthLabel): number {
    const name = typeof label === 'number' ? this.options.truthNames.get(label)?.name : label;
    const mapped = this.mapped.get(normalize(String(label))) ?? this.mapped.get(normalize(name ?? ''));
    if (mapped !== undefined) {
      this.known++;
      return mapped;
    }
    if (label === 0) return 0;
    const id = this.findId(label, name);
    if (id === null) return this.placeOfUnknown(name ?? `class ${label}`);
    this.known++;
    return this.placeOfId(id);
  }

  /** Truth classes that were met and that the mask's legend does not have. */
  get unknownNames(): string[] {
    return [...this.unknown].map((place) => this.entries[place - 1].name).sort();
  }

  /** @throws InputError where no class of the truth is one of the mask's legend */
  checkKnown(): void {
    if (this.known > 0 || this.unknown.size === 0) return;
    const { maskNames, source } = this.options;
    const names = [...maskNames].map(([id, { name }]) => `${id} ${name}`);
    const wanted = `classes of the map (${listOf(names) || 'ids: its classes have no names'}), or --map "truth=map"`;
    throw new InputError({ thing: 'classes of the truth', wanted, got: listOf(this.unknownNames), source });
  }

  /** All places, in the order in which they are shown: by id, then the truth's own by name. */
  order(): { place: number; entry: ComparedClass }[] {
    return this.entries
      .map((entry, i) => ({ place: i + 1, entry }))
      .sort(({ entry: a }, { entry: b }) => compareIds(a.id, b.id) || compareTexts(a.name, b.name));
  }

  private findId(label: TruthLabel, name: string | undefined): number | null {
    const { maskNames } = this.options;
    const byName = name === undefined ? null : findByName(maskNames, name);
    if (byName !== null) return byName;
    // Two legends that both have names go together by these alone.
    if (typeof label === 'number' && name !== undefined && maskNames.size > 0) return null;
    const id = typeof label === 'number' ? label : /^\s*\d+\s*$/.test(label) ? Number(label) : null;
    return id !== null && (maskNames.size === 0 || maskNames.has(id)) ? id : null;
  }

  private findMaskId(thing: string, wanted: string, got: string): number {
    const { maskNames } = this.options;
    const id = /^[1-9]\d*$/.test(wanted) ? Number(wanted) : findByName(maskNames, wanted);
    if (id !== null && (maskNames.size === 0 || maskNames.has(id))) return id;
    const names = [...maskNames.values()].map(({ name }) => name);
    const near = findNearest(wanted, names);
    throw new UsageError({
      thing,
      wanted: names.length > 0 ? `a class of the map: ${listOf(names)}` : 'an id: the classes of the map have no names',
      got: `${got}${near ? ` (did you mean ${near}?)` : ''}`,
    });
  }

  private placeOfId(given: number): number {
    const id = this.merged.get(given) ?? given;
    const { maskNames, truthNames } = this.options;
    const { name, color } = maskNames.get(id) ?? truthNames.get(id) ?? { name: `class ${id}`, color: null };
    return this.place(`#${id}`, { id, name, color });
  }

  private placeOfUnknown(name: string): number {
    const place = this.place(normalize(name), { id: null, name, color: null });
    this.unknown.add(place);
    return place;
  }

  private place(key: string, entry: ComparedClass): number {
    const found = this.places.get(key);
    if (found !== undefined) return found;
    if (this.entries.length === MOST_CLASSES) {
      const wanted = `at most ${MOST_CLASSES} classes in mask and truth together`;
      throw new InputError({
        thing: 'classes',
        wanted,
        got: 'more: is one of them a picture?',
        source: this.options.source,
      });
    }
    this.entries.push(entry);
    this.places.set(key, this.entries.length);
    return this.entries.length;
  }
}

const normalize = (name: string): string => name.trim().toLowerCase();

function findByName(names: ClassNames, wanted: string): number | null {
  for (const [id, { name }] of names) if (normalize(name) === normalize(wanted)) return id;
  return null;
}

/** Those without an id come last. */
const compareIds = (a: number | null, b: number | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b;

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const MOST_LISTED = 12;

function listOf(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
