import { expect, it } from 'vitest';
import type { Stretch } from '../../api/types';
import { alongside } from './alongside';

const stretch = (over: Partial<Stretch>): Stretch => ({ layer: 'conduits', id: 1, code: 'TC-1', status: 'functional', from_m: 0, to_m: 0, length_m: 10, offset_m: 0, ...over });

it('adds up the stretches of each conduit in use and puts the longest first', () => {
  const found = alongside([stretch({}), stretch({ id: 2, code: 'TC-2', length_m: 15 }), stretch({ length_m: 8 }), stretch({ id: 3, code: 'X', status: 'projected', length_m: 99 }), stretch({ id: 1, layer: 'cables', length_m: 99 })], 5);
  expect(found).toEqual([{ id: 1, code: 'TC-1', lengthM: 18 }, { id: 2, code: 'TC-2', lengthM: 15 }]);
  expect(alongside([stretch({}), stretch({ id: 2, code: 'TC-2' })], 1)).toHaveLength(1);
});
