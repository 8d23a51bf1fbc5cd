import { expect, it } from 'vitest';
import type { Version } from '../../api/written';
import { en } from '../../text/en';
import { writeEn } from '../../text/en-write';
import { area, date, exactLength, number } from '../../text/format';
import { writeVi } from '../../text/vi-write';
import { actText, rowsOf, type Words } from './versions';

const words: Words = { t: en, history: writeEn.history, number: (value, digits) => number('en', value, digits), date: (iso) => date('en', iso), exact: (m) => exactLength('en', m), area: (m2) => area('en', m2) };
const version = (over: Partial<Version>): Version => ({ revision: 7, at: '2026-11-25T16:05:00Z', who: 'An (token)', act: { act: 'edit' }, what: 'changed', changes: [], ...over });
const lines = (of: Version) => rowsOf(of, words).map(({ label, before, after }) => `${label}: ${before} > ${after}`);

it('tells each field that changed, in the reader’s words', () => {
  const told = version({ changes: [{ field: 'placement', before: 'aerial', after: 'duct' }, { field: 'valid_to', before: null, after: '2026-05-01' }, { field: 'fibre_count', before: 24, after: 1048 }, { field: 'odd_field', before: 'a', after: 'a' }] });
  expect(lines(told)).toEqual(['placement: on poles > in a duct', 'until: empty > 1 May 2026', 'fibres: 24 > 1,048']);
});

it('tells how a shape changed, and what it was before there was one', () => {
  expect(lines(version({ geometry: { length_m: { before: 100.24, after: 120.5, difference: 20.26 }, vertices: { added: 2, removed: 0, moved: 1 } } }))).toEqual(['length: 100.2 m > 120.5 m', 'shape:  > vertices: 2 added, 0 removed, 1 moved']);
  expect(lines(version({ what: 'created', geometry: { area_m2: { before: null, after: 9999, difference: 9999 } } }))).toEqual(['area: empty > 9,999 m²']);
  expect(lines(version({ geometry: { moved_m: 1.5 } }))).toEqual(['shape:  > moved by 1.5 m']);
});

it('names the act with what it was about', () => {
  expect(actText(version({ act: { act: 'import', file: 'a.shp' } }), words)).toBe('import: file a.shp');
  expect(actText(version({ act: { act: 'undo', revision: 3 } }), words)).toBe('undo: revision 3');
  expect(actText(version({ act: { act: 'restore', to: 2 } }), words)).toBe('restore: revision 2');
  expect(actText(version({ act: { act: 'verify', note: 'biên bản 12' } }), words)).toBe('verification: biên bản 12');
  expect(actText(version({ act: { act: 'edit' } }), { ...words, history: writeVi.history })).toBe('sửa');
  expect(actText(version({ act: { act: 'something_new' } }), words)).toBe('something_new');
});
