import { type ErrorFacts, InputError } from '../errors.js';
import { type BandRoles, findBandRoles, isUnnamed, normaliseName } from './band-names.js';
import { suggest } from './recipe-problems.js';
import { isRole, ROLES, type Role, STAND_INS } from './roles.js';
import type { BandRef } from './segmenter.js';
import type { SceneFacts, SensorProfile } from './sensors/sensor.js';

/** A scene that has not all the bands that are wanted. */
export class BandsMissing extends InputError {
  readonly bands: readonly BandRef[];

  constructor(bands: readonly BandRef[], facts: ErrorFacts) {
    super(facts);
    this.bands = bands;
  }
}

/** Which band to read for a role, name or number; null where the scene has none. */
export interface BandFinder {
  find(band: BandRef): number | null;
  /** One error for all the bands that are missing. */
  missing(bands: readonly BandRef[]): InputError;
}

/** Bands said outright come first, then those the scene or its sensor tell. */
export function createBandFinder(
  scene: SceneFacts,
  sensor: SensorProfile | null,
  said: Readonly<Record<string, BandRef>>,
  recipeName: string,
): BandFinder {
  const saidNumbers = new Map(Object.entries(said).map(([role, band]) => [role, findSaidBand(scene, role, band)]));
  const roles = findBandRoles(scene, sensor);
  const findRole = (role: Role): number | null =>
    [role, ...(STAND_INS[role] ?? [])].reduce<number | null>(
      (found, name) => found ?? saidNumbers.get(name) ?? onlyBand(roles, name),
      null,
    );
  const find = (band: BandRef): number | null => {
    if (typeof band === 'string' && isRole(band)) return findRole(band) ?? findByName(scene, band);
    return findByNumberOrName(scene, band);
  };
  return { find, missing: (bands) => missingBands(scene, sensor, roles, bands, recipeName) };
}

function onlyBand({ byRole }: BandRoles, role: Role): number | null {
  const bands = byRole.get(role) ?? [];
  return bands.length === 1 ? bands[0]! : null;
}

function findSaidBand(scene: SceneFacts, role: string, band: BandRef): number {
  const source = scene.location;
  if (!isRole(role)) {
    throw new InputError({ thing: 'bands', wanted: 'a known role', got: `${role}${suggest(role, ROLES)}`, source });
  }
  const found = findByNumberOrName(scene, band);
  if (found !== null) return found;
  throw new InputError({ thing: `bands: ${role}`, wanted: describeBands(scene), got: String(band), source });
}

function findByNumberOrName(scene: SceneFacts, band: BandRef): number | null {
  const byName = typeof band === 'string' ? findByName(scene, band) : null;
  const number = byName ?? Number(band);
  return Number.isInteger(number) && number >= 1 && number <= scene.bandCount ? number : null;
}

function findByName({ bandNames }: SceneFacts, name: string): number | null {
  const exact = bandNames.findIndex((bandName) => bandName.toLowerCase() === name.toLowerCase());
  const near = bandNames.findIndex((bandName) => normaliseName(bandName) === normaliseName(name) && bandName !== '');
  const found = exact >= 0 ? exact : near;
  return found >= 0 ? found + 1 : null;
}

function missingBands(
  scene: SceneFacts,
  sensor: SensorProfile | null,
  { byRole }: BandRoles,
  bands: readonly BandRef[],
  recipeName: string,
): InputError {
  const several = bands.flatMap((band) => {
    const found = byRole.get(band as Role) ?? [];
    return found.length > 1 ? [`${band} is bands ${found.join(' and ')}`] : [];
  });
  const wanted = bands.toSorted((a, b) => ROLES.indexOf(a as Role) - ROLES.indexOf(b as Role));
  const example = wanted
    .filter((band) => typeof band === 'string')
    .map((band) => `${band}=NUMBER`)
    .join(',');
  const how = example ? `; say which, as in --bands ${example}${sensor ? '' : ', or name the --sensor'}` : '';
  const got = [describeBands(scene), ...several].join(', of which ');
  const thing = `recipe ${recipeName}`;
  return new BandsMissing(wanted, {
    thing,
    wanted: `bands ${wanted.join(', ')}`,
    got: `${got}${how}`,
    source: scene.location,
  });
}

function describeBands(scene: SceneFacts): string {
  if (scene.bandCount === 1 && isUnnamed(scene)) return 'one band without a name';
  if (isUnnamed(scene)) return `bands 1 to ${scene.bandCount} without names`;
  const names = scene.bandNames.map((name, i) => name || (i + 1 === scene.alphaBand ? '(alpha)' : '(no name)'));
  return `bands ${names.map((name, i) => `${i + 1} ${name}`).join(', ')}`;
}
