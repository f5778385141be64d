/** What was asked for of an object that is somewhere else, and what was fetched for it. */
export interface Traffic {
  /** That were answered, the first one included. */
  requests: number;
  bytes: number;
  /** Asked for by those who read, again and again where they asked again. */
  wantedBytes: number;
}

/** Null where there is none at all: what is read lies in files. */
export function sumTraffic(parts: Iterable<Readonly<Traffic> | null | undefined>): Traffic | null {
  let sum: Traffic | null = null;
  for (const part of parts) {
    if (!part) continue;
    sum ??= { requests: 0, bytes: 0, wantedBytes: 0 };
    sum.requests += part.requests;
    sum.bytes += part.bytes;
    sum.wantedBytes += part.wantedBytes;
  }
  return sum;
}
