import type { ApiPart } from '../../query/ogc/api-part.js';
import { JOB_STATES } from './job-source.js';

const PROBLEM = { $ref: '#/components/responses/Problem' };
const JOB = { $ref: '#/components/schemas/Job' };
const string = { type: 'string' };
const text = { ...string, nullable: true };
const count = { type: 'integer', minimum: 0, nullable: true };

const answer = (description: string, schema: object, type = 'application/json') => ({
  description,
  content: { [type]: { schema } },
});
const list = (name: string, items: object, more: object = {}) => ({
  type: 'object',
  properties: { [name]: { type: 'array', items }, ...more },
});

/** What is told of a server that scenes are brought to. */
export const JOBS_DOCUMENT: ApiPart = {
  paths: {
    '/jobs': {
      get: {
        summary: 'What becomes of the scenes that were brought, the newest first.',
        operationId: 'jobs',
        parameters: [
          {
            name: 'limit',
            in: 'query',
            description: 'At most so many.',
            schema: { type: 'integer', minimum: 1, maximum: 200, default: 200 },
          },
        ],
        responses: {
          200: answer(
            'Jobs, and whether who asks may send scenes.',
            list('jobs', JOB, { canUpload: { type: 'boolean' } }),
          ),
          400: PROBLEM,
        },
      },
    },
    '/jobs/events': {
      get: {
        summary: 'The same as it changes: Server-Sent Events, each a `job`.',
        operationId: 'job-events',
        responses: { 200: answer('Events without end.', string, 'text/event-stream'), 503: PROBLEM },
      },
    },
    '/recipes': {
      get: {
        summary: 'The recipes that scenes may be brought for.',
        operationId: 'recipes',
        responses: {
          200: answer('Recipes.', list('recipes', { type: 'object', properties: { name: string, purpose: string } })),
        },
      },
    },
    '/uploads': {
      post: {
        summary: 'Begins to send a scene: says where its bytes go.',
        operationId: 'begin-upload',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['recipe', 'name', 'size'],
                properties: { recipe: string, name: string, size: { type: 'integer', minimum: 1 } },
                additionalProperties: false,
              },
            },
          },
        },
        responses: {
          201: answer('The request that brings the bytes.', {
            type: 'object',
            properties: { method: string, url: string, headers: { type: 'object', additionalProperties: string } },
          }),
          400: PROBLEM,
          404: PROBLEM,
          413: PROBLEM,
        },
      },
    },
  },
  schemas: {
    Job: {
      type: 'object',
      properties: {
        id: string,
        scene: string,
        recipe: string,
        state: { ...string, enum: [...JOB_STATES] },
        step: text,
        done: count,
        total: count,
        reason: text,
        collection: text,
        updatedAt: { ...string, format: 'date-time' },
      },
    },
  },
};
