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

/** `35 ms`, `1.2 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${twoDigits(Math.floor((seconds % 3600) / 60))} min`;
}
