import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { RETENTION, WORK_PREFIX } from '../../infra/config.js';
import { StorageStack } from '../../infra/storage-stack.js';
import { createRunKeys } from '../../src/store/keys.js';
import { readProjectFile } from '../support/sources.js';

const { context } = JSON.parse(readProjectFile('cdk.json')) as { context: Record<string, unknown> };
const stack = new StorageStack(new App({ context }), 'Storage', { retention: RETENTION });
const template = Template.fromStack(stack);

const isScenes = { NotificationConfiguration: Match.anyValue() };
const isResults = { NotificationConfiguration: Match.absent() };

describe('StorageStack', () => {
  it('has two buckets and their policies, and nothing that runs', () => {
    template.resourceCountIs('AWS::S3::Bucket', 2);
    template.resourceCountIs('AWS::S3::BucketPolicy', 2);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    expect(Object.keys(template.toJSON().Resources).length).toBe(4);
  });

  it('keeps both buckets private, encrypted, versioned, and alive when the stack goes', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('refuses every request without TLS, and with a TLS older than 1.2', () => {
    const deny = (Condition: object) =>
      Match.objectLike({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition });
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          deny({ Bool: { 'aws:SecureTransport': 'false' } }),
          deny({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
        ]),
      },
    });
  });

  it('lets pages use addresses that they were given: to send scenes, and to fetch results', () => {
    const allows = (...AllowedMethods: string[]) => ({
      CorsConfiguration: { CorsRules: [Match.objectLike({ AllowedMethods, AllowedOrigins: ['*'] })] },
    });
    template.hasResourceProperties('AWS::S3::Bucket', { ...isScenes, ...allows('PUT') });
    template.hasResourceProperties('AWS::S3::Bucket', { ...isResults, ...allows('GET', 'HEAD') });
  });

  it('tells EventBridge about new scenes, and about nothing else', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    template.resourcePropertiesCountIs('AWS::S3::Bucket', isResults, 1);
  });

  it('clears away work files, replaced versions and abandoned uploads', () => {
    const cleans = (days: number) =>
      Match.objectLike({
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: days },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: RETENTION.abandonedUploadDays },
      });
    template.hasResourceProperties('AWS::S3::Bucket', {
      ...isScenes,
      LifecycleConfiguration: { Rules: [cleans(RETENTION.oldSceneDays)] },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      ...isResults,
      LifecycleConfiguration: {
        Rules: [
          cleans(RETENTION.oldResultDays),
          Match.objectLike({ Prefix: WORK_PREFIX, ExpirationInDays: RETENTION.workDays, Status: 'Enabled' }),
        ],
      },
    });
  });

  it('expires what runs call their work', () => {
    const { work, output } = createRunKeys({ runId: 'r', sceneId: 's', recipe: 'land-cover' });
    expect(work.startsWith(WORK_PREFIX)).toBe(true);
    expect(output('mask.tif').startsWith(WORK_PREFIX)).toBe(false);
  });

  it('never lets a current scene or result expire', () => {
    const rules = Object.values(template.findResources('AWS::S3::Bucket')).flatMap(
      (bucket) => bucket.Properties.LifecycleConfiguration.Rules as { Prefix?: string; ExpirationInDays?: number }[],
    );
    expect(rules.filter((rule) => rule.ExpirationInDays !== undefined).map((rule) => rule.Prefix)).toEqual([
      WORK_PREFIX,
    ]);
  });
});
