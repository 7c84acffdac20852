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

from conformance.outcomes import Broken, Deviation, Interruption, NotTestable

if TYPE_CHECKING:
    from conformance.run.item import Item

Example = Callable[[Mapping[str, Any]], None]
SHRINKING_SECONDS = 5


def run(example: Example, item: Item, fuzz: int) -> None:
    """Run the scenario once, or once for each example."""
    draws = item.scenario.draws
    if (recorded := item.session.cassettes.examples(item)) is not None:
        _again(example, item, recorded)
        return
    if not draws:
        example({})
        return
    strategies = {name: draw(item.promise) for name, draw in draws.items()}
    always = _always(item)
    seed = zlib.crc32(f"{item.promise.behaviour.name}/{item.name}".encode()) + item.seed
    _with_hypothesis(example, strategies, always, fuzz, seed)


def _again(example: Example, item: Item, recorded: Sequence[Mapping[str, Any]]) -> None:
    """Run the recorded examples in their order; what was recorded as found is told last, as Hypothesis does."""
    tally, found = _Tally(example), None
    for each in recorded:
        if set(each["drawn"]) != set(item.scenario.draws):
            raise NotTestable(f"what the scenario draws ({', '.join(item.scenario.draws)}) was never recorded")
        try:
            tally.run(each["drawn"])
        except Deviation as deviation:
            if not each.get("deviated"):
                raise
            found = deviation
    if found is not None:
        raise found if recorded[-1].get("deviated") else tally.not_every_time(found)
    for values in _always(item) if item.scenario.draws else ():
        if all(each["drawn"] != values for each in recorded):
            raise NotTestable(f"the example {dict(values)} was never recorded")


def _always(item: Item) -> Sequence[Mapping[str, Any]]:
    always = item.scenario.always
    return always(item.promise) if callable(always) else always


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
            return self.not_every_time(found)
        return found or Broken(f"the examples ended in {type(group).__name__}")

    def not_every_time(self, found: Deviation) -> Deviation:
        often = f"not every time: {self._deviations} of {self._runs} times: {found.observed}"
        return Deviation(found.expected, often)


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
