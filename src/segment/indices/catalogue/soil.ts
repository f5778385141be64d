/** Bare soil. Rows as in `rows.ts`. */
export const SOIL = `
BI | Bare Soil Index | ((swir1 + red) - (nir + blue)) / ((swir1 + red) + (nir + blue)) | http://citeseerx.ist.psu.edu/viewdoc/download?doi=10.1.1.465.8749&rep=rep1&type=pdf
BITM | Landsat TM-based Brightness Index | (((blue^2) + (green^2) + (red^2)) / 3)^0.5 | 10.1016/S0034-4257(98)00030-3
BIXS | SPOT HRV XS-based Brightness Index | (((green^2) + (red^2)) / 2)^0.5 | 10.1016/S0034-4257(98)00030-3
BaI | Bareness Index | red + swir1 - nir | 10.1109/IGARSS.2005.1525743
DBSI | Dry Bareness Index | ((swir1 - green) / (swir1 + green)) - ((nir - red) / (nir + red)) | 10.3390/land7030081
EMBI | Enhanced Modified Bare Soil Index | ((((swir1 - swir2 - nir) / (swir1 + swir2 + nir)) + 0.5) - ((green - swir1) / (green + swir1)) - 0.5) / ((((swir1 - swir2 - nir) / (swir1 + swir2 + nir)) + 0.5) + ((green - swir1) / (green + swir1)) + 1.5) | 10.1016/j.jag.2022.102703
MBI | Modified Bare Soil Index | ((swir1 - swir2 - nir) / (swir1 + swir2 + nir)) + 0.5 | 10.3390/land10030231
NBLI | Normalized Difference Bare Land Index | (red - thermal) / (red + thermal) | 10.3390/rs9030249
NBLIOLI | Normalized Difference Bare Land Index for Landsat-OLI | (red - thermal) / (red + thermal) | 10.3390/rs9030249
NDBaI | Normalized Difference Bareness Index | (swir1 - thermal) / (swir1 + thermal) | 10.1109/IGARSS.2005.1526319
NDSIWV | WorldView Normalized Difference Soil Index | (green - yellow) / (green + yellow) | https://www.semanticscholar.org/paper/Using-WorldView-2-Vis-NIR-MSI-Imagery-to-Support-Wolf/5e5063ccc4ee76b56b721c866e871d47a77f9fb4
NDSoI | Normalized Difference Soil Index | (swir2 - green) / (swir2 + green) | 10.1016/j.jag.2015.02.010
NSDS | Normalized Shortwave Infrared Difference Soil-Moisture | (swir1 - swir2) / (swir1 + swir2) | 10.3390/land10030231
NSDSI1 | Normalized Shortwave-Infrared Difference Bare Soil Moisture Index 1 | (swir1 - swir2) / swir1 | 10.1016/j.isprsjprs.2019.06.012
NSDSI2 | Normalized Shortwave-Infrared Difference Bare Soil Moisture Index 2 | (swir1 - swir2) / swir2 | 10.1016/j.isprsjprs.2019.06.012
NSDSI3 | Normalized Shortwave-Infrared Difference Bare Soil Moisture Index 3 | (swir1 - swir2) / (swir1 + swir2) | 10.1016/j.isprsjprs.2019.06.012
RI4XS | SPOT HRV XS-based Redness Index 4 | (red^2) / (green^4) | 10.1016/S0034-4257(98)00030-3
`;
