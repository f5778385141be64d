/** Clouds and their shadows. Rows as in `rows.ts`. */
export const CLOUDS = `
CI1SWIR | Cloud Index Form 1 with SWIR 1 | (nir + 2 * swir1) / (blue + green + red) | 10.1016/j.isprsjprs.2018.07.006
CI1woSWIR | Cloud Index Form 1 without SWIR bands | (3 * nir) / (blue + green + red) | 10.1016/j.isprsjprs.2018.07.006
CI2SWIR | Cloud Index Form 2 with SWIR bands | (blue + green + red + nir + swir1 + swir2) / 6 | 10.1016/j.isprsjprs.2018.07.006
CI2woSWIR | Cloud Index Form 2 without SWIR bands | (blue + green + red + nir) / 4 | 10.1016/j.isprsjprs.2018.07.006
CLOSDI | Cloud Shadow Detection Index | (1 - 1.5 * nir - 0.1 * red) / (1 + 3.5 * nir + 4.9 * red) | 10.1016/j.rsase.2026.101990
CSISWIR | Cloud Shadow Index with SWIR 1 | (nir + swir1) / 2 | 10.1016/j.isprsjprs.2018.07.006
CSIwoSWIR | Cloud Shadow Index without SWIR bands | nir | 10.1016/j.isprsjprs.2018.07.006
`;
