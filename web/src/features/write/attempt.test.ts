import { beforeEach, expect, it, vi } from 'vitest';
import { Problem, type Answered } from '../../api/client';
import { session } from '../../state/session.svelte';
import { Attempt } from './attempt.svelte';

const done: Answered<number> = { value: 1, etag: null, revision: 5 };
beforeEach(() => session.take('t', ''));

/** Runs attempts one after the other and tells the key of each. */
async function keysOf(attempts: [about: unknown, outcome: Error | null][]): Promise<string[]> {
  const attempt = new Attempt();
  const keys: string[] = [];
  for (const [about, outcome] of attempts)
    await attempt.run(about, async (_who, key) => {
      keys.push(key);
      if (outcome) throw outcome;
      return done;
    });
  return keys;
}
const lost = new Problem(0, 'offline', '');

it('asks the same again under the same key after a lost answer, and anything else under another', async () => {
  const [first, again, after, other] = await keysOf([[{ on: 1 }, lost], [{ on: 1 }, null], [{ on: 1 }, lost], [{ on: 2 }, null]]);
  expect(again).toBe(first);
  expect(new Set([first, after, other]).size).toBe(3);
});

it('asks anew after a refusal: what was refused was not kept', async () => {
  const [first, again] = await keysOf([[{}, new Problem(412, 'other_version', '')], [{}, null]]);
  expect(again).not.toBe(first);
});

it('asks nothing without a token, and not twice at once', async () => {
  const ask = vi.fn(async () => done);
  session.forget();
  expect(await new Attempt().run({}, ask)).toBeNull();
  expect(ask).not.toHaveBeenCalled();
  session.take('t', '');
  const attempt = new Attempt();
  const [one, two] = await Promise.all([attempt.run({}, ask), attempt.run({}, ask)]);
  expect([one, two]).toEqual([done, null]);
});

it('drops a token that is not taken', async () => {
  await keysOf([[{}, new Problem(401, 'token_wrong', '')]]);
  expect([session.writer, session.refused?.code]).toEqual([null, 'token_wrong']);
  session.take('mã', '');
  expect([session.writer, session.refused?.code]).toEqual([null, 'token_wrong']);
});
