// One function an act, and what must be asked around acts. Who writes is handed in; nothing here keeps state.
import { get, getTagged, probe, write } from './client';
import type { Item } from './types';
import { upload, type Sending } from './upload';
import type { ApiDescription, Collection, History, ImportReport, Ready, WentUnderground, Writer } from './written';

/** A key under which the service does a thing once, however often it is asked. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Headers of whoever writes: names are percent-encoded, since headers are ASCII. */
export function headersOf({ token, name }: Writer, more: { key?: string; etag?: string | null } = {}): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    ...(name.trim() ? { From: encodeURIComponent(name.trim()) } : {}),
    ...(more.key ? { 'Idempotency-Key': more.key } : {}),
    ...(more.etag ? { 'If-Match': more.etag } : {}),
  };
}

const path = (collection: Collection, id: number) => `/collections/${collection}/items/${id}`;

export const history = (collection: Collection, id: number, before: number | undefined, signal?: AbortSignal) =>
  get<History>(`${path(collection, id)}/history`, { limit: 20, geometry: 'true', before }, signal);

export const restore = (who: Writer, key: string, collection: Collection, id: number, etag: string | null, revision: number) =>
  write<Item>(`${path(collection, id)}/restore`, { revision }, headersOf(who, { key, etag }));

export const goUnderground = (who: Writer, key: string, cable: number, etag: string, act: { on: string; placement: string; conduit?: string }) =>
  write<WentUnderground>(`${path('cables', cable)}/underground`, act, headersOf(who, { key, etag }));

export const verifyZone = (who: Writer, key: string, zone: number, etag: string, act: { on: string; by: string; note?: string }) =>
  write<Item>(`${path('zones', zone)}/verify`, act, headersOf(who, { key, etag }));

export const undo = (who: Writer, key: string, revision: number) => write<{ revision: number; undone: number }>('/undo', { revision }, headersOf(who, { key }));

/** `query`: what `importQuery` makes. Only storing has a key: trying changes nothing. */
export const importFile = (who: Writer, key: string | undefined, file: File, query: URLSearchParams, sending: Sending) =>
  upload<ImportReport>(`/import?${query}`, file, headersOf(who, { key }), sending, (report) => Array.isArray((report as Partial<ImportReport>).refusals));

export const ready = (signal?: AbortSignal) => probe<Ready>('/readyz', signal);

/** Whether the service takes changes at all: it says so by what it conforms to. */
export const takesChanges = () => get<{ conformsTo: string[] }>('/conformance').then(({ conformsTo }) => conformsTo.some((uri) => uri.includes('ogcapi-features-4')));

export const apiDescription = () => getTagged<ApiDescription>('/api').then(({ value }) => value);
