"""Work behind the answers: in its order, one at a time, and over when the service is."""

from threading import Event, Thread

import pytest

from api.one_thread import OneThread


def test_one_piece_at_a_time_in_the_order_it_was_given() -> None:
    done: list[str] = []
    first_may_end = Event()

    def first() -> None:
        assert first_may_end.wait(10)
        done.append("first")

    with OneThread("test") as thread:
        thread.do(first)
        thread.do(lambda: done.append("second"))
        assert done == []
        first_may_end.set()
        thread.settled()
        assert done == ["first", "second"]


def test_to_leave_is_to_finish_what_is_begun_and_no_more() -> None:
    done: list[str] = []
    begun, may_end = Event(), Event()

    def first() -> None:
        begun.set()
        assert may_end.wait(10)
        done.append("first")

    def leave() -> None:
        with OneThread("test") as thread:
            thread.do(first)
            thread.do(lambda: done.append("second"))
            assert begun.wait(10)

    leaving = Thread(target=leave)
    leaving.start()
    assert begun.wait(10)
    leaving.join(0.2)
    assert leaving.is_alive()
    may_end.set()
    leaving.join(10)
    assert done == ["first"]


def test_a_piece_that_fails_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []
    with OneThread("test") as thread:
        thread.do(lambda: int("no number"))
        thread.do(lambda: done.append("next"))
        thread.settled()
    assert done == ["next"]
    assert "no number" in caplog.text
