"""Faults of the worked example with three nodes and three instances. Each breaks something under load, waits until all is whole
again by itself or is repaired as an operator would, and leaves the proof to main.py."""
import signal
import time
from email.utils import parsedate_to_datetime

from stage import Network, INSTANCES, send, until

FAKE_CLOCK = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


def calm(cluster):
    """Nothing is broken: what is measured here is the load itself."""
    time.sleep(6)


def machine_of_the_primary_is_lost(cluster):
    """kill -9 of Patroni and PostgreSQL of the primary at one stroke."""
    node = cluster.the("primary")
    send(signal.SIGKILL, cluster.machine(node))
    until(60, "another primary", lambda: [n for n, role in cluster.roles().items() if role == "primary" and n != node])
    time.sleep(3)
    cluster.up()        # the machine is switched on again


def server_of_the_primary_is_killed(cluster):
    """kill -9 of PostgreSQL of the primary; Patroni beside it lives and gives the lead away."""
    node = cluster.the("primary")
    send(signal.SIGKILL, cluster.server(node))
    until(60, "another primary", lambda: [n for n, role in cluster.roles().items() if role == "primary" and n != node])


def patroni_of_the_primary_hangs(cluster):
    """SIGSTOP of Patroni alone: its server goes on as a second primary that nobody took the lead from."""
    node = cluster.the("primary")
    patroni = [cluster.pid(f"patroni-{node}")]
    send(signal.SIGSTOP, patroni)
    until(60, "another primary", lambda: [n for n, role in cluster.roles().items() if role == "primary" and n != node])
    time.sleep(4)
    send(signal.SIGCONT, patroni)


def node_of_the_primary_is_cut_off(cluster):
    """All that the primary's node sends vanishes: to etcd, to its standbys, to the instances."""
    node = cluster.the("primary")
    with Network("-m", "owner", "--gid-owner", str(60001 + "abc".index(node))):
        until(60, "another primary", lambda: [n for n, role in cluster.roles().items() if role == "primary" and n != node])
        time.sleep(4)


def synchronous_standby_stops(cluster):
    """SIGSTOP of the synchronous standby's whole node for 12 s."""
    node = cluster.the("sync")
    pids = cluster.machine(node)
    send(signal.SIGSTOP, pids)
    time.sleep(12)
    send(signal.SIGCONT, pids)


def database_is_restarted(cluster):
    """An administrator restarts PostgreSQL of the primary."""
    node = cluster.the("primary")
    cluster.shell(f'as_owner patronictl -c "$FOLDER/conf/patroni-{node}.yml" restart "$CITY" {node} --force')


def primary_is_handed_over(cluster):
    """An administrator moves the lead to the synchronous standby."""
    node, to = cluster.the("primary"), cluster.the("sync")
    cluster.shell(f'as_owner patronictl -c "$FOLDER/conf/patroni-{node}.yml" switchover "$CITY" --master {node} --candidate {to} --force')


def instance_is_killed(cluster):
    """kill -9 of one instance of three, started again 4 s later."""
    send(signal.SIGKILL, [cluster.pid("instance-2")])
    time.sleep(4)
    cluster.shell("start_instance 2")


def instance_is_stopped(cluster):
    """SIGTERM to one instance of three without a word to HAProxy, started again 4 s later."""
    cluster.shell("stop instance-3 65")
    time.sleep(4)
    cluster.shell("start_instance 3")


def instance_hangs(cluster):
    """SIGSTOP of one instance of three for 30 s: it may hold the turn, and its answers do not come."""
    pids = [cluster.pid("instance-1")]
    send(signal.SIGSTOP, pids)
    time.sleep(30)
    send(signal.SIGCONT, pids)


def link_to_the_database_is_cut(cluster):
    """What the instances send to the database vanishes for 10 s: all three are stale and read on."""
    with Network("-p", "tcp", "--dport", "15000"):
        time.sleep(7)
        stale = [one["stale"] for one in cluster.ready().values() if one]
        time.sleep(3)
    if stale != [True] * len(INSTANCES):
        raise AssertionError(f"stale says {stale} after 7 s")


def link_of_one_instance_is_cut(cluster):
    """The same for one instance of three, for 15 s: HAProxy leaves it aside, and the turn that it may hold is freed."""
    with Network("-p", "tcp", "--dport", "15000", "-m", "owner", "--gid-owner", "60013"):
        time.sleep(15)


def clock_is_wrong(cluster):
    """One instance runs three days ahead, another three days behind: within the seven for which keys are kept."""
    for number, shift in ((2, "+3d"), (3, "-3d")):
        program = cluster.folder / f"bin/clock-{number}"
        # Clocks that count time since the start stay right, as on a machine whose clock is wrong.
        program.write_text(f"#!/bin/sh\nLD_PRELOAD={FAKE_CLOCK} FAKETIME={shift} FAKETIME_DONT_FAKE_MONOTONIC=1 exec {cluster.folder}/bin/ngamhoa \"$@\"\n")
        program.chmod(0o755)
        cluster.shell(f"stop instance-{number}; PROGRAM={program} start_instance {number}")
        until(30, f"instance {number}", lambda: cluster.instance(number, "/readyz"))
    days = [parsedate_to_datetime(cluster.instance(number, "/readyz")[1]["Date"]).date() for number in INSTANCES]
    if [(day - days[0]).days for day in days] != [0, 3, -3]:
        raise AssertionError(f"the clocks show {days}")
    time.sleep(8)
    for number in (2, 3):
        cluster.shell(f"stop instance-{number}; start_instance {number}")
        until(30, f"instance {number}", lambda: cluster.instance(number, "/readyz"))


def instances_are_rolled(cluster):
    """deploy/roll: a new program on every instance, one after the other. No request may fail."""
    cluster.script("roll")


FAULTS = [calm, machine_of_the_primary_is_lost, server_of_the_primary_is_killed, patroni_of_the_primary_hangs,
          node_of_the_primary_is_cut_off, synchronous_standby_stops, database_is_restarted, primary_is_handed_over,
          instance_is_killed, instance_is_stopped, instance_hangs, link_to_the_database_is_cut, link_of_one_instance_is_cut, clock_is_wrong, instances_are_rolled]
