import type { Hono } from 'hono';
import { Refused, sendJson, toProblem } from '../json-request.js';
import type { BroughtScene } from './find-scenes.js';
import type { Job } from './job-source.js';
import type { LocalUploads } from './local-uploads.js';

export interface UploadRouteOptions {
  uploads: LocalUploads;
  /** Told of a scene that is whole. */
  receive(scene: BroughtScene): Job;
  onFault?(error: unknown): void;
}

/** Adds the address that bytes are sent to; who knows the rest of it was let in when it was given. */
export function addUploadRoute(app: Hono, { uploads, receive, onFault }: UploadRouteOptions): void {
  app.put('/uploads/:token', async ({ req }) => {
    try {
      if (req.header('Content-Encoding')) throw new Refused(415, 'body: wanted it as it is, got it packed');
      const said = req.header('Content-Length');
      const length = said === undefined ? null : Number(said);
      const scene = await uploads.receive(req.param('token'), { content: req.raw.body, length });
      return sendJson(receive(scene), 201);
    } catch (error) {
      return toProblem(error, onFault);
    }
  });
}
