"""Holds the journal of a load against the store: what was answered must be there, once, and nobody went back in time.

Knows nothing of how the store was reached: it is given rows, the change log, and the revisions.
"""
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass
class Store:
    """What the store holds of one load, read past the service."""
    poles: list = field(default_factory=list)        # (id, code, height)
    changes: list = field(default_factory=list)      # (revision, id, height before, or None where it was created)
    revisions: list = field(default_factory=list)    # every revision there is


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def heights(store):
    """For each pole, the (revision, height) that each change made, in order: what a change made is what the next one found."""
    now = {item: height for item, _, height in store.poles}
    found = defaultdict(list)
    for revision, item, before in sorted(store.changes):
        found[item].append((revision, before))
    made = {}
    for item, rows in found.items():
        after = [before for _, before in rows[1:]] + [now.get(item)]
        made[item] = [(revision, height) for (revision, _), height in zip(rows, after)]
    return made


def writes(events, store):
    """Faults in what was written: lost, doubled, invented."""
    faults = []
    if store.revisions != list(range(1, len(store.revisions) + 1)):
        faults.append("lost: the revisions of the store have gaps")
    by_code = defaultdict(list)
    for item, code, _ in store.poles:
        by_code[code].append(item)
    tried, acks = {}, defaultdict(dict)
    for event in events:
        if event["what"] == "try":
            tried[event["code"]] = event["n"]
        elif event["what"] in ("ack", "learnt"):
            acks[event["code"]][event["n"]] = event
    for code in by_code.keys() - tried.keys():
        faults.append(f"invented: {code} was never sent")
    made = heights(store)
    for code, last_tried in tried.items():
        rows, known = by_code[code], acks[code]
        if len(rows) > 1:
            faults.append(f"doubled: {code} is there {len(rows)} times")
        if not rows:
            faults += [f"lost: {code} height {n} was answered, and the pole is not there" for n in known]
            continue
        item = rows[0]
        steps = made.get(item, [])
        counted = Counter(height for _, height in steps)
        faults += [f"doubled: {code} height {height} was made {times} times" for height, times in counted.items() if times > 1]
        for n, event in known.items():
            if event["id"] != item:
                faults.append(f"lost: {code} was answered as {event['id']} and is {item}")
            elif not counted[n]:
                faults.append(f"lost: {code} height {n} was answered at revision {event.get('revision', '?')} and never made")
            elif event["what"] == "ack" and (event["revision"], n) not in steps:
                faults.append(f"lost: {code} height {n} was answered as revision {event['revision']} and made in another")
            elif event["what"] == "learnt" and event["found"] != n:
                faults.append(f"lost: {code} height {n} was refused as stale, and the pole stood at {event['found']}")
        if [height for _, height in steps] != sorted(counted):
            faults.append(f"lost: {code} went through {[height for _, height in steps]}")
        faults += [f"invented: {code} height {height} was never sent" for height in counted if height not in range(last_tried + 1)]
    return faults


def reads(events, store):
    """Faults in what was read: back in time, or a state that the store does not know."""
    faults, seen, stood = [], {}, {}
    newest = store.revisions[-1] if store.revisions else 0
    for event in events:
        who = event.get("who")
        if event["what"] == "own" and event["found"] != event["wrote"]:
            faults.append(f"back in time: {who} wrote {event['wrote']} into {event['id']} and then read {event['found']}")
        if event["what"] == "replay" and not event["same"]:
            faults.append(f"replay: {event['code']} was answered otherwise under the same key")
        if event["what"] != "read":
            continue
        if event["revision"] > newest:
            faults.append(f"lost: {who} read revision {event['revision']}, the store ends at {newest}")
        if not who.startswith("session"):
            continue
        if event["revision"] < max(seen.get(who, -1), event["told"] if event["told"] is not None else -1):
            faults.append(f"back in time: {who} saw {seen.get(who)}, was told {event['told']} and read {event['revision']}")
        seen[who] = max(seen.get(who, -1), event["revision"])
        if "id" in event:
            found = -1 if event["found"] is None else event["found"]
            least = max(event["least"], stood.get((who, event["id"]), 0))
            if found < least:
                faults.append(f"back in time: {who} read height {event['found']} of {event['id']} after {least}")
            stood[who, event["id"]] = max(found, least)
    return faults


def longest_gap(times, begin, end):
    edges = [begin, *sorted(t for t in times if begin <= t <= end), end]
    return max(after - before for before, after in zip(edges, edges[1:]))


def figures(events):
    """What was seen from outside."""
    moment = {event["what"]: event["t"] for event in events if event["what"] in ("begin", "end")}
    begin, end = moment["begin"], moment["end"]
    gap = lambda keep: round(longest_gap([e["t"] for e in events if keep(e)], begin, end), 2)
    failed = lambda kind: sum(1 for e in events if e["what"] == "fail" and e["kind"] == kind)
    last, steps_back = {}, 0
    for event in events:
        if event["what"] == "read" and event["who"].startswith("plain"):
            steps_back += event["revision"] < last.get(event["who"], -1)
            last[event["who"]] = event["revision"]
    return {
        "seconds": round(end - begin, 1),
        "acknowledged": sum(1 for e in events if e["what"] in ("ack", "learnt")),
        "learnt": sum(1 for e in events if e["what"] == "learnt"),
        "reads": sum(1 for e in events if e["what"] in ("read", "own")),
        "writes_sent_again": failed("write"),
        "plain_failed": failed("plain"),
        "session_failed": failed("session") + failed("own"),
        "write_gap_s": gap(lambda e: e["what"] in ("ack", "learnt")),
        "plain_gap_s": gap(lambda e: e["what"] == "read" and e["who"].startswith("plain")),
        "session_gap_s": gap(lambda e: e["what"] == "read" and e["who"].startswith("session")),
        "plain_steps_back": steps_back,
        "why": dict(Counter(f"{e['kind']}: {e['why']}" for e in events if e["what"] == "fail")),
    }


def prove(events, store):
    faults = writes(events, store) + reads(events, store)
    counted = Counter(fault.split(":")[0] for fault in faults)
    return {**figures(events), "lost": counted["lost"], "doubled": counted["doubled"] + counted["replay"],
            "invented": counted["invented"], "back_in_time": counted["back in time"], "faults": faults}
