/** Radar; backscatter as linear power. Rows as in `rows.ts`. */
export const RADAR = `
DPDD | Dual-Pol Diagonal Distance | (vv + vh) / 2^0.5 | 10.1016/j.rse.2018.09.003
DpRVIHH | Dual-Polarized Radar Vegetation Index HH | (4 * hv) / (hh + hv) | https://www.tandfonline.com/doi/abs/10.5589/m12-043
DpRVIVV | Dual-Polarized Radar Vegetation Index VV | (4 * vh) / (vv + vh) | 10.3390/app9040655
NDPolI | Normalized Difference Polarization Index | (vv - vh) / (vv + vh) | https://www.isprs.org/proceedings/XXXVII/congress/4_pdf/267.pdf
QpRVI | Quad-Polarized Radar Vegetation Index | (8 * hv) / (hh + vv + 2 * hv) | 10.1109/IGARSS.2001.976856
RFDI | Radar Forest Degradation Index | (hh - hv) / (hh + hv) | 10.5194/bg-9-179-2012
VDDPI | Vertical Dual De-Polarization Index | (vv + vh) / vv | 10.1016/j.rse.2018.09.003
VHVVD | VH-VV Difference | vh - vv | 10.3390/app9040655
VHVVP | VH-VV Product | vh * vv | 10.1109/IGARSS47720.2021.9554099
VHVVR | VH-VV Ratio | vh / vv | 10.1109/IGARSS47720.2021.9554099
VVVHD | VV-VH Difference | vv - vh | 10.1109/IGARSS47720.2021.9554099
VVVHR | VV-VH Ratio | vv / vh | 10.3390/app9040655
VVVHS | VV-VH Sum | vv + vh | 10.1109/IGARSS47720.2021.9554099
`;
