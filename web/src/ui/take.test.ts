import { expect, it } from 'vitest';
import { csv, tsv } from './take';

it('writes CSV that Excel opens and that runs no formula', () => {
  expect(csv([['Tên', 'km'], ['=HYPERLINK("x")', 1.5], ['a "b", c', null]])).toBe('\ufeff"Tên","km"\r\n"\'=HYPERLINK(""x"")",1.5\r\n"a ""b"", c",\r\n');
});

it('keeps a table one line a row', () => {
  expect(tsv([['a\tb\nc', 2], ['-x', null]])).toBe("a b c\t2\n'-x\t");
});
