import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../functions/ports.js';

export interface SweepOptions {
  sweep: IFunction;
  everyMinutes: number;
  alarms: Topic;
}

/** Calls that do not come before the sweep is said to stand still. */
const MISSED_CALLS = 3;

/** Calls the sweep again and again, and a person where it fails, stands still, or finds that events get lost. */
export function scheduleSweep(scope: Construct, { sweep, everyMinutes, alarms }: SweepOptions): void {
  const every = Duration.minutes(everyMinutes);
  new Rule(scope, 'SweepNow', {
    description: 'Looks for scenes whose event was lost, and runs that ended without a word',
    schedule: Schedule.rate(every),
    // The next call does what this one did not.
    targets: [new FunctionTarget(sweep, { retryAttempts: 0, maxEventAge: every })],
  });

  const alarm = (id: string, metric: IMetric, about: Pick<Alarmed, 'alarmDescription'> & Partial<Alarmed>): void => {
    new Alarm(scope, id, {
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...about,
    }).addAlarmAction(new SnsAction(alarms));
  };
  const counted = { period: Duration.minutes(5), statistic: 'Sum' };
  alarm('SweepFails', sweep.metricErrors(counted), { alarmDescription: 'The sweep fails: its log says at what' });
  const standstill = Duration.minutes(MISSED_CALLS * everyMinutes);
  alarm('SweepStandsStill', sweep.metricInvocations({ period: standstill, statistic: 'Sum' }), {
    alarmDescription: 'Nothing calls the sweep',
    comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  });
  const missed = new Metric({
    namespace: EVENT_SOURCE,
    metricName: 'ScenesMissed',
    dimensionsMap: { service: EVENT_SOURCE },
    ...counted,
  });
  alarm('ScenesMissed', missed, { alarmDescription: 'Events of scenes got lost: the sweep has taken them' });
}

type Alarmed = NonNullable<ConstructorParameters<typeof Alarm>[2]>;
