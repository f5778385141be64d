/**
 * Hue in degrees (0 to 360, 0 for grey), saturation and value of 0 to 1 (Smith, SIGGRAPH 1978), into `out`; red, green and
 * blue are of 0 to 1.
 */
export function toHsv(red: number, green: number, blue: number, out: Float64Array): void {
  const value = Math.max(red, green, blue);
  const chroma = value - Math.min(red, green, blue);
  let hue = 0;
  if (chroma > 0) {
    if (value === red) hue = (green - blue) / chroma;
    else if (value === green) hue = 2 + (blue - red) / chroma;
    else hue = 4 + (red - green) / chroma;
    if (hue < 0) hue += 6;
  }
  out[0] = hue * 60;
  out[1] = value > 0 ? chroma / value : 0;
  out[2] = value;
}
