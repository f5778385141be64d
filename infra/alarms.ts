import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface AlarmSources {
  queue: IQueue;
  deadLetters: IQueue;
  machine: StateMachine;
  waitingMinutes: number;
}

/** Calls whoever subscribed to the topic. */
export function createAlarms(scope: Construct, { queue, deadLetters, machine, waitingMinutes }: AlarmSources): Topic {
  const topic = new Topic(scope, 'Alarms', { enforceSSL: true });
  const period = Duration.minutes(5);
  const alarm = (id: string, metric: IMetric, above: number, alarmDescription: string): void => {
    new Alarm(scope, id, {
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription,
    }).addAlarmAction(new SnsAction(topic));
  };
  alarm(
    'DeadLettersNotEmpty',
    deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    0,
    'Events of scenes could not be taken: look into the queue of dead letters',
  );
  alarm(
    'ScenesWait',
    queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    waitingMinutes * 60,
    'A scene waits for its run to start',
  );
  alarm(
    'RunsFailed',
    machine.metricFailed({ period, statistic: 'Sum' }),
    0,
    'A run failed: its reason is in the ledger',
  );
  alarm('RunsTimedOut', machine.metricTimedOut({ period, statistic: 'Sum' }), 0, 'A run took too long');
  return topic;
}
