import { expect, it } from 'vitest';
import { find, looksLikeCode, type Known } from './find';

const known: Known = {
  zones: [
    { id: 1, name: 'Phường Hồng Bàng', nameEn: null, label: 'Phường Hồng Bàng', code: 'HB', note: '' },
    { id: 2, name: 'Đồ Sơn', nameEn: null, label: 'Đồ Sơn', code: 'DS', note: '' },
    { id: 3, name: 'Hồng Bàng Mới', nameEn: null, label: 'Hồng Bàng Mới', code: 'X-9', note: '' },
  ],
  streets: [{ name: 'Tô Hiệu', box: [1, 1, 2, 2] }],
  firms: [['VNPT', 'VNPT Hải Phòng'], ['VIETTEL', 'Viettel Hải Phòng'], ['PCHP', 'Công ty TNHH MTV Điện lực Hải Phòng']].map(([code, name]) => ({ code, name, note: name })),
  grid: null,
  box: [106.4, 20.12, 107.74, 21.03],
};
const labels = (words: string) => find(words, known).map((found) => found.label);

it('finds zones without accents, beginnings first', () => {
  expect(labels('hong bang')).toEqual(['Hồng Bàng Mới', 'Phường Hồng Bàng']);
  expect(labels('do son')).toEqual(['Đồ Sơn']);
  expect(labels('x-9')).toEqual(['Hồng Bàng Mới']);
});

it('finds streets, firms and coordinates', () => {
  expect(find('to hieu', known)[0]).toMatchObject({ kind: 'street', label: 'Tô Hiệu' });
  expect(find('viet', known)[0]).toEqual({ kind: 'firm', label: 'VIETTEL', note: 'Viettel Hải Phòng' });
  expect(find('20.85611 106.6875', known)[0]).toMatchObject({ kind: 'place', reading: { system: 'wgs84', lon: 106.6875 } });
});

it('finds a firm by its full name without accents as well as by its code', () => {
  expect(labels('dien luc')).toEqual(['PCHP']);
  expect(labels('pchp')).toEqual(['PCHP']);
});

it('calls a zone by its name in the reader’s language', () => {
  const english = { ...known, zones: [{ id: 2, name: 'Đồ Sơn', nameEn: 'Do Son Beach', label: 'Do Son Beach', code: 'DS', note: '' }] };
  expect(find('do son', english).map(({ label }) => label)).toEqual(['Do Son Beach']);
});

it('finds nothing for nothing', () => expect(find('   ', known)).toEqual([]));

it('asks the service only about what looks like a code', () => {
  expect(looksLikeCode('QTRUNG-1N')).toBe(true);
  expect(looksLikeCode('vnpt-')).toBe(true);
  expect(looksLikeCode('hồng bàng')).toBe(false);
  expect(looksLikeCode('ab')).toBe(false);
});
