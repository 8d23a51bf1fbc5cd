// The token that lets this visit write, and the name the history keeps. Both end with the tab; the token can be forgotten before.
import { Problem } from '../api/client';
import { takesChanges } from '../api/writes';
import type { Writer } from '../api/written';

const KEPT = 'ngamhoa.writer';

class Session {
  #writer = $state.raw<Writer | null>(null);
  /** Why the last token was not taken: the service's status and code. */
  refused = $state.raw<Problem | null>(null);
  /** Whether the service takes changes at all; unknown until asked. */
  open = $state<boolean | null>(null);
  #asked = false;

  writer = $derived(this.#writer);

  constructor() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Partial<Writer> | null;
      if (kept?.token) this.#writer = { token: kept.token, name: kept.name ?? '' };
    } catch {
      // Without storage the token lasts as long as the page.
    }
  }

  /** Asks once whether there is anything to write to; forms stay hidden until it is known. */
  look(): void {
    if (this.#asked) return;
    this.#asked = true;
    takesChanges().then(
      (open) => (this.open = open),
      () => (this.#asked = false),
    );
  }

  take(token: string, name: string): void {
    // Headers carry ASCII only: with other letters no request would leave the browser.
    const sendable = /^[\x21-\x7e]+$/.test(token.trim());
    this.#writer = sendable ? { token: token.trim(), name: name.trim() } : null;
    this.refused = sendable ? null : new Problem(401, 'token_wrong', '');
    this.#keep();
  }

  forget(): void {
    this.#writer = null;
    this.refused = null;
    this.#keep();
  }

  /** True where the service did not admit the writer: the token goes, and the form that asks for it says why. */
  notAdmitted(error: unknown): boolean {
    if (!(error instanceof Problem) || (error.status !== 401 && error.status !== 403)) return false;
    this.#writer = null;
    this.refused = error;
    this.#keep();
    return true;
  }

  #keep(): void {
    try {
      if (this.#writer) sessionStorage.setItem(KEPT, JSON.stringify(this.#writer));
      else sessionStorage.removeItem(KEPT);
    } catch {
      // The same: it lasts as long as the page.
    }
  }
}

export const session = new Session();
