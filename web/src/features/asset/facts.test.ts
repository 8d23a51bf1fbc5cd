import { expect, it } from 'vitest';
import { date, number } from '../../text/format';
import { en } from '../../text/en';
import { factsOf, isDead } from './facts';

const words = { t: en, number: (value: number, digits?: number) => number('en', value, digits), date: (iso: string) => date('en', iso) };

it('puts a conduit’s facts in groups, with units and the free tubes worked out', () => {
  const facts = factsOf('conduits', { code: 'D-1', owner: 'VNPT', status: 'functional', tubes: 6, tubes_used: 4, tube_diameter_mm: 110, depth_m: 0.75, valid_from: '2019-02-01', valid_to: null }, '2024-01-01', words);
  expect(facts.whose).toEqual([{ label: 'owner', value: 'VNPT' }]);
  expect(facts.what.map(({ label, value }) => `${label}: ${value}`)).toEqual(['status: functional', 'tubes: 6', 'tubes used: 4', 'free tubes: 2', 'tube diameter: 110 mm', 'depth: 0.75 m']);
  expect(facts.when).toEqual([{ label: 'there from', value: '1 Feb 2019' }]);
});

it('leaves out what is not known and shows an unknown word as it is', () => {
  const facts = factsOf('cables', { operator: 'X', placement: 'hanging', fibre_count: null }, '2024-01-01', words);
  expect(facts.what).toEqual([{ label: 'placement', value: 'hanging' }]);
});

it('calls a cable dead from the day it says, whatever its status', () => {
  const cable = { status: 'functional', disused_from: '2023-05-12' };
  expect(['2023-05-11', '2023-05-12'].map((day) => isDead(cable, day))).toEqual([false, true]);
  expect(isDead({ status: 'disused' }, '2020-01-01')).toBe(true);
  const status = (day: string) => factsOf('cables', cable, day, words).what[0].value;
  expect([status('2023-05-11'), status('2024-01-01')]).toEqual(['functional', 'disused']);
});
