export interface ServerEvent {
  event: string;
  data: string;
}

/** Takes pieces of a stream of server-sent events and gives the events that are whole (WHATWG HTML, 9.2.6). */
export function createEventReader(): (piece: string) => ServerEvent[] {
  let rest = '';
  return (piece) => {
    rest = (rest + piece).replaceAll('\r\n', '\n');
    const blocks = rest.split('\n\n');
    rest = blocks.pop()!;
    return blocks.flatMap((block) => {
      const fields = block.split('\n').map((line) => /^([^:]*):? ?(.*)$/.exec(line)!);
      const data = fields.filter(([, name]) => name === 'data').map(([, , value]) => value);
      const event = fields.findLast(([, name]) => name === 'event')?.[2] ?? 'message';
      return data.length > 0 ? [{ event, data: data.join('\n') }] : [];
    });
  };
}
