import { expect, it } from 'vitest';
import { csv, tsv } from './take';

const table = [['Tên', 'km'], ['=HYPERLINK("x")', 1.5], ['a "b", c', null]];

it('writes CSV that Excel opens in the reader’s language and that runs no formula', () => {
  expect(csv(table, 'en')).toBe('\ufeff"Tên","km"\r\n"\'=HYPERLINK(""x"")",1.5\r\n"a ""b"", c",\r\n');
  expect(csv(table, 'vi')).toBe('\ufeff"Tên";"km"\r\n"\'=HYPERLINK(""x"")";1,5\r\n"a ""b"", c";\r\n');
});

it('keeps a table one line a row', () => {
  expect(tsv([['a\tb\nc', 2.5], ['-x', null]], 'en')).toBe("a b c\t2.5\n'-x\t");
  expect(tsv([['a', 2.5]], 'vi')).toBe('a\t2,5');
});
