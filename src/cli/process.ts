import { main } from './main.js';

/** Exit codes of a program that a signal ended: 128 and the signal's number. */
const STOP_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Runs the command line of this process: its arguments, its signals, its exit code. */
export async function runProcess(args: string[]): Promise<void> {
  const stop = new AbortController();
  let stopCode: number | null = null;
  const stopWith = (code: number) => (): void => {
    stopCode = code;
    stop.abort();
  };
  for (const [signal, code] of Object.entries(STOP_CODES)) process.once(signal, stopWith(code));
  // A reader that leaves early, as `head` does, is no reason to leave the work undone; a program that followed it is.
  const onClosed = args.includes('--progress') ? stopWith(STOP_CODES.SIGTERM) : () => {};
  for (const stream of [process.stdout, process.stderr]) stream.on('error', passClosedReader(onClosed));

  const { stdout, stderr, env: environment } = process;
  process.exitCode = await main(args, { stdout, stderr, environment, signal: stop.signal });
  // Worker threads may be in the middle of a tile; its file appears only when it is whole.
  if (stopCode !== null) process.exit(stopCode);
}

function passClosedReader(onClosed: () => void): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    onClosed();
  };
}
