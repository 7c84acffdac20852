"""The proof: every server that is broken on purpose is caught, and a sound one is never accused."""

from __future__ import annotations

from conformance import reference
from tests.kill_rate import measure


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
