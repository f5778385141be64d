import type { DataType } from '../../raster/raster.js';
import type { Role } from '../roles.js';

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
  /** Names of bands, in lower case without punctuation or leading zeros (`b4`), and what they measure. */
  bandNames: Readonly<Record<string, Role>>;
  /** Roles in file order, by number of bands, for files that do not name their bands. */
  layouts: Readonly<Record<number, readonly (Role | null)[]>>;
  /** True where the scene says itself that it comes from here. */
  recognises(scene: SceneFacts): boolean;
  findScaling(scene: SceneFacts): ScalingFacts;
}

export const fileNameOf = (scene: SceneFacts): string => scene.location.split(/[\\/]/).at(-1) ?? '';

/** The first value of the metadata whose key ends in one of these names, whatever the case. */
export function findMetadata(scene: SceneFacts, ...names: string[]): string | null {
  for (const name of names) {
    const found = Object.entries(scene.metadata).find(([key]) => key.toUpperCase().endsWith(name.toUpperCase()));
    if (found) return found[1];
  }
  return null;
}

export const isFloat = (scene: SceneFacts): boolean => scene.dataType.startsWith('float');
