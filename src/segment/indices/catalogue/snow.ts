/** Snow and ice. Rows as in `rows.ts`. */
export const SNOW = `
NBSIMS | Non-Binary Snow Index for Multi-Component Surfaces | 0.36 * (green + red + nir) - (((blue + swir2) / green) + swir1) | 10.3390/rs13142777
NDGlaI | Normalized Difference Glacier Index | (green - red) / (green + red) | 10.1080/01431160802385459
NDSI | Normalized Difference Snow Index | (green - swir1) / (green + swir1) | 10.1109/IGARSS.1994.399618
NDSII | Normalized Difference Snow Ice Index | (green - nir) / (green + nir) | 10.1080/01431160802385459
NDSIITM | Normalized Difference Snow/Ice Index for Landsat TM | (red - swir1) / (red + swir1) | 10.1080/01431160119766
NDSInw | Normalized Difference Snow Index with no Water | (nir - swir1 - beta) / (nir + swir1) | 10.3390/w12051339
NDSaII | Normalized Difference Snow and Ice Index | (red - swir1) / (red + swir1) | 10.1080/01431160119766
S3 | S3 Snow Index | (nir * (red - swir1)) / ((nir + red) * (nir + swir1)) | 10.3178/jjshwr.12.28
SWI | Snow Water Index | (green * (nir - swir1)) / ((green + nir) * (nir + swir1)) | 10.3390/rs11232774
`;
