"""What is dear to make is made once, however many ask at once, and no more is kept than was allowed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from matcher.web.memo import Memo


def test_a_key_is_made_once_however_many_ask_at_once() -> None:
    memo: Memo[str, object] = Memo(2)
    made: list[object] = []
    begun, go = Event(), Event()

    def make() -> object:
        begun.set()
        go.wait()
        made.append(object())
        return made[-1]

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(memo.get, "a", make) for _ in range(8)]
        begun.wait()
        go.set()
        found = [one.result() for one in asked]
    assert len(made) == 1
    assert found == made * 8


def test_different_keys_do_not_wait_for_each_other() -> None:
    memo: Memo[int, int] = Memo(2)
    both = Barrier(2, timeout=60)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(memo.get, key, lambda: both.wait() * 0 + 1) for key in (1, 2)]
        assert [one.result() for one in asked] == [1, 1]


def test_the_key_that_was_asked_for_least_lately_is_forgotten() -> None:
    memo: Memo[str, str] = Memo(2)
    made: list[str] = []

    def ask(key: str) -> None:
        assert memo.get(key, lambda: made.append(key) or key) == key  # type: ignore[func-returns-value]

    for key in ("a", "b", "a", "c", "a", "b"):
        ask(key)
    assert (made, len(memo)) == (["a", "b", "c", "b"], 2)


def test_a_failure_reaches_all_who_wait_and_is_not_remembered() -> None:
    memo: Memo[str, int] = Memo(2)

    def fail() -> int:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            memo.get("a", fail)
    assert memo.get("a", lambda: 1) == 1


def test_what_is_not_wanted_any_more_is_dropped() -> None:
    memo: Memo[int, int] = Memo(9)
    for key in range(4):
        memo.get(key, lambda: 0)
    memo.drop(lambda key: key % 2 == 1)
    assert len(memo) == 2
    assert [memo.get(key, lambda: 1) for key in range(4)] == [0, 1, 0, 1]
