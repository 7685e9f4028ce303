"""BLAS keeps to one thread while pieces are eliminated, whichever thread of ours asks for it."""

from __future__ import annotations

import threading

import scipy.linalg.blas  # noqa: F401 - loads the library that is looked at
from threadpoolctl import threadpool_info

from curator.matting.elimination.threads import one_thread_a_product


def blas_threads() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def in_a_thread(work) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_one_thread_from_any_thread_and_as_before_afterwards():
    seen: list[set[int]] = []

    def work() -> None:
        with one_thread_a_product():
            seen.append(blas_threads())
        seen.append(blas_threads())

    work()
    with one_thread_a_product():
        in_a_thread(work)
        assert seen[-1] == {1}, "who is still inside was given more threads"
    in_a_thread(work)
    assert seen[0] == seen[2] == seen[4] == {1}
    assert seen[5] == seen[1] == blas_threads()


def test_threads_that_overlap_leave_it_as_it_was():
    before = blas_threads()
    entered, leave = threading.Event(), threading.Event()

    def work() -> None:
        with one_thread_a_product():
            entered.set()
            leave.wait(30)

    thread = threading.Thread(target=work)
    thread.start()
    assert entered.wait(30)
    with one_thread_a_product():
        leave.set()
        thread.join(30)
        assert blas_threads() == {1}
    assert blas_threads() == before
