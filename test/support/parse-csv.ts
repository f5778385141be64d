/** Rows of a text as RFC 4180 defines them, with lines that end in LF; throws where a quote is out of place. */
export function parseCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n|$)/y;
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    cell.lastIndex = at;
    const match = cell.exec(text);
    if (!match) throw new Error(`no cell of CSV at character ${at}: ${text.slice(at, at + 40)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    at = cell.lastIndex;
    if (match[3] === ',' && at < text.length) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
