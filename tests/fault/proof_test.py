"""The checker must find what it is there to find. Journals and stores made by hand."""
import unittest

from proof import Store, prove


def ack(n, revision, item=7, code="p"):
    return {"t": revision, "what": "ack", "who": "writer-0", "code": code, "n": n, "id": item, "revision": revision}


def journal(*events):
    tries = [{"t": 0, "what": "try", "who": "writer-0", "code": "p", "n": n} for n in range(3)]
    return [{"t": 0, "what": "begin"}, *tries, *events, {"t": 10, "what": "end"}]


def read(who, revision, told=None, **more):
    return {"t": 5, "what": "read", "who": who, "revision": revision, "told": told, **more}


GOOD = Store(poles=[(7, "p", 2)], changes=[(1, 7, None), (2, 7, 0), (3, 7, 1)], revisions=[1, 2, 3])
ACKS = [ack(0, 1), ack(1, 2), ack(2, 3)]


class Checker(unittest.TestCase):
    def kinds(self, events, store):
        return {fault.split(":")[0] for fault in prove(journal(*events), store)["faults"]}

    def test_all_is_there_once(self):
        found = prove(journal(*ACKS), GOOD)
        self.assertEqual((found["faults"], found["acknowledged"], found["write_gap_s"]), ([], 3, 7))

    def test_the_last_change_is_gone(self):
        store = Store([(7, "p", 1)], [(1, 7, None), (2, 7, 0)], [1, 2])
        self.assertEqual(self.kinds(ACKS, store), {"lost"})

    def test_a_change_in_the_middle_is_gone_though_the_row_is_right(self):
        store = Store([(7, "p", 2)], [(1, 7, None), (2, 7, 0)], [1, 2])
        self.assertEqual(self.kinds(ACKS, store), {"lost"})

    def test_the_pole_is_gone(self):
        self.assertEqual(self.kinds(ACKS, Store([], [], [1, 2, 3])), {"lost"})

    def test_a_revision_is_gone(self):
        store = Store(GOOD.poles, [(1, 7, None), (2, 7, 0), (4, 7, 1)], [1, 2, 4])
        self.assertEqual(self.kinds([ack(0, 1), ack(1, 2), ack(2, 4)], store), {"lost"})

    def test_it_was_made_in_another_revision(self):
        self.assertEqual(self.kinds([ack(0, 1), ack(1, 3), ack(2, 2)], GOOD), {"lost"})

    def test_a_change_was_made_twice(self):
        store = Store([(7, "p", 2)], [(1, 7, None), (2, 7, 0), (3, 7, 1), (4, 7, 2)], [1, 2, 3, 4])
        self.assertIn("doubled", self.kinds(ACKS, store))

    def test_a_pole_was_made_twice(self):
        store = Store([*GOOD.poles, (8, "p", 0)], [*GOOD.changes, (4, 8, None)], [1, 2, 3, 4])
        self.assertEqual(self.kinds(ACKS, store), {"doubled"})

    def test_something_nobody_sent(self):
        store = Store([*GOOD.poles, (8, "q", 0)], [*GOOD.changes, (4, 8, None)], [1, 2, 3, 4])
        self.assertEqual(self.kinds(ACKS, store), {"invented"})

    def test_what_was_never_answered_may_be_there_or_not(self):
        self.assertEqual(self.kinds(ACKS[:2], GOOD), set())
        self.assertEqual(self.kinds(ACKS[:2], Store([(7, "p", 1)], [(1, 7, None), (2, 7, 0)], [1, 2])), set())

    def test_a_session_goes_back(self):
        self.assertEqual(self.kinds([read("session-0", 3, -1), read("session-0", 2, 3)], GOOD), {"back in time"})
        self.assertEqual(self.kinds([read("session-0", 1, 2)], GOOD), {"back in time"})
        self.assertEqual(self.kinds([read("session-0", 2, -1), read("session-1", 1, -1), read("session-0", 2, 2)], GOOD), set())

    def test_a_session_reads_an_older_height_under_a_newer_revision(self):
        self.assertEqual(self.kinds([read("session-0", 3, 3, id=7, found=1, least=2)], GOOD), {"back in time"})

    def test_without_a_session_steps_back_are_counted_only(self):
        found = prove(journal(read("plain-1", 3), read("plain-1", 2)), GOOD)
        self.assertEqual((found["faults"], found["plain_steps_back"]), ([], 1))

    def test_somebody_saw_what_the_store_lost(self):
        self.assertEqual(self.kinds([read("plain-1", 4)], GOOD), {"lost"})

    def test_a_writer_misses_its_own_write(self):
        own = {"t": 4, "what": "own", "who": "writer-0", "id": 7, "wrote": 2, "found": 1}
        self.assertEqual(self.kinds([own], GOOD), {"back in time"})

    def test_a_key_answers_otherwise(self):
        again = {"t": 4, "what": "replay", "who": "writer-0", "code": "p", "same": False}
        self.assertEqual(prove(journal(again), GOOD)["doubled"], 1)


if __name__ == "__main__":
    unittest.main()
