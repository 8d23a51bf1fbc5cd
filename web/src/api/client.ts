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

/** A failure from what was answered. */
export function problemFrom(status: number, type: string | null, text: string): Problem {
  try {
    const body = JSON.parse(text) as { code?: string; title?: string; detail?: string; errors?: ProblemPlace[] };
    const places = Array.isArray(body.errors) ? body.errors : [];
    return new Problem(status, body.code ?? `http_${status}`, body.detail ?? body.title ?? '', places);
  } catch {
    // A proxy's own HTML page is of no help to the reader: the status is.
    return new Problem(status, `http_${status}`, type?.includes('html') ? '' : text.slice(0, 300));
  }
}

let heard: (revision: number) => void = () => undefined;
let atLeast = 0;

/** Tells the revision every answer names, so that the page can say when its figures are older. */
export function onRevision(listener: (revision: number) => void): void {
  heard = listener;
}

/** Takes note of the revision that an answer names. */
export function hear(header: string | null): number | null {
  const revision = Number(header ?? Number.NaN);
  if (!Number.isFinite(revision)) return null;
  heard(revision);
  return revision;
}

/** Whoever wrote reads no older answer from now on, from whichever instance it comes. */
export function needRevision(revision: number): void {
  atLeast = Math.max(atLeast, revision);
}

/** What a request must say so that the reader sees its own writes; nothing before the first. */
export const minRevision = (): number | undefined => (atLeast > 0 ? atLeast : undefined);

/** Where a path of the service is for this page, which may itself stand under a path of some proxy. */
export const here = (path: string): string => `.${path}`;

export const ACCEPT = 'application/json, application/geo+json, application/problem+json';

export interface Answered<T> {
  value: T;
  /** The version, for `If-Match`. */
  etag: string | null;
  revision: number | null;
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  return (await answered<T>(path, init)).value;
}

async function answered<T>(path: string, init: RequestInit): Promise<Answered<T>> {
  let response: Response;
  try {
    response = await fetch(here(path), { ...init, headers: { Accept: ACCEPT, ...init.headers } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'offline', cause instanceof Error ? cause.message : String(cause));
  }
  if (!response.ok) throw problemFrom(response.status, response.headers.get('content-type'), await response.text());
  const revision = hear(response.headers.get('Revision'));
  try {
    return { value: (await response.json()) as T, etag: response.headers.get('ETag'), revision };
  } catch {
    throw new Problem(response.status, 'unreadable', path);
  }
}

type Params = Record<string, string | number | undefined>;

function withQuery(path: string, params: Params): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...params, min_revision: minRevision() })) if (value !== undefined) query.set(key, String(value));
  return query.size > 0 ? `${path}?${query}` : path;
}

export const get = <T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> => ask<T>(withQuery(path, params), { signal });

/** The same, with the version of what was read. */
export const getTagged = <T>(path: string, signal?: AbortSignal): Promise<Answered<T>> => answered<T>(withQuery(path, {}), { signal });

/** Asks how the service is, now and from itself: no cache, no revision to wait for. */
export const probe = <T>(path: string, signal?: AbortSignal): Promise<T> => ask<T>(path, { signal, cache: 'no-store' });

/** Changes something: with the writer's headers and the version it was decided on. */
export const write = <T>(path: string, body: unknown, headers: Record<string, string>): Promise<Answered<T>> =>
  answered<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } });

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
