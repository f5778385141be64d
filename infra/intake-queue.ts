import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { INCOMING_PREFIX } from '../functions/arrivals.js';

export interface IntakeQueues {
  queue: Queue;
  /** What could not be delivered, or failed too often. */
  deadLetters: Queue;
}

export interface IntakeQueueOptions {
  scenes: Bucket;
  /** Of the function that reads the queue. */
  readerTimeout: Duration;
  messageTries: number;
}

/** As long as SQS keeps anything. */
const KEPT = Duration.days(14);
/** A message may be read again this many times the reader's own limit later, as Lambda advises. */
const READER_TIMEOUTS = 6;

/** New scenes wait in a queue, so that none is lost where a run cannot start at once. */
export function createIntakeQueue(scope: Construct, options: IntakeQueueOptions): IntakeQueues {
  const { scenes, readerTimeout, messageTries } = options;
  const guarded: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: KEPT };
  const deadLetters = new Queue(scope, 'DeadLetters', guarded);
  const queue = new Queue(scope, 'Arrivals', {
    ...guarded,
    visibilityTimeout: Duration.seconds(READER_TIMEOUTS * readerTimeout.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: messageTries },
  });
  new Rule(scope, 'SceneArrived', {
    description: 'A scene was dropped',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [scenes.bucketName] }, object: { key: [{ prefix: INCOMING_PREFIX }] } },
    },
    targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
  });
  return { queue, deadLetters };
}
