import { expect, it } from 'vitest';
import { Problem } from '../../api/client';
import { failureOf } from './failure';

it.each([[412, 'overtaken'], [401, 'admission'], [403, 'admission'], [409, 'other'], [428, 'other'], [0, 'other']] as const)('takes status %d for %s', (status, expected) => {
  expect(failureOf(new Problem(status, 'x', ''))).toBe(expected);
});

it('takes what is no answer of the service for something else', () => {
  expect(failureOf(new TypeError('x'))).toBe('other');
});
