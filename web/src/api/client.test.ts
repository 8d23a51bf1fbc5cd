import { afterEach, expect, it, vi } from 'vitest';
import { get, onRevision, postFile, Problem } from './client';

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
