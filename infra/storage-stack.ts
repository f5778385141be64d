import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type CorsRule,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type RetentionConfig, WORK_PREFIX } from './config.js';

export interface StorageStackProps extends StackProps {
  retention: RetentionConfig;
}

/** The bucket that scenes are dropped into, and the one that holds what became of them. */
export class StorageStack extends Stack {
  readonly scenes: Bucket;
  readonly results: Bucket;

  constructor(scope: Construct, id: string, { retention, ...props }: StorageStackProps) {
    super(scope, id, props);
    this.scenes = createScenesBucket(this, retention);
    this.results = createResultsBucket(this, retention);
    new CfnOutput(this, 'ScenesBucketName', { value: this.scenes.bucketName });
    new CfnOutput(this, 'ResultsBucketName', { value: this.results.bucketName });
  }
}

/** True of both buckets: private, encrypted, TLS only, every version kept for a while, never deleted with the stack. */
const GUARDED: BucketProps = {
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** Pages may use addresses that they were given, from wherever the page came: without such an address nothing is opened. */
const fromPages = (...allowedMethods: HttpMethods[]): CorsRule => ({
  allowedMethods,
  allowedOrigins: ['*'],
  allowedHeaders: ['*'],
  exposedHeaders: ['ETag', 'Accept-Ranges', 'Content-Range'],
  maxAge: 3600,
});

function createScenesBucket(scope: Construct, { oldSceneDays, abandonedUploadDays }: RetentionConfig): Bucket {
  const bucket = new Bucket(scope, 'Scenes', {
    ...GUARDED,
    cors: [fromPages(HttpMethods.PUT)],
    lifecycleRules: [
      {
        id: 'OldScenes',
        noncurrentVersionExpiration: Duration.days(oldSceneDays),
        abortIncompleteMultipartUploadAfter: Duration.days(abandonedUploadDays),
      },
    ],
  });
  // The L2 property `eventBridgeEnabled` would add a custom resource with a function of its own.
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  return bucket;
}

function createResultsBucket(scope: Construct, retention: RetentionConfig): Bucket {
  const { workDays, oldResultDays, abandonedUploadDays } = retention;
  return new Bucket(scope, 'Results', {
    ...GUARDED,
    cors: [fromPages(HttpMethods.GET, HttpMethods.HEAD)],
    lifecycleRules: [
      {
        id: 'OldResults',
        noncurrentVersionExpiration: Duration.days(oldResultDays),
        abortIncompleteMultipartUploadAfter: Duration.days(abandonedUploadDays),
      },
      {
        id: 'Work',
        prefix: WORK_PREFIX,
        expiration: Duration.days(workDays),
        noncurrentVersionExpiration: Duration.days(1),
      },
    ],
  });
}
