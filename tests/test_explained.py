"""What else a fault breaks is told apart into what `depends` explains and what it does not."""

from __future__ import annotations

from conformance.contract import Behaviour
from tests.explained import Echo, explanations, listen

KNOWN = {
    "grant.accepted": Behaviour("grant.accepted", "", True, depends=("body.form",)),
    "body.form": Behaviour("body.form", "", True, depends=("grant.accepted",)),
    "bearer.required": Behaviour("bearer.required", "", True),
    "refresh.works": Behaviour("refresh.works", "", True, depends=("grant.accepted",)),
    "token.reuse": Behaviour("token.reuse", "", True, depends=("refresh.works",)),
}


def heard(broken: dict[str, str], *, sound: str = "passed", alone: dict[str, str] | None = None) -> Echo:
    """Return what a fault of `grant.accepted` does, by behaviour; each has one item."""
    ended = {f"t/{behaviour}/scenario/any": outcome for behaviour, outcome in broken.items()}
    expected = dict.fromkeys(ended, sound)
    own = {f"t/{behaviour}/scenario/any": outcome for behaviour, outcome in (alone or {}).items()}
    return listen("grant.accepted/never", KNOWN, sound=expected, broken=ended, alone=own)


def test_dependencies_of_dependencies_explain() -> None:
    """A ring of them ends, too."""
    assert explanations("token.reuse", KNOWN) == {"refresh.works", "grant.accepted", "body.form"}


def test_failure_without_a_dependency_is_not_explained() -> None:
    """The fault's own behaviour needs no explanation, what fails through it has one."""
    echo = heard({"grant.accepted": "failed", "token.reuse": "blocked", "bearer.required": "warned"})
    assert (echo.others, echo.unexplained) == (("bearer.required", "token.reuse"), ("bearer.required",))


def test_what_fails_on_the_conformant_server_is_not_the_faults_doing() -> None:
    """It is a false alarm, which is counted apart."""
    assert heard({"bearer.required": "failed"}, sound="failed").others == ()


def test_what_is_not_judged_accuses_nobody() -> None:
    """Passed, observed, skipped and not testable are no failures."""
    assert heard({"token.reuse": "passed", "refresh.works": "not-testable", "bearer.required": "observed"}).others == ()


def test_verdict_that_the_other_scenarios_change_is_told() -> None:
    """The short run may leave them out only if that makes no difference."""
    assert heard({"grant.accepted": "failed"}, alone={"grant.accepted": "passed"}).changed == (
        "t/grant.accepted/scenario/any",
    )
