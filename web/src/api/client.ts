// The only file that calls fetch. Every failure becomes a Problem that names what happened, where, and what the service advises.
import type { ProblemPlace } from './types';

export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when the service could not be reached at all. */
    readonly status: number,
    /** The service's stable code, or `offline` / `unreadable` for faults on the way. */
    readonly code: string,
    message: string,
    readonly places: ProblemPlace[] = [],
  ) {
    super(message);
    this.name = 'Problem';
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { code?: string; title?: string; detail?: string; errors?: ProblemPlace[] };
    const places = Array.isArray(body.errors) ? body.errors : [];
    return new Problem(response.status, body.code ?? `http_${response.status}`, body.detail ?? body.title ?? '', places);
  } catch {
    // A proxy's own HTML page is of no help to the reader: the status is.
    const plain = response.headers.get('content-type')?.includes('html') ? '' : text.slice(0, 300);
    return new Problem(response.status, `http_${response.status}`, plain);
  }
}

let heard: (revision: number) => void = () => undefined;

/** Tells the revision every answer names, so that the page can say when its figures are older. */
export function onRevision(listener: (revision: number) => void): void {
  heard = listener;
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { Accept: 'application/json, application/geo+json, application/problem+json', ...init.headers } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'offline', cause instanceof Error ? cause.message : String(cause));
  }
  if (!response.ok) throw await problemOf(response);
  const revision = Number(response.headers.get('Revision') ?? Number.NaN);
  if (Number.isFinite(revision)) heard(revision);
  try {
    return (await response.json()) as T;
  } catch {
    throw new Problem(response.status, 'unreadable', path);
  }
}

export function get<T>(path: string, params: Record<string, string | number | undefined> = {}, signal?: AbortSignal): Promise<T> {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) query.set(key, String(value));
  const suffix = query.size > 0 ? `?${query}` : '';
  return ask<T>(path + suffix, { signal });
}

export function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' }, signal });
}

/** Sends a file's bytes as they are; its name goes beside them because formats are told apart by name as well as by content. */
export function postFile<T>(path: string, file: File, params: Record<string, string | undefined>, signal?: AbortSignal): Promise<T> {
  const query = new URLSearchParams({ name: file.name });
  for (const [key, value] of Object.entries(params)) if (value) query.set(key, value);
  const headers = { 'Content-Type': file.type || 'application/octet-stream' };
  return ask<T>(`${path}?${query}`, { method: 'POST', body: file, headers, signal });
}
