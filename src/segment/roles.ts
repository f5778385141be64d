/** What a band measures. STAC common names of the EO extension are in `ROLE_NAMES`. */
export const ROLES = [
  'coastal',
  'blue',
  'green1',
  'green',
  'yellow',
  'red',
  'rededge1',
  'rededge2',
  'rededge3',
  'nir',
  'nir08',
  'nir09',
  'cirrus',
  'swir1',
  'swir2',
  'pan',
  'thermal',
  'thermal2',
  'vv',
  'vh',
  'hh',
  'hv',
] as const;

export type Role = (typeof ROLES)[number];

/** Names that mean a role whatever the sensor, in lower case without punctuation. */
const OTHER_NAMES: Readonly<Record<string, Role>> = {
  coastalblue: 'coastal',
  coastalaerosol: 'coastal',
  b: 'blue',
  g: 'green',
  green05: 'green1',
  r: 'red',
  rededge: 'rededge1',
  re: 'rededge1',
  rededge071: 'rededge1',
  rededge075: 'rededge2',
  rededge078: 'rededge3',
  infrared: 'nir',
  nearinfrared: 'nir',
  nir1: 'nir',
  nirbroad: 'nir',
  nir8: 'nir08',
  nirnarrow: 'nir08',
  narrownir: 'nir08',
  watervapor: 'nir09',
  swir: 'swir1',
  swir16: 'swir1',
  swir22: 'swir2',
  panchromatic: 'pan',
  lwir: 'thermal',
  lwir11: 'thermal',
  lwir12: 'thermal2',
};

export const ROLE_NAMES: Readonly<Record<string, Role>> = {
  ...OTHER_NAMES,
  ...(Object.fromEntries(ROLES.map((role) => [role, role])) as Record<Role, Role>),
};

/** A role that may stand in where the wanted one is missing: Landsat and HLS carry only a narrow near infrared. */
export const STAND_INS: Partial<Record<Role, readonly Role[]>> = {
  nir: ['nir08'],
  nir08: ['nir'],
  rededge1: ['rededge2'],
};

export const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);
