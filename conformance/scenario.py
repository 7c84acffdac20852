"""`@scenario`: binds a plain test function to the behaviours that it checks.

What Hypothesis draws is named here as a function of the promise; the plugin builds the strategy when the item runs,
because only then the promise and its figures are known.  Importing this module costs nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Draw = Callable[[Any], Any]
"""From a promise to a Hypothesis strategy of JSON values."""
Always = Sequence[Mapping[str, Any]] | Callable[[Any], Sequence[Mapping[str, Any]]]
"""Examples that run even without fuzzing, or a function of the promise that gives them."""
MARK = "__oauth_scenario__"


@dataclass(frozen=True)
class Scenario:
    """What the decorator knows: behaviours, draws by argument name, examples that always run."""

    behaviours: tuple[str, ...]
    draws: Mapping[str, Draw]
    always: Always
    alone: bool


def scenario(
    *behaviours: str, always: Always = (), alone: bool = False, **draws: Draw
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare that a test function checks these behaviours.

    alone: the scenario moves the clock or spoils what others share, so it runs while no other does.
    draws: argument name -> function of the promise that returns a Hypothesis strategy of JSON values.
    """
    if not behaviours or not all(isinstance(name, str) for name in behaviours):
        raise TypeError('@scenario needs the behaviours that it checks: @scenario("client-auth.wrong-secret")')

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        setattr(function, MARK, Scenario(behaviours, draws, always, alone))
        visible = [p for p in inspect.signature(function).parameters.values() if p.name not in draws]
        function.__signature__ = inspect.Signature(visible)  # type: ignore[attr-defined]
        return function

    return declare


def scenario_of(function: object) -> Scenario | None:
    """Return what `@scenario` declared of this function, if it did."""
    found = getattr(function, MARK, None)
    return found if isinstance(found, Scenario) else None
