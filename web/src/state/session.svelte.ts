// The token that lets this visit write, and the name the history keeps. Both end with the tab; the token can be forgotten before.
import { Problem } from '../api/client';
import { tryNothing } from '../api/nothing';
import { takesChanges } from '../api/writes';
import type { Writer } from '../api/written';

const KEPT = 'ngamhoa.writer';

/** None of a token with letters that no header carries: with them no request would leave the browser. */
function writerOf(token: string, name: string): Writer | null {
  return /^[\x21-\x7e]+$/.test(token.trim()) ? { token: token.trim(), name: name.trim() } : null;
}

class Session {
  #writer = $state.raw<Writer | null>(null);
  /** Why the last token was not taken: the service's status and code. */
  refused = $state.raw<Problem | null>(null);
  /** Whether the service takes changes at all; unknown until asked. */
  open = $state<boolean | null>(null);
  /** The service is being asked whether it takes a token. */
  checking = $state(false);
  /** The token is kept though the service could not be asked: the first change will tell. */
  unproven = $state(false);
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

  /** Takes a token once the service has said that it admits who shows it; a wrong one is refused before anything is done with it. */
  async offer(token: string, name: string): Promise<void> {
    const who = writerOf(token, name);
    this.refused = null;
    this.checking = true;
    try {
      if (who) await tryNothing(who);
      this.take(token, name);
    } catch (error) {
      if (!this.notAdmitted(error)) this.take(token, name, true);
    } finally {
      this.checking = false;
    }
  }

  take(token: string, name: string, unproven = false): void {
    this.#writer = writerOf(token, name);
    this.refused = this.#writer ? null : new Problem(401, 'token_wrong', '');
    this.unproven = unproven;
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
