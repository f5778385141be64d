import type { ApiPart } from '../query/ogc/api-part.js';

const PROBLEM = { $ref: '#/components/responses/Problem' };
const string = { type: 'string' };

/** What is told of who may ask; nothing where anybody may. */
export function describeAccess({ hasKeys, hasTokens }: { hasKeys: boolean; hasTokens: boolean }): ApiPart {
  if (!hasKeys && !hasTokens) return {};
  return {
    paths: { '/signed-urls': { post: SIGN } },
    securitySchemes: {
      ...(hasKeys
        ? {
            key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
            password: { type: 'http', scheme: 'basic', description: 'The key is the password.' },
          }
        : {}),
      bearer: { type: 'http', scheme: 'bearer', ...(hasTokens ? { bearerFormat: 'JWT' } : {}) },
    },
  };
}

const SIGN = {
  summary: 'An address that opens a file for a while without a key.',
  operationId: 'sign-url',
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['path'],
          properties: {
            path: { ...string, description: 'Of a file that a STAC Item names.' },
            seconds: { type: 'integer', minimum: 1, maximum: 604_800, default: 3600 },
          },
          additionalProperties: false,
        },
      },
    },
  },
  responses: {
    200: {
      description: 'The address, and when it ends.',
      content: {
        'application/json': {
          schema: { type: 'object', properties: { url: string, expires: { ...string, format: 'date-time' } } },
        },
      },
    },
    400: PROBLEM,
  },
};
