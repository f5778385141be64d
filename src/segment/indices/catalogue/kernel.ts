/** Kernel indices: kNR is the kernel of near infrared and red, and so on. Rows as in `rows.ts`. */
export const KERNEL = `
kEVI | Kernel Enhanced Vegetation Index | g * (kNN - kNR) / (kNN + C1 * kNR - C2 * kNB + kNL) | 10.1126/sciadv.abc7447
kIPVI | Kernel Infrared Percentage Vegetation Index | kNN / (kNN + kNR) | 10.1126/sciadv.abc7447
kNDVI | Kernel Normalized Difference Vegetation Index | (kNN - kNR) / (kNN + kNR) | 10.1126/sciadv.abc7447
kRVI | Kernel Ratio Vegetation Index | kNN / kNR | 10.1126/sciadv.abc7447
kVARI | Kernel Visible Atmospherically Resistant Index | (kGG - kGR) / (kGG + kGR - kGB) | 10.1126/sciadv.abc7447
`;
