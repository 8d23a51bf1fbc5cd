"""A client that writes and reads without a pause and keeps a journal of all that it was answered.

    load.py URL PREFIX JOURNAL [--writers N] [--readers N]      NGAMHOA_TOKEN in the environment; ends on SIGTERM

A writer makes a pole and then changes its height to 1, 2, 3 ..., each time naming the version it means. Whatever goes wrong, it
sends the same request again, under the same key or with the same version, until it knows what became of it. So the store's log
must afterwards show each pole's heights one by one. Readers with "session" hand on the highest revision they saw, the
others read as a browser does.
"""
import argparse
import http.client
import itertools
import json
import os
import random
import signal
import sys
import threading
import time
import urllib.parse
import uuid

PATIENCE_S = 8          # of one request: longer than the service lets a reader wait for a revision
AT_THE_END_S = 30       # a writer may go on so long after the end, to learn what became of its last request
CHANGES = 12            # of one pole, then comes the next
ITEMS = "/collections/structures/items"


class Journal:
    """Lines of JSON; each is whole before the client goes on."""

    def __init__(self, path):
        self.file, self.lock = open(path, "w", encoding="utf-8"), threading.Lock()

    def note(self, what, **facts):
        line = json.dumps({"t": round(time.monotonic(), 4), "what": what, **facts})
        with self.lock:
            self.file.write(line + "\n")
            self.file.flush()


class Answer:
    def __init__(self, response, body):
        self.status, self.body, self.headers = response.status, body, response.headers
        self.revision = int(response.headers.get("Revision", -1))
        self.by = response.headers.get("Served-By", "")

    def json(self):
        return json.loads(self.body)


class Client:
    """One connection that is kept, as browsers and libraries do."""

    def __init__(self, url):
        self.host, self.port, self.line = url.hostname, url.port, None

    def ask(self, method, path, body=None, headers=None):
        """The answer, or a word for why there was none."""
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_S)
            self.line.request(method, path, body, headers or {})
            response = self.line.getresponse()
            answer = Answer(response, response.read())
            if response.will_close:
                self.close()
            return answer
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return type(error).__name__

    def close(self):
        if self.line is not None:
            self.line.close()
            self.line = None


class Load:
    def __init__(self, arguments, token):
        self.url, self.prefix, self.token = urllib.parse.urlsplit(arguments.url), arguments.prefix, token
        self.journal = Journal(arguments.journal)
        self.ending = threading.Event()
        self.ended_at = None
        self.known = {}         # id -> (height, revision) as last answered to a writer

    def headers(self, **more):
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.token}", "From": self.prefix, **named}

    def insist(self, who, send, settled):
        """Sends until `settled` says what it came to; None when the end came first."""
        for tries in itertools.count(1):
            sent = time.monotonic()
            answer = send()
            outcome = None if isinstance(answer, str) else settled(answer)
            if outcome is not None:
                return outcome, tries, time.monotonic() - sent
            why = answer if isinstance(answer, str) else f"{answer.status} {code_of(answer)}"
            self.journal.note("fail", who=who, kind="write", why=why, took=round(time.monotonic() - sent, 3))
            if self.ending.is_set() and time.monotonic() - self.ended_at > AT_THE_END_S:
                return None
            time.sleep(0.1)

    def writer(self, number):
        who, client = f"writer-{number}", Client(self.url)
        for count in itertools.count():
            if self.ending.is_set():
                break
            code = f"{self.prefix}-{number}-{count}"
            pole = self.create(who, client, code)
            if pole is None:
                break
            for height in range(1, CHANGES + 1):
                if self.ending.is_set() or pole is None:
                    break
                pole = self.change(who, client, code, height, *pole)
        client.close()

    def create(self, who, client, code):
        body = json.dumps({
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(random.uniform(106.6, 106.75), 6), round(random.uniform(20.8, 20.9), 6)]},
            "properties": {"code": code, "owner": self.prefix, "kind": "pole", "status": "functional",
                           "valid_from": "2020-01-01", "height_m": 0},
        })
        headers = self.headers(Content_Type="application/geo+json", Idempotency_Key=str(uuid.uuid4()))
        send = lambda: client.ask("POST", ITEMS, body, headers)
        self.journal.note("try", who=who, code=code, n=0)
        done = self.insist(who, send, lambda answer: answer if answer.status == 201 else None)
        if done is None:
            return None
        answer, tries, took = done
        item = answer.json()["id"]
        self.journal.note("ack", who=who, code=code, n=0, id=item, revision=answer.revision, by=answer.by, tries=tries, took=round(took, 4))
        if random.random() < 0.3:
            # The same key again must be answered with the same bytes, by whichever instance.
            again = send()
            if not isinstance(again, str) and again.status < 500:
                self.journal.note("replay", who=who, code=code, same=(again.status, again.body) == (201, answer.body), by=again.by)
        return self.look(who, client, item, 0, answer)

    def change(self, who, client, code, height, item, tag):
        path, body = f"{ITEMS}/{item}", json.dumps({"properties": {"height_m": height}})
        headers = self.headers(Content_Type="application/merge-patch+json", If_Match=tag)
        self.journal.note("try", who=who, code=code, n=height)
        done = self.insist(who, lambda: client.ask("PATCH", path, body, headers),
                           lambda answer: answer if answer.status in (200, 412) else None)
        if done is None:
            return None
        answer, tries, took = done
        if answer.status == 200:
            self.journal.note("ack", who=who, code=code, n=height, id=item, revision=answer.revision, by=answer.by, tries=tries, took=round(took, 4))
            return self.look(who, client, item, height, answer)
        # Nobody else changes this pole: an earlier try of ours stood, though its answer never came. Look at it.
        done = self.insist(who, lambda: client.ask("GET", path, None, {"Min-Revision": str(max(answer.revision, 0))}),
                           lambda answer: answer if answer.status == 200 else None)
        if done is None:
            return None
        found = done[0].json()["properties"]["height_m"]
        self.journal.note("learnt", who=who, code=code, n=height, id=item, found=found, tries=tries)
        self.known[item] = (found, done[0].revision)
        return item, done[0].headers["ETag"]

    def look(self, who, client, item, height, written):
        """Whoever wrote reads its own write, on any instance."""
        self.known[item] = (height, written.revision)
        answer = client.ask("GET", f"{ITEMS}/{item}", None, {"Min-Revision": str(written.revision)})
        if isinstance(answer, str) or answer.status >= 500:
            self.journal.note("fail", who=who, kind="own", why=answer if isinstance(answer, str) else f"{answer.status} {code_of(answer)}")
        else:
            found = answer.json()["properties"]["height_m"] if answer.status == 200 else None
            self.journal.note("own", who=who, id=item, wrote=height, found=found, by=answer.by)
        return item, written.headers["ETag"]

    def reader(self, number, session):
        who, client, seen = f"{'session' if session else 'plain'}-{number}", Client(self.url), -1
        while not self.ending.is_set():
            known = random.choice(list(self.known.items()) or [(None, (0, 0))])
            item, (height, at) = known
            path = f"{ITEMS}/{item}" if item and random.random() < 0.7 else "/progress"
            told = max(seen, at) if session else None
            sent = time.monotonic()
            answer = client.ask("GET", path, None, {} if told is None or told < 0 else {"Min-Revision": str(told)})
            took = round(time.monotonic() - sent, 4)
            if isinstance(answer, str) or answer.status >= 500:
                why = answer if isinstance(answer, str) else f"{answer.status} {code_of(answer)}"
                self.journal.note("fail", who=who, kind="session" if session else "plain", why=why, took=took)
                time.sleep(0.05)
                continue
            facts = {"revision": answer.revision, "by": answer.by, "took": took, "told": told}
            if path != "/progress":
                found = answer.json()["properties"]["height_m"] if answer.status == 200 else None
                facts |= {"id": item, "found": found, "least": height if session else None}
            self.journal.note("read", who=who, **facts)
            seen = max(seen, answer.revision)
            time.sleep(0.02)
        client.close()

    def run(self, writers, readers):
        threads = [threading.Thread(target=self.writer, args=(n,), daemon=True) for n in range(writers)]
        threads += [threading.Thread(target=self.reader, args=(n, n % 2 == 0), daemon=True) for n in range(readers)]
        self.journal.note("begin")
        for thread in threads:
            thread.start()
        self.ending.wait()
        self.ended_at = time.monotonic()
        self.journal.note("end")
        for thread in threads:
            thread.join()
        self.journal.note("over")


def code_of(answer):
    try:
        return answer.json().get("code", "")
    except (ValueError, AttributeError):
        return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("prefix")
    parser.add_argument("journal")
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--readers", type=int, default=4)
    arguments = parser.parse_args()
    load = Load(arguments, os.environ["NGAMHOA_TOKEN"])
    signal.signal(signal.SIGTERM, lambda *_: load.ending.set())
    load.run(arguments.writers, arguments.readers)


if __name__ == "__main__":
    sys.exit(main())
