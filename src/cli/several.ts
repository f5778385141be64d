/** One scene that could not be done, and why. */
export interface Failure {
  scene: string;
  error: unknown;
}

/** Some scenes of a call failed; the others are done. */
export class SeveralFailed extends Error {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[], total: number) {
    super(`${failures.length} of ${total} scenes failed`);
    this.failures = failures;
  }
}

/** Does all items, one after the other, whatever fails; throws `SeveralFailed` at the end, or the error of an only one. */
export async function doEach(
  scenes: readonly string[],
  signal: AbortSignal | undefined,
  work: (scene: string) => Promise<unknown>,
): Promise<void> {
  const failures: Failure[] = [];
  for (const scene of scenes) {
    signal?.throwIfAborted();
    await work(scene).catch((error: unknown) => failures.push({ scene, error }));
  }
  if (failures.length > 0) {
    throw scenes.length === 1 ? failures[0]?.error : new SeveralFailed(failures, scenes.length);
  }
}
