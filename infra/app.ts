import { App } from 'aws-cdk-lib';
import { RETENTION } from './config.js';
import { StorageStack } from './storage-stack.js';

const app = new App();
new StorageStack(app, 'LandquiltStorage', {
  retention: RETENTION,
  description: 'Landquilt: the buckets of scenes and results',
});
