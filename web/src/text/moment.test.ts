import { expect, it } from 'vitest';
import { momentText } from './moment';

it('tells the time of the city, not of the reader', () => {
  // UTC 17:30 is half past midnight of the next day in Hai Phong.
  expect(momentText('2026-11-25T17:30:00Z', 'en', 'Asia/Ho_Chi_Minh')).toBe('00:30 26 Nov 2026');
  expect(momentText(new Date('2026-11-25T10:05:00Z'), 'vi', 'Asia/Ho_Chi_Minh')).toBe('17:05 25/11/2026');
  expect(momentText('long ago', 'en', 'Asia/Ho_Chi_Minh')).toBe('long ago');
});
