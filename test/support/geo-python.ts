/** A Python with the packages that judge zones and GeoParquet; the one GEO_PYTHON names, or `python3`. */
export const GEO_PYTHON: string = process.env.GEO_PYTHON ?? 'python3';

export const GEO_PACKAGES = 'geopandas pyarrow exactextract rasterstats rasterio shapely';
