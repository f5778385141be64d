/** Vegetation: greenness, pigments, water in leaves, crop residue. Rows as in `rows.ts`. */
export const VEGETATION = `
AFRI1600 | Aerosol Free Vegetation Index (1600 nm) | (nir - 0.66 * swir1) / (nir + 0.66 * swir1) | 10.1016/S0034-4257(01)00190-0
AFRI2100 | Aerosol Free Vegetation Index (2100 nm) | (nir - 0.5 * swir2) / (nir + 0.5 * swir2) | 10.1016/S0034-4257(01)00190-0
ARI | Anthocyanin Reflectance Index | (1 / green) - (1 / rededge1) | 10.1562/0031-8655(2001)074%3C0038:OPANEO%3E2.0.CO;2
ARI2 | Anthocyanin Reflectance Index 2 | nir * ((1 / green) - (1 / rededge1)) | 10.1562/0031-8655(2001)074%3C0038:OPANEO%3E2.0.CO;2
ARVI | Atmospherically Resistant Vegetation Index | (nir - (red - gamma * (red - blue))) / (nir + (red - gamma * (red - blue))) | 10.1109/36.134076
ATSAVI | Adjusted Transformed Soil-Adjusted Vegetation Index | sla * (nir - sla * red - slb) / (sla * nir + red - sla * slb + 0.08 * (1 + sla^2)) | 10.1016/0034-4257(91)90009-U
AVI | Advanced Vegetation Index | (nir * (1 - red) * (nir - red))^(1 / 3) | http://citeseerx.ist.psu.edu/viewdoc/download?doi=10.1.1.465.8749&rep=rep1&type=pdf
AshburnVI | Ashburn Vegetation Index | 2 * nir08 - red | https://ntrs.nasa.gov/citations/19800007243
BCC | Blue Chromatic Coordinate | blue / (red + green + blue) | 10.1016/0034-4257(87)90088-5
BNDVI | Blue Normalized Difference Vegetation Index | (nir - blue) / (nir + blue) | 10.1016/S1672-6308(07)60027-4
BWDRVI | Blue Wide Dynamic Range Vegetation Index | (alpha * nir - blue) / (alpha * nir + blue) | 10.2135/cropsci2007.01.0031
CCI | Chlorophyll Carotenoid Index | (green1 - red) / (green1 + red) | 10.1073/pnas.1606162113
CIG | Chlorophyll Index Green | (nir / green) - 1 | 10.1078/0176-1617-00887
CIRE | Chlorophyll Index Red Edge | (nir / rededge1) - 1 | 10.1078/0176-1617-00887
CRI550 | Carotenoid Reflectance Index using 550 nm | (1 / blue) - (1 / green) | 10.1562/0031-8655(2002)0750272ACCIPL2.0.CO2
CRI700 | Carotenoid Reflectance Index using 700 nm | (1 / blue) - (1 / rededge1) | 10.1562/0031-8655(2002)0750272ACCIPL2.0.CO2
CRSWIR | Continuum Removal SWIR | swir1 / (nir08 + ((swir2 - nir08) / (lambdaS2 - lambdaN2)) * (lambdaS1 - lambdaN2)) | https://www.onf.fr/onf/+/cec::les-rendez-vous-techniques-de-lonf-no69-70.html
CVI | Chlorophyll Vegetation Index | (nir * red) / (green^2) | 10.1007/s11119-010-9204-3
DSI | Drought Stress Index | swir1 / nir | https://www.asprs.org/wp-content/uploads/pers/1999journal/apr/1999_apr_495-501.pdf
DSWI1 | Disease-Water Stress Index 1 | nir / swir1 | 10.1080/01431160310001618031
DSWI2 | Disease-Water Stress Index 2 | swir1 / green | 10.1080/01431160310001618031
DSWI3 | Disease-Water Stress Index 3 | swir1 / red | 10.1080/01431160310001618031
DSWI4 | Disease-Water Stress Index 4 | green / red | 10.1080/01431160310001618031
DSWI5 | Disease-Water Stress Index 5 | (nir + green) / (swir1 + red) | 10.1080/01431160310001618031
DVI | Difference Vegetation Index | nir - red | 10.1016/0034-4257(94)00114-3
DVIplus | Difference Vegetation Index Plus | ((lambdaN - lambdaR) / (lambdaN - lambdaG)) * green + (1 - ((lambdaN - lambdaR) / (lambdaN - lambdaG))) * nir - red | 10.1016/j.rse.2019.03.028
EBI | Enhanced Bloom Index | (red + green + blue) / ((green / blue) * (red - blue + epsilon)) | 10.1016/j.isprsjprs.2019.08.006
ENDVI | Enhanced Normalized Difference Vegetation Index | ((nir + green) - (2 * blue)) / ((nir + green) + (2 * blue)) | 10.1371/journal.pone.0186193
EVI | Enhanced Vegetation Index | g * (nir - red) / (nir + C1 * red - C2 * blue + L) | 10.1016/S0034-4257(96)00112-5
EVI2 | Two-Band Enhanced Vegetation Index | g * (nir - red) / (nir + 2.4 * red + L) | 10.1016/j.rse.2008.06.006
EVIv | Enhanced Vegetation Index of Vegetation | 2.5 * ((nir - red) / (nir + 6 * red - 7.5 * blue + 1)) * nir | 10.1029/2024JG008240
ExG | Excess Green Index | 2 * green - red - blue | 10.13031/2013.27838
ExGR | ExG - ExR Vegetation Index | (2 * green - red - blue) - (1.3 * red - green) | 10.1016/j.compag.2008.03.009
ExR | Excess Red Index | 1.3 * red - green | 10.1117/12.336896
FCVI | Fluorescence Correction Vegetation Index | nir - ((red + green + blue) / 3) | 10.1016/j.rse.2020.111676
GARI | Green Atmospherically Resistant Vegetation Index | (nir - (green - lmb * (blue - red))) / (nir + (green - lmb * (blue - red))) | 10.1016/S0034-4257(96)00072-7
GBNDVI | Green-Blue Normalized Difference Vegetation Index | (nir - (green + blue)) / (nir + (green + blue)) | 10.1016/S1672-6308(07)60027-4
GCC | Green Chromatic Coordinate | green / (red + green + blue) | 10.1016/0034-4257(87)90088-5
GDVI | Generalized Difference Vegetation Index | ((nir^nexp) - (red^nexp)) / ((nir^nexp) + (red^nexp)) | 10.3390/rs6021211
GEMI | Global Environment Monitoring Index | ((2 * ((nir^2) - (red^2)) + 1.5 * nir + 0.5 * red) / (nir + red + 0.5)) * (1 - 0.25 * ((2 * ((nir^2) - (red^2)) + 1.5 * nir + 0.5 * red) / (nir + red + 0.5))) - ((red - 0.125) / (1 - red)) | 10.1007/bf00031911
GLI | Green Leaf Index | (2 * green - red - blue) / (2 * green + red + blue) | 10.1080/10106040108542184
GM1 | Gitelson and Merzlyak Index 1 | rededge2 / green | 10.1016/S0176-1617(96)80284-7
GM2 | Gitelson and Merzlyak Index 2 | rededge2 / rededge1 | 10.1016/S0176-1617(96)80284-7
GNDVI | Green Normalized Difference Vegetation Index | (nir - green) / (nir + green) | 10.1016/S0034-4257(96)00072-7
GOSAVI | Green Optimized Soil Adjusted Vegetation Index | (nir - green) / (nir + green + 0.16) | 10.2134/agronj2004.0314
GRARI | Atmospheric Resistant Green-Red Index | (nir - (eta * green + (1 - eta) * red - lmb * (blue - red))) / (nir + (eta * green + (1 - eta) * red - lmb * (blue - red))) | 10.1016/S0034-4257(96)00072-7
GRNDVI | Green-Red Normalized Difference Vegetation Index | (nir - (green + red)) / (nir + (green + red)) | 10.1016/S1672-6308(07)60027-4
GRVI | Green Ratio Vegetation Index | nir / green | 10.2134/agronj2004.0314
GSAVI | Green Soil Adjusted Vegetation Index | (1 + L) * (nir - green) / (nir + green + L) | 10.2134/agronj2004.0314
GVMI | Global Vegetation Moisture Index | ((nir + 0.1) - (swir2 + 0.02)) / ((nir + 0.1) + (swir2 + 0.02)) | 10.1016/S0034-4257(02)00037-8
IAVI | New Atmospherically Resistant Vegetation Index | (nir - (red - gamma * (blue - red))) / (nir + (red - gamma * (blue - red))) | https://www.jipb.net/EN/abstract/abstract23925.shtml
IKAW | Kawashima Index | (red - blue) / (red + blue) | 10.1006/anbo.1997.0544
IPVI | Infrared Percentage Vegetation Index | nir / (nir + red) | 10.1016/0034-4257(90)90085-Z
IRECI | Inverted Red-Edge Chlorophyll Index | (rededge3 - red) / (rededge1 / rededge2) | 10.1016/j.isprsjprs.2013.04.007
IRGBVI | Improved-Red-Green-Blue Vegetation Index | (5 * (green^2) - 2 * (red^2) - 5 * (blue^2)) / (5 * (green^2) + 2 * (red^2) + 5 * (blue^2)) | 10.1016/j.jag.2024.103668
KDI | Kochia Detection Index | ((nir + swir1 - rededge3) / (nir + swir1 + rededge3)) * ((rededge1 - 2 * rededge3 + nir) / (rededge1 + 2 * rededge3 + nir)) | 10.1016/j.mlwa.2026.100914
MCARI | Modified Chlorophyll Absorption in Reflectance Index | ((rededge1 - red) - 0.2 * (rededge1 - green)) * (rededge1 / red) | 10.1016/S0034-4257(00)00113-9
MCARI1 | Modified Chlorophyll Absorption in Reflectance Index 1 | 1.2 * (2.5 * (nir - red) - 1.3 * (nir - green)) | 10.1016/j.rse.2003.12.013
MCARI2 | Modified Chlorophyll Absorption in Reflectance Index 2 | (1.5 * (2.5 * (nir - red) - 1.3 * (nir - green))) / ((((2 * nir + 1)^2) - (6 * nir - 5 * (red^0.5)) - 0.5)^0.5) | 10.1016/j.rse.2003.12.013
MCARI705 | Modified Chlorophyll Absorption in Reflectance Index (705 and 750 nm) | ((rededge2 - rededge1) - 0.2 * (rededge2 - green)) * (rededge2 / rededge1) | 10.1016/j.agrformet.2008.03.005
MCARIOSAVI | MCARI/OSAVI Ratio | (((rededge1 - red) - 0.2 * (rededge1 - green)) * (rededge1 / red)) / (1.16 * (nir - red) / (nir + red + 0.16)) | 10.1016/S0034-4257(00)00113-9
MCARIOSAVI705 | MCARI/OSAVI Ratio (705 and 750 nm) | (((rededge2 - rededge1) - 0.2 * (rededge2 - green)) * (rededge2 / rededge1)) / (1.16 * (rededge2 - rededge1) / (rededge2 + rededge1 + 0.16)) | 10.1016/j.agrformet.2008.03.005
MGRVI | Modified Green Red Vegetation Index | (green^2 - red^2) / (green^2 + red^2) | 10.1016/j.jag.2015.02.012
MI | Mangrove Index | (nir - swir1) / (nir * swir1) | https://www.researchgate.net/profile/Gathot-Winarso/publication/277137915_NEW_MANGROVE_INDEX_AS_DEGRADATIONHEALTH_INDICATOR_USING_REMOTE_SENSING_DATA_SEGARA_ANAKAN_AND_ALAS_PURWO_CASE_STUDY/links/5562d90c08ae8c0cab333ab4/NEW-MANGROVE-INDEX-AS-DEGRADATION-HEALTH-INDICATOR-USING-REMOTE-SENSING-DATA-SEGARA-ANAKAN-AND-ALAS-PURWO-CASE-STUDY.pdf
MNDVI | Modified Normalized Difference Vegetation Index | (nir - swir2) / (nir + swir2) | 10.1080/014311697216810
MNLI | Modified Non-Linear Vegetation Index | (1 + L) * ((nir^2) - red) / ((nir^2) + red + L) | 10.1109/TGRS.2003.812910
MRBVI | Modified Red Blue Vegetation Index | (red^2 - blue^2) / (red^2 + blue^2) | 10.3390/s20185055
MSAVI | Modified Soil-Adjusted Vegetation Index | 0.5 * (2 * nir + 1 - (((2 * nir + 1)^2) - 8 * (nir - red))^0.5) | 10.1016/0034-4257(94)90134-1
MSI | Moisture Stress Index | swir1 / nir | 10.1016/0034-4257(89)90046-1
MSR | Modified Simple Ratio | (nir / red - 1) / ((nir / red + 1)^0.5) | 10.1080/07038992.1996.10855178
MSR705 | Modified Simple Ratio (705 and 750 nm) | (rededge2 / rededge1 - 1) / ((rededge2 / rededge1 + 1)^0.5) | 10.1016/j.agrformet.2008.03.005
MTCI | MERIS Terrestrial Chlorophyll Index | (rededge2 - rededge1) / (rededge1 - red) | 10.1080/0143116042000274015
MTVI1 | Modified Triangular Vegetation Index 1 | 1.2 * (1.2 * (nir - green) - 2.5 * (red - green)) | 10.1016/j.rse.2003.12.013
MTVI2 | Modified Triangular Vegetation Index 2 | (1.5 * (1.2 * (nir - green) - 2.5 * (red - green))) / ((((2 * nir + 1)^2) - (6 * nir - 5 * (red^0.5)) - 0.5)^0.5) | 10.1016/j.rse.2003.12.013
MVI | Mangrove Vegetation Index | (nir - green) / (swir1 - green) | 10.1016/j.isprsjprs.2020.06.001
ND705 | Normalized Difference (705 and 750 nm) | (rededge2 - rededge1) / (rededge2 + rededge1) | 10.1016/S0034-4257(02)00010-X
NDDI | Normalized Difference Drought Index | (((nir - red) / (nir + red)) - ((green - nir) / (green + nir))) / (((nir - red) / (nir + red)) + ((green - nir) / (green + nir))) | 10.1029/2006GL029127
NDGI | Normalized Difference Greenness Index | (((lambdaN - lambdaR) / (lambdaN - lambdaG)) * green + (1 - ((lambdaN - lambdaR) / (lambdaN - lambdaG))) * nir - red) / (((lambdaN - lambdaR) / (lambdaN - lambdaG)) * green + (1 - ((lambdaN - lambdaR) / (lambdaN - lambdaG))) * nir + red) | 10.1016/j.rse.2019.03.028
NDII | Normalized Difference Infrared Index | (nir - swir1) / (nir + swir1) | https://www.asprs.org/wp-content/uploads/pers/1983journal/jan/1983_jan_77-83.pdf
NDMI | Normalized Difference Moisture Index | (nir - swir1) / (nir + swir1) | 10.1016/S0034-4257(01)00318-2
NDPI | Normalized Difference Phenology Index | (nir - (alpha * red + (1 - alpha) * swir1)) / (nir + (alpha * red + (1 - alpha) * swir1)) | 10.1016/j.rse.2017.04.031
NDREI | Normalized Difference Red Edge Index | (nir - rededge1) / (nir + rededge1) | 10.1016/1011-1344(93)06963-4
NDTI4RE | 4-band Red Edge Normalized Difference Tillage Index | gamma * (swir1 - swir2) / (swir1 + swir2) + (1 - gamma) * (nir - rededge3) / (nir + rededge3) | 10.1016/j.jag.2022.102793
NDTillI | Normalized Difference Tillage Index | (swir1 - swir2) / (swir1 + swir2) | https://www.asprs.org/wp-content/uploads/pers/1997journal/jan/1997_jan_87-93.pdf
NDVI | Normalized Difference Vegetation Index | (nir - red) / (nir + red) | https://ntrs.nasa.gov/citations/19740022614
NDVI4RE | 4-band Red Edge Normalized Difference Vegetation Index | ((alpha * rededge3 + (1 - alpha) * rededge2) - (beta * red + (1 - beta) * rededge1)) / ((alpha * rededge3 + (1 - alpha) * rededge2) + (beta * red + (1 - beta) * rededge1)) | 10.1016/j.jag.2022.102793
NDVI705 | Normalized Difference Vegetation Index (705 and 750 nm) | (rededge2 - rededge1) / (rededge2 + rededge1) | 10.1016/S0176-1617(11)81633-0
NDYI | Normalized Difference Yellowness Index | (green - blue) / (green + blue) | 10.1016/j.rse.2016.06.016
NGRDI | Normalized Green Red Difference Index | (green - red) / (green + red) | 10.1016/0034-4257(79)90013-0
NIRv | Near-Infrared Reflectance of Vegetation | ((nir - red) / (nir + red)) * nir | 10.1126/sciadv.1602244
NIRvH2 | Hyperspectral Near-Infrared Reflectance of Vegetation | nir - red - k * (lambdaN - lambdaR) | 10.1016/j.rse.2021.112723
NIRvP | Near-Infrared Reflectance of Vegetation and Incoming PAR | ((nir - red) / (nir + red)) * nir * PAR | 10.1016/j.rse.2021.112763
NLI | Non-Linear Vegetation Index | ((nir^2) - red) / ((nir^2) + red) | 10.1080/02757259409532252
NMDI | Normalized Multi-band Drought Index | (nir - (swir1 - swir2)) / (nir + (swir1 - swir2)) | 10.1029/2007GL031021
NPCI | Normalized Pigments Chlorophyll Ratio Index | (red - coastal) / (red + coastal) | 10.1016/0034-4257(94)90136-8
NRFIg | Normalized Rapeseed Flowering Index Green | (green - swir2) / (green + swir2) | 10.3390/rs13010105
NRFIr | Normalized Rapeseed Flowering Index Red | (red - swir2) / (red + swir2) | 10.3390/rs13010105
NormG | Normalized Green | green / (nir + green + red) | 10.2134/agronj2004.0314
NormNIR | Normalized NIR | nir / (nir + green + red) | 10.2134/agronj2004.0314
NormR | Normalized Red | red / (nir + green + red) | 10.2134/agronj2004.0314
OCVI | Optimized Chlorophyll Vegetation Index | (nir / green) * (red / green)^cexp | 10.1007/s11119-008-9075-z
OSAVI | Optimized Soil-Adjusted Vegetation Index | (nir - red) / (nir + red + 0.16) | 10.1016/0034-4257(95)00186-7
PSRI | Plant Senescing Reflectance Index | (red - blue) / rededge2 | 10.1034/j.1399-3054.1999.106119.x
RCC | Red Chromatic Coordinate | red / (red + green + blue) | 10.1016/0034-4257(87)90088-5
RDVI | Renormalized Difference Vegetation Index | (nir - red) / ((nir + red)^0.5) | 10.1016/0034-4257(94)00114-3
REDSI | Red-Edge Disease Stress Index | ((705 - 665) * (rededge3 - red) - (783 - 665) * (rededge1 - red)) / (2 * red) | 10.3390/s18030868
RENDVI | Red Edge Normalized Difference Vegetation Index | (rededge2 - rededge1) / (rededge2 + rededge1) | 10.1016/S0176-1617(11)81633-0
RGBVI | Red Green Blue Vegetation Index | (green^2 - blue * red) / (green^2 + blue * red) | 10.1016/j.jag.2015.02.012
RGRI | Red-Green Ratio Index | red / green | 10.1016/j.jag.2014.03.018
RI | Redness Index | (red - green) / (red + green) | https://www.documentation.ird.fr/hor/fdi:34390
RVI | Ratio Vegetation Index | rededge2 / red | 10.2134/agronj1968.00021962006000060016x
RVI4RE | 4-band Red Edge Ratio Vegetation Index | (alpha * rededge3 + (1 - alpha) * rededge2) / (beta * red + (1 - beta) * rededge1) | 10.1016/j.jag.2022.102793
S2REP | Sentinel-2 Red-Edge Position | 705 + 35 * ((((rededge3 + red) / 2) - rededge1) / (rededge2 - rededge1)) | 10.1016/j.isprsjprs.2013.04.007
SARVI | Soil Adjusted and Atmospherically Resistant Vegetation Index | (1 + L) * (nir - (red - gamma * (red - blue))) / (nir + (red - gamma * (red - blue)) + L) | 10.1109/36.134076
SAVI | Soil-Adjusted Vegetation Index | (1 + L) * (nir - red) / (nir + red + L) | 10.1016/0034-4257(88)90106-X
SAVI2 | Soil-Adjusted Vegetation Index 2 | nir / (red + (slb / sla)) | 10.1080/01431169008955053
SAVI4RE | 4-band Red Edge Soil Adjusted Vegetation Index | 2 * ((alpha * rededge3 + (1 - alpha) * rededge2) - (beta * red + (1 - beta) * rededge1)) / ((alpha * rededge3 + (1 - alpha) * rededge2) + (beta * red + (1 - beta) * rededge1 + 1)) | 10.1016/j.jag.2022.102793
SEVI | Shadow-Eliminated Vegetation Index | (nir / red) + fdelta * (1 / red) | 10.1080/17538947.2018.1495770
SI | Shadow Index | ((1 - blue) * (1 - green) * (1 - red))^(1 / 3) | http://citeseerx.ist.psu.edu/viewdoc/download?doi=10.1.1.465.8749&rep=rep1&type=pdf
SIPI | Structure Insensitive Pigment Index | (nir - coastal) / (nir - red) | https://eurekamag.com/research/009/395/009395053.php
SLAVI | Specific Leaf Area Vegetation Index | nir / (red + swir2) | https://www.asprs.org/wp-content/uploads/pers/2000journal/february/2000_feb_183-191.pdf
SNDTI | Soil-Adjusted Normalized Difference Tillage Index | (1 + L) * (swir1 - swir2) / (swir1 + swir2 + L) | 10.1080/22797254.2017.1418186
SNDTI4RE | 4-band Red Edge Soil-Adjusted Normalized Difference Tillage Index | gamma * ((swir1 - swir2) * 2) / (swir1 + swir2 + 1) + (1 - gamma) * ((nir - rededge3) * 2) / (nir + rededge3 + 1) | 10.1016/j.jag.2022.102793
SR | Simple Ratio | nir / red | 10.2307/1936256
SR2 | Simple Ratio (800 and 550 nm) | nir / green | 10.1080/01431169308904370
SR3 | Simple Ratio (860, 550 and 708 nm) | nir08 / (green * rededge1) | 10.1016/S0034-4257(98)00046-7
SR555 | Simple Ratio (555 and 750 nm) | rededge2 / green | 10.1016/S0176-1617(11)81633-0
SR705 | Simple Ratio (705 and 750 nm) | rededge2 / rededge1 | 10.1016/S0176-1617(11)81633-0
SRVI | Symbolic Regression Vegetation Index | (2 * nir - 3 * red) / (nir + red + 0.5 * (green + swir1)) | 10.1038/s41598-025-34720-x
STI | Simple Tillage Index | swir1 / swir2 | https://www.asprs.org/wp-content/uploads/pers/1997journal/jan/1997_jan_87-93.pdf
STI4RE | 4-band Red Edge Soil Tillage Index | gamma * swir1 / swir2 + (1 - gamma) * nir / rededge3 | 10.1016/j.jag.2022.102793
SeLI | Sentinel-2 LAI Green Index | (nir08 - rededge1) / (nir08 + rededge1) | 10.3390/s19040904
TCARI | Transformed Chlorophyll Absorption in Reflectance Index | 3 * ((rededge1 - red) - 0.2 * (rededge1 - green) * (rededge1 / red)) | 10.1016/S0034-4257(02)00018-4
TCARIOSAVI | TCARI/OSAVI Ratio | (3 * ((rededge1 - red) - 0.2 * (rededge1 - green) * (rededge1 / red))) / (1.16 * (nir - red) / (nir + red + 0.16)) | 10.1016/S0034-4257(02)00018-4
TCARIOSAVI705 | TCARI/OSAVI Ratio (705 and 750 nm) | (3 * ((rededge2 - rededge1) - 0.2 * (rededge2 - green) * (rededge2 / rededge1))) / (1.16 * (rededge2 - rededge1) / (rededge2 + rededge1 + 0.16)) | 10.1016/j.agrformet.2008.03.005
TCI | Triangular Chlorophyll Index | 1.2 * (rededge1 - green) - 1.5 * (red - green) * (rededge1 / red)^0.5 | 10.1109/TGRS.2007.904836
TDVI | Transformed Difference Vegetation Index | 1.5 * ((nir - red) / ((nir^2 + red + 0.5)^0.5)) | 10.1109/IGARSS.2002.1026867
TGI | Triangular Greenness Index | -0.5 * (190 * (red - green) - 120 * (red - blue)) | 10.1016/j.jag.2012.07.020
TRRVI | Transformed Red Range Vegetation Index | ((rededge2 - red) / (rededge2 + red)) / (((nir - red) / (nir + red)) + 1) | 10.3390/rs12152359
TSAVI | Transformed Soil-Adjusted Vegetation Index | sla * (nir - sla * red - slb) / (sla * nir + red - sla * slb) | 10.1109/IGARSS.1989.576128
TTVI | Transformed Triangular Vegetation Index | 0.5 * ((865 - 740) * (rededge3 - rededge2) - (nir08 - rededge2) * (783 - 740)) | 10.3390/rs12010016
TVI | Transformed Vegetation Index | (((nir - red) / (nir + red)) + 0.5)^0.5 | https://ntrs.nasa.gov/citations/19740022614
TriVI | Triangular Vegetation Index | 0.5 * (120 * (nir - green) - 200 * (red - green)) | 10.1016/S0034-4257(00)00197-8
VARI | Visible Atmospherically Resistant Index | (green - red) / (green + red - blue) | 10.1016/S0034-4257(01)00289-9
VARI700 | Visible Atmospherically Resistant Index (700 nm) | (rededge1 - 1.7 * red + 0.7 * blue) / (rededge1 + 1.3 * red - 1.3 * blue) | 10.1016/S0034-4257(01)00289-9
VI700 | Vegetation Index (700 nm) | (rededge1 - red) / (rededge1 + red) | 10.1016/S0034-4257(01)00289-9
VIG | Vegetation Index Green | (green - red) / (green + red) | 10.1016/S0034-4257(01)00289-9
WCI1 | Wheat Canopy Index (Growth Stage 1) | -1 * ((blue - red + rededge1) / (blue + red + rededge1 + epsilon)) * ((green + red) / (blue + nir + epsilon)) | 10.1016/j.mlwa.2026.100914
WCI2 | Wheat Canopy Index (Growth Stage 2) | -1 * ((blue + green + rededge1) / (red + epsilon)) * ((blue + red + rededge1) / (nir + epsilon)) | 10.1016/j.mlwa.2026.100914
WDRVI | Wide Dynamic Range Vegetation Index | (alpha * nir - red) / (alpha * nir + red) | 10.1078/0176-1617-01176
WDVI | Weighted Difference Vegetation Index | nir - sla * red | 10.1016/0034-4257(89)90076-X
bNIRv | Blue Near-Infrared Reflectance of Vegetation | ((nir - blue) / (nir + blue)) * nir | 10.1029/2024JG008240
mND705 | Modified Normalized Difference (705, 750 and 445 nm) | (rededge2 - rededge1) / (rededge2 + rededge1 - coastal) | 10.1016/S0034-4257(02)00010-X
mSR705 | Modified Simple Ratio (705 and 445 nm) | (rededge2 - coastal) / (rededge2 + coastal) | 10.1016/S0034-4257(02)00010-X
sNIRvLSWI | SWIR-enhanced Near-Infrared Reflectance of Vegetation for LSWI | ((nir - swir2) / (nir + swir2)) * nir | 10.1029/2024JG008240
sNIRvNDPI | SWIR-enhanced Near-Infrared Reflectance of Vegetation for NDPI | (nir - (alpha * red + (1 - alpha) * swir2)) / (nir + (alpha * red + (1 - alpha) * swir2)) * nir | 10.1029/2024JG008240
sNIRvNDVILSWIP | SWIR-enhanced Near-Infrared Reflectance of Vegetation for the NDVI-LSWI Product | ((nir - red) / (nir + red)) * ((nir - swir2) / (nir + swir2)) * nir | 10.1029/2024JG008240
sNIRvNDVILSWIS | SWIR-enhanced Near-Infrared Reflectance of Vegetation for the NDVI-LSWI Sum | (((nir - red) / (nir + red)) + ((nir - swir2) / (nir + swir2))) * nir | 10.1029/2024JG008240
sNIRvSWIR | SWIR-enhanced Near-Infrared Reflectance of Vegetation | ((nir - red - swir2^2) / (nir + red + swir2^2)) * nir | 10.1029/2024JG008240
`;
