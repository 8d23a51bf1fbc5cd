"""What the faults act on: the worked example of deploy/, its processes, its network, and one load at a time."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import proof

HERE = Path(__file__).resolve().parent
DEPLOY = HERE.parent.parent / "deploy"
FOLDER = Path(os.environ.get("FAULT_FOLDER", "/var/tmp/ngamhoa-fault"))
PAGE = "http://127.0.0.1:18080"
NODES, INSTANCES = "abc", (1, 2, 3)
TOKEN = "a-token-for-faults-only"


class NotInTime(Exception):
    pass


def say(words):
    print(f"{time.strftime('%H:%M:%S')}  {words}", flush=True)


def run(*command, check=True, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
    return done.stdout


def until(seconds, what, asked):
    """Waits until `asked` gives something, and gives that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = asked()
        if found:
            return found
        time.sleep(0.1)
    raise NotInTime(f"{what}: not within {seconds} s")


def get(url, headers=None, timeout=3):
    """Body and headers, or None."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=timeout) as answer:
            return answer.read(), answer.headers
    except OSError:
        return None


def tree(pid):
    """A process and all that it started."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        next_one = todo.pop()
        found.append(next_one)
        todo += children.get(next_one, [])
    return found


def send(signal_, pids):
    for pid in pids:
        try:
            os.kill(pid, signal_)
        except ProcessLookupError:
            pass


class Cluster:
    """The worked example, started by its own scripts."""

    def __init__(self, groups=None, **settings):
        self.folder = FOLDER / "cluster"
        self.environment = {**os.environ, "FOLDER": str(self.folder), **(groups or {}), **settings}

    def script(self, name, *words, **more):
        return run(DEPLOY / name, *words, env={**self.environment, **more})

    def shell(self, words, **more):
        """A line in the language of deploy/lib.sh."""
        return run("bash", "-c", f'. "{DEPLOY}/lib.sh"; {words}', env={**self.environment, **more})

    def up(self):
        (self.folder / "secrets").mkdir(parents=True, exist_ok=True)
        (self.folder / "secrets/token").write_text(TOKEN)
        self.script("up")

    def down(self):
        self.script("down")

    def pid(self, name):
        return int(self.shell(f"pid_of {name}"))

    def server(self, node):
        """PostgreSQL of a node with all its processes."""
        return tree(int((self.folder / f"data/{node}/postmaster.pid").read_text().split()[0]))

    def machine(self, node):
        return tree(self.pid(f"patroni-{node}")) + self.server(node)

    def roles(self):
        """Node by node what Patroni says it is."""
        found = {}
        for node, port in zip(NODES, (18431, 18432, 18433)):
            answer = get(f"http://127.0.0.1:{port}/patroni", timeout=2) or (b"{}", None)
            said = json.loads(answer[0])
            if said.get("state") == "running":
                primary = said.get("role") in ("master", "primary")
                found[node] = "primary" if primary else "sync" if said.get("sync_standby") else "async"
        return found

    def the(self, role):
        return until(60, f"a node that is {role}", lambda: next((n for n, is_ in self.roles().items() if is_ == role), None))

    def whole(self):
        """One primary, one synchronous and one asynchronous standby that stream, and three instances at the same revision."""
        if sorted(self.roles().values()) != ["async", "primary", "sync"]:
            return False
        try:
            self.shell("standbys_stream && one_is_synchronous")
        except RuntimeError:
            return False
        return self.agree() is not None

    def instance(self, number, path, timeout=3):
        # The same Host for all: links in answers begin with it.
        return get(f"http://127.0.0.1:{18080 + number}{path}", {"Host": "city.example"}, timeout)

    def ready(self):
        found = {}
        for number in INSTANCES:
            answer = self.instance(number, "/readyz")
            found[number] = json.loads(answer[0]) if answer else None
        return found

    def agree(self):
        """The revision at which all three instances stand, None while they differ or one is stale."""
        found = self.ready().values()
        if any(one is None or one["stale"] for one in found):
            return None
        revisions = {one["revision"] for one in found}
        return (revisions.pop() or 0) if len(revisions) == 1 else None

    def same_answers(self):
        """Three instances at one revision give the same bytes."""
        for path in ("/progress", "/collections/structures/items?limit=1000&f=json"):
            answers = [self.instance(number, path, 20) for number in INSTANCES]
            if any(answer is None for answer in answers) or len({answer[0] for answer in answers}) != 1:
                return False
        return True

    def store(self, prefix):
        """The rows and the log of one load, asked of the primary in SQL."""
        def rows(sql):
            text = self.shell(f'as_admin -d "$CITY" -At -c "{sql}"')
            return [json.loads(line) for line in text.splitlines()]
        mine = f"code LIKE '{prefix}-%'"
        poles = rows(f"SELECT json_build_array(id, code, height_m) FROM ngamhoa.structures WHERE {mine}")
        changes = rows("SELECT json_build_array(revision, id, (before->>'height_m')::float) FROM ngamhoa.changes "
                       f"WHERE collection = 'structures' AND id IN (SELECT id FROM ngamhoa.structures WHERE {mine})")
        revisions = rows("SELECT revision FROM ngamhoa.revisions ORDER BY revision")
        return proof.Store([tuple(row) for row in poles], [tuple(row) for row in changes], revisions)


class Load:
    """The client of load.py in a process of its own."""

    def __init__(self, name, url=PAGE, writers=3, readers=4):
        self.prefix = f"F-{name}"
        self.journal = FOLDER / f"{name}.journal"
        self.process = subprocess.Popen(
            [sys.executable, HERE / "load.py", url, self.prefix, self.journal, f"--writers={writers}", f"--readers={readers}"],
            env={**os.environ, "NGAMHOA_TOKEN": TOKEN})

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return proof.read(self.journal)


class Network:
    """Packets that vanish without a word, in this namespace only."""

    def __init__(self, *rule):
        self.rule = rule

    def __enter__(self):
        run("iptables", "-I", "OUTPUT", *self.rule, "-j", "DROP")

    def __exit__(self, *_):
        run("iptables", "-D", "OUTPUT", *self.rule, "-j", "DROP")


def fresh_folder(name):
    path = FOLDER / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path
