import { ROLE_NAMES, type Role } from './roles.js';
import type { SceneFacts, SensorProfile } from './sensors/sensor.js';

/** What the bands of a scene measure, as far as their names or a sensor's usual order tell. */
export interface BandRoles {
  /** Bands (1-based) by role; more than one where the scene has several dates. */
  byRole: ReadonlyMap<Role, readonly number[]>;
}

export function findBandRoles(scene: SceneFacts, sensor: SensorProfile | null): BandRoles {
  const named = rolesByName(scene, sensor);
  const roles = named.some((role) => role !== null) ? named : rolesByLayout(scene, sensor);
  const byRole = new Map<Role, number[]>();
  for (const [i, role] of roles.entries()) {
    if (role && i + 1 !== scene.alphaBand) byRole.set(role, [...(byRole.get(role) ?? []), i + 1]);
  }
  return { byRole };
}

/** Small letters and digits alone, numbers without leading zeros: `B02` → `b2`, `Red Edge` → `rededge`. */
export function normaliseName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '')
    .replaceAll(/(?<=[a-z])0+(?=\d)/g, '');
}

/** True where the file names no band; `Band 1`, `Band 2`, … are numbers, not names. */
export function isUnnamed({ bandNames }: SceneFacts): boolean {
  return bandNames.every((name, i) => ['', `band${i + 1}`, `${i + 1}`].includes(normaliseName(name)));
}

function rolesByName(scene: SceneFacts, sensor: SensorProfile | null): (Role | null)[] {
  if (isUnnamed(scene)) return [];
  return scene.bandNames.map((name) => roleOfName(name, sensor));
}

function roleOfName(name: string, sensor: SensorProfile | null): Role | null {
  for (const key of nameKeys(name)) {
    for (const table of [sensor?.bandNames ?? {}, ROLE_NAMES]) if (Object.hasOwn(table, key)) return table[key]!;
  }
  return null;
}

/** What may be the band's name in `Red-668`, `B04 (665 nm)` or `Band 4 - Red`, the most trusted first. */
function nameKeys(name: string): string[] {
  const whole = normaliseName(name);
  const withoutWavelength = normaliseName(name.replace(/([\s_(-]+|(?<=[a-z]))\d{3,4}\s*(nm)?\W*$/i, ''));
  const words = /edge/i.test(name) ? [] : name.split(/[^A-Za-z0-9]+/).map(normaliseName);
  return [whole, ...[withoutWavelength, ...words].filter((key) => key.length > 1)];
}

function rolesByLayout(scene: SceneFacts, sensor: SensorProfile | null): readonly (Role | null)[] {
  const dataBandCount = scene.bandCount - (scene.alphaBand === null ? 0 : 1);
  return sensor?.layouts[scene.bandCount] ?? sensor?.layouts[dataBandCount] ?? [];
}
