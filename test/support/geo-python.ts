/** A Python with the packages that judge zones and vector files; the one GEO_PYTHON names, or `python3`. */
export const GEO_PYTHON: string = process.env.GEO_PYTHON ?? 'python3';

export const GEO_PACKAGES = 'geopandas pyogrio pyarrow duckdb exactextract rasterstats rasterio shapely';
