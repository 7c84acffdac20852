"""The examples of an item: those that always run, then what Hypothesis draws.

Settings are explicit and never those of a loaded profile, the seed is a hash of behaviour and scenario, so that an edit
of the scenario's text or another target changes no draw.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from conformance.outcomes import Broken, Deviation, Interruption

if TYPE_CHECKING:
    from conformance.run.item import Item

Example = Callable[[Mapping[str, Any]], None]
SHRINKING_SECONDS = 5


def run(example: Example, item: Item, fuzz: int) -> None:
    """Run the scenario once, or once for each example."""
    draws = item.scenario.draws
    if not draws:
        example({})
        return
    strategies = {name: draw(item.promise) for name, draw in draws.items()}
    always = item.scenario.always(item.promise) if callable(item.scenario.always) else item.scenario.always
    seed = zlib.crc32(f"{item.promise.behaviour.name}/{item.name}".encode()) + item.seed
    _with_hypothesis(example, strategies, always, fuzz, seed)


def _with_hypothesis(
    example: Example,
    strategies: Mapping[str, Any],
    always: Sequence[Mapping[str, Any]],
    fuzz: int,
    seed: int,
) -> None:
    import hypothesis

    tally = _Tally(example)

    def drawn_example(**drawn: Any) -> None:
        tally.run(drawn)

    test: Any = hypothesis.given(**strategies)(drawn_example)
    for values in reversed(always):
        test = hypothesis.example(**values)(test)
    generate = fuzz > 0 or not always
    phases = [hypothesis.Phase.explicit]
    if generate:
        phases += [hypothesis.Phase.generate, hypothesis.Phase.shrink]
    settings = hypothesis.settings(
        max_examples=max(1, fuzz),
        phases=phases,
        deadline=None,
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=hypothesis.Verbosity.quiet,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    test = hypothesis.seed(seed)(settings(test))
    with _bounded_shrinking(), warnings.catch_warnings():
        warnings.simplefilter("ignore", hypothesis.errors.HypothesisWarning)
        try:
            test()
        except BaseExceptionGroup as group:
            raise tally.judge_group(group) from None


class _Tally:
    """Runs examples and counts how often the server deviated, for servers that do not always do the same."""

    def __init__(self, example: Example) -> None:
        self._example = example
        self._runs = 0
        self._deviations = 0

    def run(self, drawn: Mapping[str, Any]) -> None:
        self._runs += 1
        try:
            self._example(drawn)
        except Deviation:
            self._deviations += 1
            raise

    def judge_group(self, group: BaseExceptionGroup[BaseException]) -> BaseException:
        """A result that does not repeat is a deviation all the same, if one was seen."""
        found = next((each for each in _leaves(group) if isinstance(each, Deviation | Interruption)), None)
        if isinstance(found, Deviation):
            often = f"not every time: {self._deviations} of {self._runs} times: {found.observed}"
            return Deviation(found.expected, often)
        return found or Broken(f"the examples ended in {type(group).__name__}")


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for each in group.exceptions:
        if isinstance(each, BaseExceptionGroup):
            yield from _leaves(each)
        else:
            yield each


@contextmanager
def _bounded_shrinking() -> Iterator[None]:
    """Give shrinking seconds, not minutes: a shorter story is not worth thousands of requests."""
    import hypothesis.internal.conjecture.engine as engine

    before = getattr(engine, "MAX_SHRINKING_SECONDS", None)
    if before is None:
        yield
        return
    engine.MAX_SHRINKING_SECONDS = SHRINKING_SECONDS
    try:
        yield
    finally:
        engine.MAX_SHRINKING_SECONDS = before
