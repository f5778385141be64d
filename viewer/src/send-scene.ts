import { type Api, ApiError } from './api.js';

interface UploadPlace {
  method: string;
  url: string;
  headers?: Record<string, string>;
}

/**
 * Sends a scene in two requests: one asks where to, the other brings the bytes there, which may be a bucket. `progress` is
 * told the share that is through.
 */
export async function sendScene(
  api: Api,
  { file, recipe }: { file: File; recipe: string },
  progress: (share: number) => void,
): Promise<void> {
  const place = await api.post<UploadPlace>('uploads', { recipe, name: file.name, size: file.size });
  const url = new URL(place.url, api.base);
  const isOurs = url.origin === new URL(api.base).origin;
  const headers = { ...place.headers, ...(isOurs ? api.headers() : {}) };
  await put(url.href, { method: place.method, headers, file }, progress);
}

/** By XMLHttpRequest, because `fetch` does not tell how much is through. */
function put(
  url: string,
  { method, headers, file }: { method: string; headers: Record<string, string>; file: File },
  progress: (share: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new ApiError(request.status, sentenceOf(request)));
    };
    request.onerror = () => reject(new Error('The connection broke off.'));
    request.send(file);
  });
}

function sentenceOf({ responseText, status }: XMLHttpRequest): string {
  try {
    return JSON.parse(responseText).detail;
  } catch {
    return `The place for the scene answered ${status}.`;
  }
}
