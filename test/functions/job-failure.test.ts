import { describe, expect, it } from 'vitest';
import { isOfWorkers, MAP_FAILED, reasonOf } from '../../functions/failures.js';
import { reasonOfJob } from '../../functions/job-failure.js';

const job = (facts: object): string =>
  JSON.stringify({ JobId: '7c1b', JobQueue: 'arn:queue', Status: 'FAILED', ...facts });
const attempt = (StatusReason: string, Container: object = {}) => ({ Attempts: [{ StatusReason, Container }] });

describe('the reason of a job that failed', () => {
  it.each([
    ['CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY', {}, 'waited for a machine with a GPU and got none'],
    ['Array Child Job failed', {}, 'a part of it failed without a reason of its own'],
    ['Host EC2 (instance i-0a1b) terminated.', attempt('Host EC2 (instance i-0a1b) terminated.'), 'taken away'],
    ['Job attempt duration exceeded timeout', {}, 'it took too long'],
    [
      'Essential container in task exited',
      attempt('Essential container in task exited', { ExitCode: 137, Reason: 'OutOfMemoryError: Container killed' }),
      'it needed more memory than it has (Essential container in task exited, OutOfMemoryError: Container killed, exit code 137)',
    ],
  ])('%s is told in words', (StatusReason, more, told) => {
    const reason = reasonOfJob(job({ StatusReason, ...more }));
    expect(reason).toMatch(/^GPU job 7c1b failed: /);
    expect(reason).toContain(told);
    expect(reason).toContain(StatusReason);
  });

  it('is what Batch says where no words are known for it, and something where it says nothing', () => {
    expect(reasonOfJob(job({ StatusReason: 'CannotPullContainerError: not found' }))).toBe(
      'GPU job 7c1b failed: CannotPullContainerError: not found',
    );
    expect(reasonOfJob(job({}))).toBe('GPU job 7c1b failed: no reason given');
  });

  it('is told of jobs alone', () => {
    for (const cause of ['', 'too many', 'null', '7', '[]', '{}', '{"errorMessage":"no"}']) {
      expect(reasonOfJob(cause), cause).toBeNull();
    }
    expect(reasonOf({ Error: 'States.TaskFailed', Cause: job({ StatusReason: 'gone' }) })).toBe(
      'GPU job 7c1b failed: gone',
    );
    expect(reasonOf({ Error: 'InputError', Cause: '{"errorMessage":"no CRS"}' })).toBe('no CRS');
    expect([MAP_FAILED, 'States.Timeout'].map((name) => isOfWorkers({ Error: name, Cause: 'x' }))).toEqual([
      true,
      false,
    ]);
    expect(isOfWorkers({ Error: 'States.TaskFailed', Cause: job({}) })).toBe(true);
  });
});
