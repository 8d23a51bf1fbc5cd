import { expect, it } from 'vitest';
import { fold, matchScore } from './fold';

it.each([
  ['Hồng Bàng', 'hong bang'],
  ['KCN Đình Vũ', 'kcn dinh vu'],
  ['Đường 1/4', 'duong 1 4'],
  ['Thuỷ Nguyên', 'thuy nguyen'],
  ['Thủy Nguyên', 'thuy nguyen'],
  ['QTRUNG-1N', 'qtrung 1n'],
])('folds %s to %s', (text, folded) => expect(fold(text)).toBe(folded));

it('ranks an exact name over a beginning, a word and a part', () => {
  const scores = ['tran phu', 'tran phu moi', 'pho tran phu', 'xtran phux'].map((name) => matchScore(name, 'tran phu'));
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(new Set(scores).size).toBe(4);
});

it('finds words in any order and nothing for an empty query', () => {
  expect(matchScore('phuong hong bang', 'bang hong')).toBeGreaterThan(0);
  expect(matchScore('phuong hong bang', '')).toBe(0);
  expect(matchScore('phuong hong bang', 'le chan')).toBe(0);
});
