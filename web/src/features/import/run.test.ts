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

const stored = vi.fn();
beforeEach(() => {
  vi.useRealTimers();
  sent.mockReset();
  stored.mockReset();
  session.take('t', 'An');
});

async function tried(): Promise<ImportRun> {
  const run = new ImportRun(stored);
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
  await run.store();
  expect([run.unsure, stored.mock.calls]).toEqual([true, []]);
  sent.mockResolvedValueOnce(report({ applied: true, revision: 9 }));
  await run.store();
  expect(stored.mock.calls).toEqual([[expect.objectContaining({ revision: 9 })]]);
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
  await run.store();
  expect(stored).not.toHaveBeenCalled();
  expect([run.phase, run.report?.refused, run.error]).toEqual(['tried', 2, null]);
});

/** A file that is called back half-way, as far as the browser knows. */
async function calledBack(): Promise<ImportRun> {
  const run = await tried();
  vi.useFakeTimers();
  sent.mockImplementationOnce((_who, _key, _file, _query, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))));
  void run.store();
  const { sending } = request(1);
  sending.progress(2, 2);
  expect(run.cancellable).toBe(false);
  run.cancel();
  expect([run.phase, sending.signal.aborted]).toEqual(['storing', false]);
  sending.progress(1, 2);
  expect(run.cancellable).toBe(true);
  return run;
}

it('can be called back only while the file is on its way, and asks under its key whether it had arrived', async () => {
  const run = await calledBack();
  sent.mockResolvedValue(report());
  run.cancel();
  expect([run.phase, request(1).sending.signal.aborted, run.cancelled, run.busy]).toEqual(['tried', true, 'asking', true]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([run.phase, run.cancelled, run.error, run.busy]).toEqual(['tried', 'storing', null, false]);
  const asked = sent.mock.calls.slice(2);
  expect(asked.length).toBeGreaterThan(2);
  for (const [, key, file, query] of asked) expect([key, file.name, query.get('dry_run')]).toEqual([request(1).key, 'nothing.geojson', 'true']);
  expect(stored).not.toHaveBeenCalled();
});

it('tells what was stored although it was called back', async () => {
  const run = await calledBack();
  sent.mockResolvedValueOnce(report());
  sent.mockRejectedValueOnce(new Problem(422, 'key_taken', ''));
  sent.mockResolvedValueOnce(report({ applied: true, revision: 12 }));
  run.cancel();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent.mock.calls[4].slice(1, 3)).toEqual([request(1).key, file]);
  expect([run.phase, run.cancelled]).toEqual(['stored', null]);
  expect(stored.mock.calls).toEqual([[expect.objectContaining({ revision: 12 })]]);
});

it('goes on storing when its panel is left, and tells how that ended', async () => {
  const lost = vi.fn();
  const run = new ImportRun(stored, lost);
  sent.mockResolvedValueOnce(report());
  run.choose(file);
  await vi.waitFor(() => expect(run.phase).toBe('tried'));
  let answer: (report: ImportReport) => void = () => undefined;
  sent.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  const done = run.store();
  run.close();
  expect([request(1).sending.signal.aborted, run.file]).toEqual([false, null]);
  answer(report({ applied: true, revision: 4 }));
  await done;
  expect([stored.mock.calls.length, lost.mock.calls.length]).toEqual([1, 0]);

  const other = new ImportRun(stored, lost);
  sent.mockResolvedValueOnce(report());
  other.choose(file);
  await vi.waitFor(() => expect(other.phase).toBe('tried'));
  sent.mockImplementationOnce(async () => {
    other.close();
    throw new Problem(503, 'store_unavailable', 'away');
  });
  await other.store();
  expect(lost.mock.calls).toEqual([['cables.geojson', expect.objectContaining({ status: 503 })]]);
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
