import type { FeatureSource } from '../../../src/query/feature-source.js';
import { type AppOptions, createApp } from '../../../src/serve/app.js';

export interface Asked {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not computed with
  json: any;
}

/** Asks the API of a source, as a client at https://maps.example. */
export function asker(source: FeatureSource, options: AppOptions = {}) {
  const app = createApp(source, options);
  return async (path: string, init: RequestInit = {}): Promise<Asked> => {
    const response = await app.fetch(new Request(`https://maps.example${path}`, init));
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
    return { status: response.status, headers: response.headers, text, json: isJson && text ? JSON.parse(text) : null };
  };
}
