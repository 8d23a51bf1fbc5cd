// What kind of failure a write met, as far as the reader's next step differs. Pure.
import { Problem } from '../../api/client';

/** `overtaken`: the version it was decided on is not the newest any more. `admission`: the token was not taken. */
export type Failure = 'overtaken' | 'admission' | 'other';

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Problem)) return 'other';
  if (error.status === 412) return 'overtaken';
  return error.status === 401 || error.status === 403 ? 'admission' : 'other';
}
