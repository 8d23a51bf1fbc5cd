"""Faults of one instance with a store of its own: the GeoPackage and its writer, and disks that are full."""
import json
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import proof
from stage import FOLDER, TOKEN, fresh_folder, get, run, until

PORT = 18090
URL = f"http://127.0.0.1:{PORT}"
PG_BIN = Path("/usr/lib/postgresql/15/bin")


class Instance:
    """`ngamhoa serve` on a store, with its log."""

    def __init__(self, store, folder):
        self.store, self.log, self.process = store, open(folder / "instance.log", "ab"), None

    def start(self, seconds=30):
        self.process = subprocess.Popen(
            [os.environ["BINARY"], "serve"], stdout=self.log, stderr=self.log,
            env={**os.environ, "NGAMHOA_STORE": str(self.store), "NGAMHOA_LISTEN": f"127.0.0.1:{PORT}", "NGAMHOA_TOKEN": TOKEN})
        until(seconds, "the instance", lambda: get(f"{URL}/readyz"))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def alive(self):
        return self.process.poll() is None


def file_store(path, prefix):
    """Rows and log of a GeoPackage, read with another SQLite than ours; a file that is not sound is a fault."""
    with sqlite3.connect(path) as line:
        sound = line.execute("PRAGMA integrity_check").fetchall()
        if sound != [("ok",)] or line.execute("PRAGMA foreign_key_check").fetchall():
            raise AssertionError(f"the file is damaged: {sound[:3]}")
        mine = f"{prefix}-%"
        poles = line.execute("SELECT id, code, height_m FROM structures WHERE code LIKE ?", (mine,)).fetchall()
        changes = line.execute(
            "SELECT revision, id, before FROM changes WHERE collection = 'structures' "
            "AND id IN (SELECT id FROM structures WHERE code LIKE ?)", (mine,)).fetchall()
        revisions = [row[0] for row in line.execute("SELECT revision FROM revisions ORDER BY revision")]
    height = lambda before: None if before is None else json.loads(before)["height_m"]
    return proof.Store(poles, [(revision, item, height(before)) for revision, item, before in changes], revisions)


class Fault:
    """A stage of its own: `enter` before the load, `break_it` under it, `store` after it, `leave` whatever happens."""

    def __init__(self):
        self.folder = fresh_folder(type(self).__name__)
        self.instance = None

    @property
    def name(self):
        return "".join("_" + c.lower() if c.isupper() else c for c in type(self).__name__).lstrip("_")

    def leave(self):
        if self.instance is not None:
            self.instance.end()


class GeopackageWriterIsKilled(Fault):
    """kill -9 of the one writer of a GeoPackage in the midst of writing, five times."""

    def enter(self):
        self.instance = Instance(self.folder / "city.gpkg", self.folder)
        self.instance.start()

    def break_it(self):
        for _ in range(5):
            time.sleep(2.5)
            self.instance.kill()
            self.instance.start()
        time.sleep(2)

    def store(self, prefix):
        self.instance.end()
        return file_store(self.folder / "city.gpkg", prefix)


class Tmpfs:
    """A small disk in memory that can be filled to its last byte."""

    def __init__(self, folder, megabytes):
        self.folder, self.ballast = folder, folder / "ballast"
        run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", folder)

    def fill(self):
        with open(self.ballast, "wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 65536) == 65536:
                    pass
                while True:
                    file.write(b"\0")
            except OSError:
                pass

    def free(self):
        self.ballast.unlink()

    def leave(self):
        run("umount", "-l", self.folder)


class DiskOfTheGeopackageIsFull(Fault):
    """A GeoPackage on a disk without a free byte for 8 s, then there is room again."""

    def enter(self):
        self.disk_folder = self.folder / "disk"
        self.disk_folder.mkdir()
        self.disk = Tmpfs(self.disk_folder, 24)
        self.instance = Instance(self.disk_folder / "city.gpkg", self.folder)
        self.instance.start()

    def break_it(self):
        time.sleep(4)
        for _ in range(2):
            self.disk.fill()
            time.sleep(4)
            if not self.instance.alive():
                raise AssertionError("the instance died of a full disk")
            self.disk.free()
            time.sleep(4)

    def store(self, prefix):
        self.instance.end()
        kept = self.folder / "kept"
        shutil.copytree(self.disk_folder, kept)
        return file_store(kept / "city.gpkg", prefix)

    def leave(self):
        super().leave()
        self.disk.leave()


class DiskOfTheDatabaseIsFull(Fault):
    """PostgreSQL, data and log on a disk without a free byte for 8 s; then there is room, and its administrator starts it."""

    PG_PORT = 15500

    def enter(self):
        self.disk_folder = self.folder / "disk"
        self.disk_folder.mkdir()
        self.disk = Tmpfs(self.disk_folder, 160)
        self.data = self.disk_folder / "data"
        owner = pwd.getpwnam("postgres")
        os.chown(self.disk_folder, owner.pw_uid, owner.pw_gid)
        self.as_postgres(PG_BIN / "initdb", "-D", self.data, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums")
        self.start_server()
        self.sql("postgres", "CREATE ROLE ngamhoa LOGIN", "CREATE DATABASE city OWNER ngamhoa")
        self.sql("city", "CREATE EXTENSION postgis")
        self.instance = Instance(f"postgres://ngamhoa@127.0.0.1:{self.PG_PORT}/city", self.folder)
        self.instance.start()

    def as_postgres(self, *command, check=True):
        return run("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command, check=check)

    def start_server(self):
        self.as_postgres(PG_BIN / "pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", "/dev/null", "-o",
                         f"-p {self.PG_PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=48MB "
                         "-c min_wal_size=32MB -c shared_buffers=32MB", "start")

    def sql(self, database, *statements):
        words = [word for statement in statements for word in ("-c", statement)]
        return run("psql", "-X", "-q", "-At", "-h", "127.0.0.1", "-p", self.PG_PORT, "-U", "postgres", "-d", database, *words)

    def break_it(self):
        time.sleep(4)
        self.disk.fill()
        # The log has room in its open segment; a new one it does not get.
        end = time.monotonic() + 8
        while time.monotonic() < end:
            run("psql", "-X", "-q", "-h", "127.0.0.1", "-p", self.PG_PORT, "-U", "postgres", "-d", "city", "-c",
                "SELECT pg_switch_wal()", check=False)
            time.sleep(0.5)
        self.disk.free()
        if self.as_postgres(PG_BIN / "pg_ctl", "-D", self.data, "status", check=False).find("server is running") < 0:
            self.start_server()
        if not self.instance.alive():
            raise AssertionError("the instance died of the database's full disk")
        time.sleep(6)

    def store(self, prefix):
        rows = lambda sql: [json.loads(line) for line in self.sql("city", sql).splitlines()]
        mine = f"code LIKE '{prefix}-%'"
        poles = rows(f"SELECT json_build_array(id, code, height_m) FROM ngamhoa.structures WHERE {mine}")
        changes = rows("SELECT json_build_array(revision, id, (before->>'height_m')::float) FROM ngamhoa.changes "
                       f"WHERE collection = 'structures' AND id IN (SELECT id FROM ngamhoa.structures WHERE {mine})")
        return proof.Store([tuple(row) for row in poles], [tuple(row) for row in changes],
                           rows("SELECT revision FROM ngamhoa.revisions ORDER BY revision"))

    def leave(self):
        super().leave()
        if self.as_postgres(PG_BIN / "pg_ctl", "-D", self.data, "status", check=False).find("server is running") >= 0:
            self.as_postgres(PG_BIN / "pg_ctl", "-D", self.data, "stop", "-m", "immediate", check=False)
        self.disk.leave()


FAULTS = [GeopackageWriterIsKilled, DiskOfTheGeopackageIsFull, DiskOfTheDatabaseIsFull]
