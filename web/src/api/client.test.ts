import { afterEach, expect, it, vi } from 'vitest';
import { get, getTagged, needRevision, onRevision, postFile, probe, Problem, write } from './client';
import { headersOf, newKey } from './writes';

afterEach(() => vi.unstubAllGlobals());
const answer = (body: string, init: ResponseInit) => vi.stubGlobal('fetch', vi.fn(async () => new Response(body, init)));
const failure = (asked: Promise<unknown>) => asked.then(() => { throw new Error('it should fail'); }, (error) => error as Problem);

it('turns problem+json into its message, code and places', async () => {
  answer(JSON.stringify({ type: 'about:blank', title: 'Unreadable', status: 400, code: 'bad_geometry', detail: 'ring 2 is open', errors: [{ code: 'open_ring', message: 'close it', feature: 3, lon: 106.7, lat: 20.8 }] }), { status: 400, headers: { 'content-type': 'application/problem+json' } });
  const problem = await failure(get('/x'));
  expect(problem).toBeInstanceOf(Problem);
  expect([problem.status, problem.code, problem.message]).toEqual([400, 'bad_geometry', 'ring 2 is open']);
  expect(problem.places[0]).toMatchObject({ feature: 3, lon: 106.7 });
});

it('does not show a proxy’s page, only its status', async () => {
  answer('<html>Bad gateway</html>', { status: 502, headers: { 'content-type': 'text/html' } });
  const problem = await failure(get('/x'));
  expect([problem.status, problem.message]).toEqual([502, '']);
});

it('tells an unreachable service from an unreadable answer', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('network'); }));
  expect((await failure(get('/x'))).offline).toBe(true);
  answer('{"half":', { status: 200 });
  expect((await failure(get('/x'))).code).toBe('unreadable');
});

it('tells every revision it hears', async () => {
  const heard: number[] = [];
  onRevision((revision) => heard.push(revision));
  answer('{}', { status: 200, headers: { Revision: '41' } });
  await get('/x');
  answer('{}', { status: 200 });
  await get('/x');
  expect(heard).toEqual([41]);
});

it('sends a file’s bytes with its name beside them', async () => {
  answer('{}', { status: 200 });
  await postFile('/check', new File(['abc'], 'Phương án 1.kml'), { crs: undefined });
  const [url, init] = vi.mocked(fetch).mock.calls[0];
  expect(new URL(String(url), 'http://x').searchParams.get('name')).toBe('Phương án 1.kml');
  expect(new URL(String(url), 'http://x').searchParams.has('crs')).toBe(false);
  expect(init?.method).toBe('POST');
});

it('asks beside the page, wherever that is', async () => {
  answer('{}', { status: 200 });
  await get('/zones/labels');
  expect(new URL(String(vi.mocked(fetch).mock.calls[0][0]), 'https://city.example/cables/#zone=3').href).toBe('https://city.example/cables/zones/labels');
});

const urlOf = (at: number) => new URL(String(vi.mocked(fetch).mock.calls[at][0]), 'http://x');

it('sends the token, a name in any letters, a key and the version a change was decided on', async () => {
  answer('{"id":1}', { status: 201, headers: { ETag: '"b-7"', Revision: '7' } });
  const told = await write<{ id: number }>('/x', { on: '2026-05-01' }, headersOf({ token: 'secret', name: ' Nguyễn An ' }, { key: 'k', etag: '"a-6"' }));
  expect(told).toEqual({ value: { id: 1 }, etag: '"b-7"', revision: 7 });
  const init = vi.mocked(fetch).mock.calls[0][1];
  expect(init).toMatchObject({ method: 'POST', body: '{"on":"2026-05-01"}' });
  expect(init?.headers).toMatchObject({ Authorization: 'Bearer secret', From: 'Nguy%E1%BB%85n%20An', 'Idempotency-Key': 'k', 'If-Match': '"a-6"' });
  expect(headersOf({ token: 't', name: '' })).toEqual({ Authorization: 'Bearer t' });
});

it('makes keys that differ and that a header can carry', () => {
  const keys = new Set(Array.from({ length: 200 }, newKey));
  expect(keys.size).toBe(200);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
});

it('reads the version of an item with the item', async () => {
  answer('{"id":3}', { status: 200, headers: { ETag: 'W/"a"' } });
  expect(await getTagged('/x')).toEqual({ value: { id: 3 }, etag: 'W/"a"', revision: null });
});

// Last: what is needed is needed for the rest of the visit.
it('reads nothing older than its own write, from the write on, and asks after the service’s health without waiting for it', async () => {
  answer('{}', { status: 200 });
  await get('/x', { a: 1 });
  expect(urlOf(0).search).toBe('?a=1');
  needRevision(12);
  needRevision(11);
  answer('{}', { status: 200 });
  await get('/x', { a: 1 });
  await getTagged('/y');
  await probe('/readyz');
  expect([0, 1, 2].map((at) => urlOf(at).search)).toEqual(['?a=1&min_revision=12', '?min_revision=12', '']);
});
