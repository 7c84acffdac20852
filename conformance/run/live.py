"""Where a scenario's news come from: the target itself, a target that is recorded, or a recording.

Whatever a scenario learns from outside (answers, states, time, draws) comes through here, so that a replay needs no
socket, no credential and no clock.  `Live` asks the target and keeps nothing; `recorder` and `replay` are the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.locations import shown_path
from conformance.outcomes import Broken
from conformance.states import States
from conformance.wire import Wire
from conformance.wire.cassette import Unusable, from_text

if TYPE_CHECKING:
    from conformance.run.item import Item, Result

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Folder:
    """Where recordings lie.  command: how to record again; max_age: how old a recording may be."""

    path: Path
    command: str
    max_age: timedelta | None = None

    def file(self, item: Item) -> Path:
        """Return the file of an item's recording; its path is the item's identity."""
        return self.path / item.session.target.name / place_of(item)


def place_of(item: Item) -> Path:
    """Return where the recording of an item lies in its target's folder."""
    return Path(item.promise.behaviour.name) / f"{item.name}--{item.case}.yaml"


class Live:
    """The target is asked, and nothing is kept.  drawn: recordings of one target whose draws are asked again."""

    is_replay = False

    def __init__(self, drawn: Path | None = None) -> None:
        self._drawn = drawn

    def wire(self, make: Callable[[], Wire]) -> Any:
        """Return what sends."""
        return make()

    def states(self, states: States) -> States:
        return states

    def say(self, target: str) -> str | None:
        """Return a line about the recordings that this run judges or makes; None if there are none."""
        return None

    @contextmanager
    def around(self, item: Item) -> Iterator[Callable[[Result], Result]]:
        """Yield what completes the result of the item that runs in the body."""
        yield lambda result: result

    def open(self, item: Item) -> None:
        """Get ready for the item's first example."""

    def begin(self, drawn: Values) -> None:
        """Begin an example."""

    def deviated(self) -> None:
        """Note that the example showed a deviation."""

    def examples(self, item: Item) -> Sequence[Values] | None:
        """Return the examples that were recorded; None if they are to be drawn."""
        file = self._drawn / place_of(item) if self._drawn else None
        return _examples(file) if file is not None and file.is_file() else None

    def make(
        self, state: str, params: Values, find: Callable[[], Values], recipe: Callable[[], Values | None]
    ) -> Values:
        """Return the values of a state; `find` asks who can make it, `recipe` the contract alone."""
        return find()

    def made_by_recipe(self) -> None:
        """Note that the state in question was made by the contract's recipe."""

    def once(self, question: str, find: Callable[[], Any]) -> Any:
        """Return what is found out once for all items; how it was is no part of an item's recording."""
        return find()

    def prepare(self, check: Callable[[], None]) -> None:
        """Check the target before its first item."""
        check()

    def endpoints(self, find: Callable[[], Values]) -> Values:
        """Return the endpoints that the target's metadata names."""
        return find()

    def now(self, find: Callable[[], float]) -> float:
        """Return this machine's time, where the target's is not told."""
        return find()

    def told_by(self, reason: Broken, find: Callable[[], str | None]) -> str | None:
        """Return the item that told this reason before; None if this one has to."""
        return find()

    def wait(self, wait: Callable[[], bool]) -> bool:
        """Wait for an expiry; True if the run ended before."""
        return wait()

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _examples(file: Path) -> Sequence[Values]:
    try:
        found: Sequence[Values] = from_text(file.read_text("utf-8"))["conformance"]["examples"]
    except (Unusable, UnicodeDecodeError, KeyError) as wrong:
        raise Broken(f"{shown_path(file)}: expected a recording whose draws can be asked again: {wrong}") from None
    return found
