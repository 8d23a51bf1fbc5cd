import { expect, it } from 'vitest';
import { problemVi } from './problem-vi';
import { writeVi } from './vi-write';

// The codes as the service's sources say them: a new one must be given its words here.
const sources = import.meta.glob(['../../../src/**/*.rs'], { query: '?raw', import: 'default', eager: true }) as Record<string, string>;
/** Codes that never reach this page: of the command line, of headers and parameters that it does not send, of rows' inner workings. */
const NEVER = new Set(['bad_assignment', 'bad_bbox', 'bad_datetime', 'bad_from', 'bad_key', 'bad_set', 'bad_values', 'city', 'empty', 'kept', 'no_filter', 'rules', 'too_long', 'which_area']);

it('says in Vietnamese whatever code the service may answer with', () => {
  const codes = new Set(
    Object.values(sources).flatMap((text) => [...text.matchAll(/(?:Problem::new\([^,]*, |bad_request\(|of_faults\(|AppError::request\(\s*|Fault::at\([^,]*, |Self::\w+ \{ \.\. \} => |Fault::\w+ \{ \.\. \} => )"([a-z_0-9]+)"/g)].map((match) => match[1])),
  );
  expect(codes.size).toBeGreaterThan(40);
  const known = (code: string) => code in problemVi || code in writeVi.import.fault || NEVER.has(code);
  expect([...codes].filter((code) => !known(code))).toEqual([]);
});
