"""Runs the faults one by one and writes what was found: a table on the screen and FOLDER/report.json. See `run`."""
import json
import os
import subprocess
import sys
import time
import traceback

import cluster_faults
import proof
import single_faults
from stage import FOLDER, Cluster, Load, NotInTime, fresh_folder, say, until

WHOLE_S = 90
BEFORE_S, AFTER_S = 3, 3
# What these may not do, beside losing, doubling or going back: readers behind HAProxy have two instances left in each of them.
NO_FAILED_READ = {"calm", "instance_is_killed", "instance_is_stopped", "instances_are_rolled", "link_of_one_instance_is_cut", "link_to_the_database_is_cut",
                  "machine_of_the_primary_is_lost", "server_of_the_primary_is_killed", "patroni_of_the_primary_hangs",
                  "node_of_the_primary_is_cut_off", "synchronous_standby_stops", "database_is_restarted", "primary_is_handed_over"}
NO_FAILED_WRITE = {"calm", "instances_are_rolled"}


def of_cluster(cluster, fault):
    name = fault.__name__
    load = Load(name)
    faults, whole_after = [], None
    time.sleep(BEFORE_S)
    began = time.monotonic()
    try:
        fault(cluster)
        healed = time.monotonic()
        until(WHOLE_S, "all whole again", cluster_at_rest(cluster))
        whole_after = round(time.monotonic() - healed, 1)
    except (NotInTime, AssertionError, RuntimeError) as error:
        faults.append(f"{type(error).__name__}: {error}")
    took = round(time.monotonic() - began, 1)
    time.sleep(AFTER_S)
    events = load.end()
    try:
        until(20, "instances at one revision", lambda: cluster.agree() is not None)
        if not cluster.same_answers():
            faults.append("instances at one revision answer differently")
    except NotInTime as error:
        faults.append(f"{error}: {cluster.ready()}")
    return finished(name, fault.__doc__, events, cluster.store(load.prefix), faults, took=took, whole_after=whole_after)


def cluster_at_rest(cluster):
    """Under load the three stand at one revision only now and then; that none is stale is what counts."""
    def asked():
        if sorted(cluster.roles().values()) != ["async", "primary", "sync"]:
            return False
        try:
            cluster.shell("standbys_stream && one_is_synchronous")
        except RuntimeError:
            return False
        return all(one is not None and not one["stale"] for one in cluster.ready().values())
    return asked


def of_single(make):
    fault, faults = make(), []
    try:
        fault.enter()
        load = Load(fault.name, single_faults.URL)
        began = time.monotonic()
        try:
            fault.break_it()
        except (NotInTime, AssertionError, RuntimeError) as error:
            faults.append(f"{type(error).__name__}: {error}")
        took = round(time.monotonic() - began, 1)
        events = load.end()
        return finished(fault.name, make.__doc__, events, fault.store(load.prefix), faults, took=took)
    finally:
        fault.leave()


def finished(name, words, events, store, faults, **more):
    found = {"name": name, "words": " ".join(words.split()), **proof.prove(events, store), **more}
    if name in NO_FAILED_READ and found["plain_failed"]:
        faults.append(f"{found['plain_failed']} reads failed")
    if name in NO_FAILED_WRITE and found["writes_sent_again"]:
        faults.append(f"{found['writes_sent_again']} writes failed")
    if name == "instances_are_rolled" and found["session_failed"]:
        faults.append(f"{found['session_failed']} reads of sessions failed")
    if not found["acknowledged"] or not found["reads"]:
        faults.append("nothing was written or read: nothing is proven")
    found["faults"] = faults + found["faults"]
    say(f"{name}: {found['acknowledged']} acknowledged, {found['lost']} lost, {found['doubled']} doubled, "
        f"{found['back_in_time']} back in time; longest without a write {found['write_gap_s']} s, without a read "
        f"{found['plain_gap_s']} s; failed reads {found['plain_failed']} plain, {found['session_failed']} of sessions")
    for fault in found["faults"][:20]:
        say(f"  FAULT {fault}")
    return found


def versions():
    asked = {"ngamhoa": [os.environ["BINARY"], "--version"], "postgres": ["/usr/lib/postgresql/15/bin/postgres", "--version"],
             "patroni": ["patroni", "--version"], "etcd": ["etcd", "--version"], "haproxy": ["haproxy", "-v"]}
    return {name: subprocess.run(words, capture_output=True, text=True).stdout.splitlines()[0] for name, words in asked.items()}


def table(results):
    print("| fault | acknowledged | lost | doubled | back in time | longest without a write, s | reads | failed reads: plain, session | longest without a read, s: plain, session |")
    print("|---|---|---|---|---|---|---|---|---|")
    for r in results:
        print(f"| {r['name'].replace('_', ' ')} | {r['acknowledged']} | {r['lost']} | {r['doubled']} | {r['back_in_time']} | {r['write_gap_s']} | {r['reads']} "
              f"| {r['plain_failed']}, {r['session_failed']} | {r['plain_gap_s']}, {r['session_gap_s']} |")


def main():
    known = [fault.__name__ for fault in cluster_faults.FAULTS]
    singles = {"".join("_" + c.lower() if c.isupper() else c for c in make.__name__).lstrip("_"): make for make in single_faults.FAULTS}
    if "--list" in sys.argv:
        print("\n".join([*known, *singles]))
        return 0
    wanted = sys.argv[1:] or [*known, *singles]
    unknown = [name for name in wanted if name not in known and name not in singles]
    if unknown:
        print(f"no such fault: {', '.join(unknown)}", file=sys.stderr)
        return 2
    fresh_folder("")
    os.chmod(FOLDER, 0o755)
    results, began = [], time.monotonic()
    for name in (name for name in wanted if name in singles):
        results.append(of_single(singles[name]))
    if any(name in known for name in wanted):
        # Processes that a fault cuts off have a group of their own.
        groups = {f"GROUP_patroni_{node}": str(60001 + n) for n, node in enumerate("abc")} | {"GROUP_instance_3": "60013"}
        cluster = Cluster(groups)
        say("starting the worked example")
        cluster.up()
        try:
            for fault in cluster_faults.FAULTS:
                if fault.__name__ not in wanted:
                    continue
                try:
                    until(WHOLE_S, "all whole before the next fault", cluster_at_rest(cluster))
                    results.append(of_cluster(cluster, fault))
                except (NotInTime, RuntimeError):
                    say(f"  FAULT {fault.__name__}: the stage itself failed")
                    results.append({"name": fault.__name__, "faults": [traceback.format_exc()]})
        finally:
            cluster.down()
    report = {"at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "seconds": round(time.monotonic() - began),
              "versions": versions(), "cores": os.cpu_count(), "load_average": os.getloadavg(), "results": results}
    (FOLDER / "report.json").write_text(json.dumps(report, indent=1))
    table([r for r in results if "acknowledged" in r])
    bad = [r["name"] for r in results if r["faults"]]
    say(f"{len(results)} faults in {report['seconds']} s, {len(bad)} failed{': ' + ', '.join(bad) if bad else ''}; {FOLDER}/report.json")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
