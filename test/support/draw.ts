/** A small class mask drawn as rows of characters: digits are class ids, `.` is nodata. */
export function drawMask(...rows: string[]): { width: number; height: number; classes: Uint8Array } {
  const width = rows[0].length;
  const classes = Uint8Array.from(rows.join(''), (char) => (char === '.' ? 0 : Number(char)));
  if (classes.length !== width * rows.length) throw new Error('rows of a drawn mask must be equally long');
  return { width, height: rows.length, classes };
}
