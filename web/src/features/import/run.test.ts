import { beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '../../api/client';
import { importFile } from '../../api/writes';
import type { ImportReport } from '../../api/written';
import { session } from '../../state/session.svelte';
import { ImportRun } from './run.svelte';

vi.mock('../../api/writes', () => {
  let keys = 0;
  return { importFile: vi.fn(), newKey: () => `key-${++keys}`, ready: vi.fn(async () => ({ stale: false })), takesChanges: vi.fn() };
});
vi.stubGlobal('document', { hidden: true });
const sent = vi.mocked(importFile);
const file = new File(['{}'], 'cables.geojson');
const report = (over: Partial<ImportReport> = {}) => ({ refusals: [], created: 1, updated: 0, retired: 0, refused: 0, applied: false, ...over }) as unknown as ImportReport;
/** The pieces of the n-th request that a test looks at. */
const request = (at: number) => {
  const [who, key, , query, sending] = sent.mock.calls[at];
  return { who, key, dry: query.get('dry_run'), as: query.get('as'), sending };
};

beforeEach(() => {
  sent.mockReset();
  session.take('t', 'An');
});

async function tried(): Promise<ImportRun> {
  const run = new ImportRun();
  sent.mockResolvedValueOnce(report());
  run.choose(file);
  await vi.waitFor(() => expect(run.phase).toBe('tried'));
  return run;
}

it('tries a file as soon as it is chosen, without a key, as what its name says', async () => {
  await tried();
  expect(request(0)).toMatchObject({ who: { token: 't', name: 'An' }, key: undefined, dry: 'true', as: 'cables' });
});

it('sends nothing without a token', () => {
  session.forget();
  new ImportRun().choose(file);
  expect(sent).not.toHaveBeenCalled();
});

it('asks again under the same key when an answer was lost, and under another when something was changed since', async () => {
  const run = await tried();
  sent.mockRejectedValueOnce(new Problem(0, 'offline', ''));
  expect(await run.store()).toBeNull();
  expect(run.unsure).toBe(true);
  sent.mockResolvedValueOnce(report({ applied: true, revision: 9 }));
  expect((await run.store())?.revision).toBe(9);
  expect(request(2).key).toBe(request(1).key);
  expect(run.phase).toBe('stored');

  const other = await tried();
  sent.mockRejectedValueOnce(new Problem(0, 'offline', ''));
  await other.store();
  other.set({ repair: true });
  sent.mockResolvedValueOnce(report({ applied: true }));
  await other.store();
  expect(request(5).key).not.toBe(request(4).key);
});

it('takes a refusal that stops the file for a report, not for a fault', async () => {
  const run = await tried();
  sent.mockResolvedValueOnce(report({ refused: 2, applied: false }));
  expect(await run.store()).toBeNull();
  expect([run.phase, run.report?.refused, run.error]).toEqual(['tried', 2, null]);
});

it('can be called back only while the file is on its way', async () => {
  const run = await tried();
  sent.mockImplementationOnce((_who, _key, _file, _query, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))));
  const stored = run.store();
  const { sending } = request(1);
  sending.progress(1, 2);
  expect([run.sent, run.cancellable]).toEqual([0.5, true]);
  sending.progress(2, 2);
  expect(run.cancellable).toBe(false);
  run.cancel();
  expect([run.phase, sending.signal.aborted]).toEqual(['storing', false]);
  sending.progress(1, 2);
  run.cancel();
  expect(sending.signal.aborted).toBe(true);
  expect(await stored).toBeNull();
  expect([run.phase, run.cancelled, run.error]).toEqual(['tried', 'storing', null]);
});

it('drops the token that was not taken and says whose fault it was', async () => {
  const run = await tried();
  sent.mockRejectedValueOnce(new Problem(401, 'token_wrong', ''));
  await run.store();
  expect([session.writer, session.refused?.code, run.unsure]).toEqual([null, 'token_wrong', false]);
});

it('forgets one file’s columns when the next comes, and keeps what kind it is', async () => {
  const run = await tried();
  run.set({ collection: 'zones', sources: { code: { from: 'column', column: 'MA' } }, crs: 'EPSG:9210' });
  sent.mockResolvedValue(report());
  run.choose(new File(['{}'], 'x.geojson'));
  expect(run.settings).toMatchObject({ collection: 'zones', sources: {}, crs: '' });
  run.close();
  expect([run.file, run.report]).toEqual([null, null]);
});
