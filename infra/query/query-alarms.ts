import { Duration } from 'aws-cdk-lib';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { QueryConfig } from '../config.js';

/** How many periods of five minutes in a row have to be bad. */
const SLOW_PERIODS = 3;

/** Calls whoever subscribed to the topic. */
export function createQueryAlarms(scope: Construct, stage: HttpStage, topic: ITopic, config: QueryConfig): void {
  const period = Duration.minutes(5);
  const alarm = (id: string, metric: IMetric, threshold: number, evaluationPeriods: number, says: string): void => {
    new Alarm(scope, id, {
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: says,
    }).addAlarmAction(new SnsAction(topic));
  };
  alarm(
    'AnswersFail',
    stage.metricServerError({ period, statistic: 'Sum' }),
    config.failures,
    1,
    'Questions are answered 5xx: the log of the API says why',
  );
  alarm(
    'AnswersSlow',
    stage.metricLatency({ period, statistic: 'p99' }),
    config.slowSeconds * 1000,
    SLOW_PERIODS,
    'One answer in a hundred takes too long',
  );
}
