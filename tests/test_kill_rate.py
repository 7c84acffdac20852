"""The proof: every server that is broken on purpose is caught, and a sound one is never accused."""

from __future__ import annotations

import pytest

from conformance import reference
from tests.kill_rate import FUZZ, echo, listen_to_all, measure


def test_every_fault_is_killed_and_nobody_is_accused() -> None:
    """All but the rare ones, which only long fuzzing finds; `make kill-rate` counts alarms over ten seeds."""
    hunts, accusations = measure(reference.CONTRACTS, seeds=1)
    assert [each.fault for each in hunts if not each.killed_by and each.depth != "rare"] == []
    assert accusations == []


def test_faults_are_not_all_shallow() -> None:
    """At most half can be seen in one request; at least a fifth need four steps, a boundary or an interleaving."""
    for contract in reference.CONTRACTS:
        depths = [fault.depth for fault in reference.faults(contract).values()]
        assert 2 * depths.count("one") <= len(depths)
        assert 5 * depths.count("deep") >= len(depths)


def test_verdict_is_the_same_among_all_scenarios() -> None:
    """A token that never ends is found out also where others have moved the clock far past its end."""
    found = echo("finapi", "token.expiry/never-for-clients")
    assert (found.changed, found.unexplained) == ((), ())


@pytest.mark.slow
def test_what_a_fault_breaks_elsewhere_is_explained() -> None:
    """Of 95 faults in a hundred `depends` explains all."""
    echoes = listen_to_all(reference.CONTRACTS)
    assert [identity for each in echoes for identity in each.changed] == []
    unexplained = [f"{each.fault}: {', '.join(each.unexplained)}" for each in echoes if not each.is_explained]
    assert 20 * len(unexplained) <= len(echoes), "\n".join(unexplained)


@pytest.mark.slow
def test_leaving_out_the_other_scenarios_changes_no_verdict() -> None:
    """Shown on every twentieth fault, with all draws."""
    echoes = listen_to_all(reference.CONTRACTS, fuzz=FUZZ, every=20)
    assert [identity for each in echoes for identity in each.changed] == []
