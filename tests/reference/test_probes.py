"""Every fault can be told from the conformant server by its probe, and the conformant server from itself by none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from conformance.reference import CONTRACTS, faults
from tests.reference.contracts import PROBED, make_client, make_sound_client

each_contract = pytest.mark.parametrize("contract", PROBED)


def test_every_contract_with_a_server_has_probes() -> None:
    """No server goes unproved."""
    assert sorted(CONTRACTS) == sorted(PROBED)


@pytest.mark.parametrize(("contract", "fault"), [(name, fault) for name in PROBED for fault in faults(name)])
def test_probe_tells_the_fault(contract: str, fault: str) -> None:
    """The observation on the broken server differs from that on the conformant one, which repeats."""
    probe = PROBED[contract].probes[fault]
    conformant = probe(make_sound_client(contract, fault))
    assert conformant == probe(make_sound_client(contract, fault))
    assert conformant != probe(make_client(contract, fault))


@each_contract
def test_every_fault_has_a_probe_and_every_probe_a_fault(contract: str) -> None:
    """No fault goes unproved and no probe proves nothing."""
    assert sorted(faults(contract)) == sorted(PROBED[contract].probes)


@each_contract
def test_fault_names_are_a_behaviour_and_a_word(contract: str) -> None:
    """A fault is named by dotted words, a slash, and hyphenated words."""
    assert [name for name in faults(contract) if not re.fullmatch(r"[a-z.-]+/[a-z0-9-]+", name)] == []


@each_contract
def test_faults_say_one_sentence(contract: str) -> None:
    """What a fault says is one sentence."""
    assert [fault.name for fault in faults(contract).values() if not re.fullmatch(r"[A-Z].*[^.]\.", fault.says)] == []


@each_contract
def test_faults_change_one_figure(contract: str) -> None:
    """A fault is the conformant record with one field replaced."""
    conformant = next(iter(PROBED[contract].reference.versions.values()))
    for fault in faults(contract).values():
        broken = fault.change(conformant)
        changed = [f.name for f in fields(conformant) if getattr(broken, f.name) != getattr(conformant, f.name)]
        assert len(changed) == 1, fault.name


@each_contract
def test_depths_are_balanced(contract: str) -> None:
    """At most half of the faults are one request deep, at least a fifth are deep."""
    depths = Counter(fault.depth for fault in faults(contract).values())
    assert depths["one"] * 2 <= depths.total()
    assert depths["deep"] * 5 >= depths.total()


def test_server_shares_no_code_with_what_judges() -> None:
    """The server imports the standard library and itself; only its door knows uvicorn."""
    root = Path(__file__).parents[2] / "conformance" / "reference"
    imported = {
        match.group(1)
        for path in root.rglob("*.py")
        for match in re.finditer(r"^\s*(?:from|import) (conformance\S*)", path.read_text(encoding="utf-8"), re.M)
    }
    assert sorted(name for name in imported if not name.startswith("conformance.reference")) == []
