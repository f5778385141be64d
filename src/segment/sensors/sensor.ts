import type { DataType } from '../../raster/raster.js';
import type { Role } from '../roles.js';
import type { OtherScene, SceneGrid } from '../segmenter.js';

/** What the header of a scene tells. */
export interface SceneFacts {
  location: string;
  bandCount: number;
  /** One name a band; empty where it has none. */
  bandNames: string[];
  dataType: DataType;
  metadata: Record<string, string>;
  photometric: string;
  /** 1-based. */
  alphaBand: number | null;
  nodata: number | null;
  /** Scale and offset that the file itself gives for its bands, where it does. */
  fileScaling?: { scale: number; offset: number } | null;
  /** Size and ground size of the pixels, where they are known. */
  grid?: SceneGrid;
  /** Scenes beside it, brought to its pixels, by the name that recipes use. */
  others?: Partial<Record<OtherScene, SceneFacts>>;
}

/** Reflectance = value · scale + offset, and where that comes from. */
export interface ScalingFacts {
  scale: number;
  offset: number;
  description: string;
  /** Said when the scaling is assumed, not read. */
  warning?: string;
}

/** A family of products whose bands come under the same names, in the same orders, on the same scale. */
export interface SensorProfile {
  name: string;
  title: string;
  /** Names of bands without capitals, punctuation or leading zeros (`b4`), and what they measure; null: no role. */
  bandNames: Readonly<Record<string, Role | null>>;
  /** Roles in file order, by number of bands, for files that do not name their bands. */
  layouts: Readonly<Record<number, readonly (Role | null)[]>>;
  /** True where the scene says itself that it comes from here. */
  recognises(scene: SceneFacts): boolean;
  findScaling(scene: SceneFacts): ScalingFacts;
}

export const fileNameOf = (scene: SceneFacts): string => scene.location.split(/[\\/]/).at(-1) ?? '';

/** The first value of the metadata whose key looks like this. */
export function findMetadata(scene: SceneFacts, key: RegExp): string | null {
  return Object.entries(scene.metadata).find(([name]) => key.test(name))?.[1] ?? null;
}

/** True where some metadata value looks like this, whatever its key. */
export function metadataSays(scene: SceneFacts, value: RegExp): boolean {
  return Object.values(scene.metadata).some((text) => value.test(text));
}

/** `b1`, `band1`, … up to the number of roles. */
export function numberedNames(...roles: readonly (Role | null)[]): Record<string, Role | null> {
  return Object.fromEntries(
    roles.flatMap((role, i) => ['b', 'band', 'srb', 'srband', 'toab'].map((prefix) => [`${prefix}${i + 1}`, role])),
  );
}

export const isFloat = (scene: SceneFacts): boolean => scene.dataType.startsWith('float');
