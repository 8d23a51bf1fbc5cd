import { expect, it } from 'vitest';
import type { ImportReport } from '../../api/written';
import { fieldsOf, type Field } from './fields';
import { collectionOf, crsChoices, importQuery, sourceOf, START, strangeWords, verdict } from './settings';

const placement: Field = { name: 'placement', required: true, kind: 'choice', choices: ['aerial', 'duct'], description: '' };
const report = (over: Partial<ImportReport>): ImportReport => ({
  file: 'a', layer: 'a', collection: 'cables', crs: 'WGS 84', read: 0, created: 0, updated: 0, unchanged: 0, retired: 0, refused: 0, refusals: [], notes: [], warnings: [],
  repairs: { ring_order: 0, repeated_vertices: 0, rings_closed: 0, made_valid: 0 }, columns: [], mapping: {}, unused_columns: [], replaced_by_set: {}, new_operators: [], missing: [], dry_run: true, applied: false, ...over,
});

it('asks for nothing that was not chosen', () => {
  expect(importQuery(START, 'cáp.geojson', true).toString()).toBe('as=cables&name=c%C3%A1p.geojson&dry_run=true');
});

it('says every choice in the service’s words', () => {
  const query = importQuery({
    ...START, crs: 'EPSG:9210', encoding: 'TCVN3', layer: 'cap', codePrefix: 'KE-', repair: true, skipRefused: true, retireOn: '2026-06-30',
    sources: { code: { from: 'column', column: 'MA=CAP' }, operator: { from: 'value', value: 'VNPT' }, medium: { from: 'none' }, lon: { from: 'column', column: 'x' }, wkt: { from: 'none' } },
    words: { placement: { treo: 'aerial', ngầm: '' } },
  }, 'a.csv', false);
  expect([...query]).toEqual([
    ['as', 'cables'], ['name', 'a.csv'], ['dry_run', 'false'], ['crs', 'EPSG:9210'], ['encoding', 'TCVN3'], ['layer', 'cap'],
    ['map', 'code=MA=CAP'], ['set', 'operator=VNPT'], ['set', 'medium='], ['map', 'lon=x'], ['values', 'placement:treo=aerial'],
    ['code_prefix', 'KE-'], ['repair', 'true'], ['skip_refused', 'true'], ['retire_missing', '2026-06-30'],
  ]);
});

it('never ends zones by a file', () => {
  expect(importQuery({ ...START, collection: 'zones', retireOn: '2026-06-30' }, 'a.gpkg', true).has('retire_missing')).toBe(false);
});

it('shows the reader’s choice before the service’s match', () => {
  const mapping = { code: 'MA_CAP', operator: '= VNPT' };
  expect(sourceOf('code', START, mapping)).toEqual({ from: 'column', column: 'MA_CAP' });
  expect(sourceOf('operator', START, mapping)).toEqual({ from: 'value', value: 'VNPT' });
  expect(sourceOf('medium', START, mapping)).toEqual({ from: 'none' });
  expect(sourceOf('code', { ...START, sources: { code: { from: 'none' } } }, mapping)).toEqual({ from: 'none' });
});

it('gathers words that need a meaning: from samples, refusals and what is translated', () => {
  const told = report({
    columns: [{ name: 'KIEU', samples: ['treo', 'Aerial'] }], mapping: { placement: 'KIEU' },
    refusals: [{ row: 9, code: 'unknown_value', path: 'placement', message: '"ngầm" is none of aerial, duct', remedy: '' }, { row: 9, code: 'missing', path: 'code', message: '"x" is none of', remedy: '' }],
  });
  expect(strangeWords([placement], { ...START, words: { placement: { cống: 'duct' } } }, told)).toEqual([{ field: placement, words: ['cống', 'treo', 'ngầm'] }]);
  expect(strangeWords([placement], { ...START, sources: { placement: { from: 'value', value: 'aerial' } } }, told)).toEqual([]);
});

it('puts the grids that fit the numbers first, each once', () => {
  const detail = 'the file does not say which coordinate system it is in: the numbers fit --crs EPSG:9210 (VN-2000 105°45) or --crs EPSG:9209';
  expect(crsChoices(detail, 'EPSG:9210')).toEqual([{ code: 'EPSG:9210', why: 'fits' }, { code: 'EPSG:9209', why: 'fits' }, { code: 'EPSG:4326', why: null }, { code: 'EPSG:3405', why: null }]);
  expect(crsChoices('', 'EPSG:9210')[0]).toEqual({ code: 'EPSG:9210', why: 'city' });
});

it.each([['Cáp treo 2026.gpkg', 'cables'], ['zones_hp.zip', 'zones'], ['khu-vực.geojson', 'zones'], ['tuyến cống.csv', 'conduits'], ['cot_dien.shp', 'structures'], ['du-lieu.json', null]])('guesses from the name %s that it holds %s', (name, expected) => {
  expect(collectionOf(name)).toBe(expected);
});

it('lets nothing be stored while rows are refused, unless they are skipped', () => {
  const told = report({ refused: 1, created: 2 });
  expect(verdict(told, START)).toBe('blocked');
  expect(verdict(told, { ...START, skipRefused: true })).toBe('ready');
  expect(verdict(report({ unchanged: 4 }), START)).toBe('nothing');
  expect(verdict(report({ retired: 1 }), START)).toBe('ready');
});

it('reads the fields from the API’s own description, required ones first', () => {
  const properties = { conduit: { type: 'string', nullable: true, description: 'code of the conduit' }, length_m: { type: 'number' }, placement: { type: 'string', enum: ['aerial', 'duct'] }, code: { type: 'string' }, valid_to: { type: 'string', format: 'date', nullable: true }, medium: { type: 'string', enum: ['fibre', null], nullable: true } };
  const fields = fieldsOf({ components: { schemas: { cablesFeature: { properties: { properties: { properties } } } } } }, 'cables');
  expect(fields.map(({ name, required, kind }) => `${name} ${required} ${kind}`)).toEqual(['code true text', 'placement true choice', 'conduit false text', 'valid_to false date', 'medium false choice']);
  expect(fields[4].choices).toEqual(['fibre']);
  expect(fieldsOf({ components: { schemas: {} } }, 'zones')).toEqual([]);
});
