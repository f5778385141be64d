/** Columns lined up with spaces; numbers (cells that begin with a digit) to the right, if every cell of theirs does. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i].length)));
  const isNumeric = head.map((_, i) => rows.length > 0 && rows.every((row) => /^[-–\d]/.test(row[i])));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].map((text) => `  ${text}\n`).join('');
}

/** Hectares with as many decimals as tell something. */
export function formatHectares(areaM2: number): string {
  const hectares = areaM2 / 10_000;
  const decimals = hectares >= 100 ? 0 : hectares >= 1 ? 1 : 3;
  return hectares.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
