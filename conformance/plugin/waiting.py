"""Items that have to wait for an expiry, run beside the others so that their waits overlap.

Where a target's time cannot be moved, such an item starts when the tests start: it has its tokens made first, waits in
a thread of its own, and is reported last, when its turn comes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from conformance.run.item import Item, Result, run

MOST_AT_ONCE = 64


class Waiting:
    """The waits of this process, by pytest's node id."""

    def __init__(self, fuzz: Callable[[str], int]) -> None:
        self._fuzz = fuzz
        self._pool: ThreadPoolExecutor | None = None
        self._results: dict[str, Future[Result]] = {}

    def start(self, found: list[tuple[pytest.Function, Item]]) -> None:
        """Start every item of these that has to wait."""
        has_clock = {item.session: item.session.has_clock() for _, item in found if _may_wait(item)}
        waiting = [(function, item) for function, item in found if has_clock.get(item.session) is False]
        waiting = [(function, item) for function, item in waiting if _may_wait(item) and _is_complete(function)]
        if waiting:
            self._pool = ThreadPoolExecutor(min(len(waiting), MOST_AT_ONCE), thread_name_prefix="waiting")
        for function, item in waiting:
            assert self._pool is not None
            arguments = {name: function.callspec.params[name] for name in inspect.signature(function.obj).parameters}
            beside = replace(item, waits=True)
            self._results[function.nodeid] = self._pool.submit(
                run, beside, function.obj, arguments, self._fuzz(item.session.target.kind)
            )

    def result_of(self, nodeid: str) -> Result | None:
        """Return what came of an item that was started, when it has come; None if it was not."""
        future = self._results.pop(nodeid, None)
        return future.result() if future else None

    def close(self) -> None:
        """Forget what nobody asked for; the sessions end the waits when they are closed."""
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _may_wait(item: Item) -> bool:
    needs_time = item.scenario.alone and "seconds" in item.promise.behaviour.needs
    has_own_users = not item.session.states.are_shared
    return needs_time and has_own_users and not item.scenario.draws and item.session.target.limits.max_wait > 0


def _is_complete(function: pytest.Function) -> bool:
    """True if the plugin gives all that the scenario takes: a fixture of the user's has to wait for its turn."""
    return set(inspect.signature(function.obj).parameters) <= set(function.callspec.params)
