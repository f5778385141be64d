/** Where a command writes text; `process.stdout` is one. */
export interface TextOutput {
  write(text: string): unknown;
  /** True where a person watches: one line may change. */
  isTTY?: boolean;
  columns?: number;
}

/** What a command has to do with the world besides files. */
export interface Io {
  /** Results. */
  stdout: TextOutput;
  /** Progress and errors. */
  stderr: TextOutput;
  /** Aborted when the person stops the command. */
  signal?: AbortSignal;
  /** Variables of the environment. */
  environment?: Readonly<Record<string, string | undefined>>;
}
