import { expect, it } from 'vitest';
import { cellsOf, decoded, headOf } from './csv-head';

it.each([['a,b;c,d', ['a', 'b;c', 'd']], ['ma;ten;x', ['ma', 'ten', 'x']], ['a\tb', ['a', 'b']], ['only', ['only']]])('finds the columns of %j by what parts most', (line, names) => {
  expect(headOf(line).map(({ name }) => name)).toEqual(names);
});

it('reads quotes, a byte-order mark and different line ends, with a few different values', () => {
  expect(headOf('\ufeff"Mã; cáp";"nói ""gì"""\r\nA;1\r\n\r\nB;1\rC;2\nD;9', 3)).toEqual([{ name: 'Mã; cáp', samples: ['A', 'B', 'C'] }, { name: 'nói "gì"', samples: ['1', '2'] }]);
  expect(cellsOf('a,"b,c",', ',')).toEqual(['a', 'b,c', '']);
  expect(headOf('')).toEqual([]);
});

it('reads UTF-8 that is cut in the middle of a letter, and older Vietnamese tables', () => {
  const utf8 = new TextEncoder().encode('cáp ngầm');
  expect(decoded(utf8.slice(0, 2).buffer)).toBe('c');
  expect(decoded(utf8.buffer)).toBe('cáp ngầm');
  // windows-1258: Ð is 0xD0 for Đ, ư is 0xFD, ơ is 0xF5.
  expect(decoded(Uint8Array.from([0xd0, 0xfd, 0xf5]).buffer)).toBe('Đươ');
});
