import { beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '../api/client';
import { tryNothing } from '../api/nothing';
import { session } from './session.svelte';

vi.mock('../api/nothing', () => ({ tryNothing: vi.fn() }));
const asked = vi.mocked(tryNothing);
beforeEach(() => {
  asked.mockReset();
  session.forget();
});

it('asks the service before it keeps a token', async () => {
  let answer: (value: never) => void = () => undefined;
  asked.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const offered = session.offer(' good ', ' An ');
  expect([session.writer, session.checking]).toEqual([null, true]);
  answer(undefined as never);
  await offered;
  expect(asked.mock.calls).toEqual([[{ token: 'good', name: 'An' }]]);
  expect([session.writer, session.checking, session.unproven, session.refused]).toEqual([{ token: 'good', name: 'An' }, false, false, null]);
});

it.each([[401, 'token_wrong'], [403, 'writes_are_off']])('keeps no token that is answered with %d, and says why', async (status, code) => {
  asked.mockRejectedValueOnce(new Problem(status, code, ''));
  await session.offer('wrong', '');
  expect([session.writer, session.refused?.code, session.checking]).toEqual([null, code, false]);
});

it('keeps a token that the service could not be asked about, and says so', async () => {
  asked.mockRejectedValueOnce(new Problem(0, 'offline', ''));
  await session.offer('t', '');
  expect([session.writer?.token, session.unproven]).toEqual(['t', true]);
});

it('asks nobody about a token that no header can carry', async () => {
  await session.offer('mã', '');
  expect(asked).not.toHaveBeenCalled();
  expect(session.refused?.code).toBe('token_wrong');
});
