"""Every fault can be told from the conformant server by its probe, and the conformant server from itself by none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from conformance.reference import faults, make_server
from conformance.reference.finapi.figures import Figures
from tests.reference.client import Client
from tests.reference.probes_finapi import PROBES

FAULTS = faults("finapi")


def make_client(fault: str | None = None) -> Client:
    return Client(make_server("finapi", fault=fault, clock=lambda: 1_800_000_000.0))


@pytest.mark.parametrize("fault", FAULTS)
def test_probe_tells_the_fault(fault: str) -> None:
    """The observation on the broken server differs from that on the conformant one, which repeats."""
    conformant = PROBES[fault](make_client())
    assert conformant == PROBES[fault](make_client())
    assert conformant != PROBES[fault](make_client(fault))


def test_every_fault_has_a_probe_and_every_probe_a_fault() -> None:
    """No fault goes unproved and no probe proves nothing."""
    assert sorted(FAULTS) == sorted(PROBES)


def test_fault_names_are_a_behaviour_and_a_word() -> None:
    """A fault is named by dotted words, a slash, and hyphenated words."""
    assert [name for name in FAULTS if not re.fullmatch(r"[a-z.-]+/[a-z0-9-]+", name)] == []


def test_faults_say_one_sentence() -> None:
    """What a fault says is one sentence."""
    assert [fault.name for fault in FAULTS.values() if not re.fullmatch(r"[A-Z].*[^.]\.", fault.says)] == []


def test_faults_change_one_figure() -> None:
    """A fault is the conformant record with one field replaced."""
    conformant = Figures()
    for fault in FAULTS.values():
        broken = fault.change(conformant)
        changed = [f.name for f in fields(Figures) if getattr(broken, f.name) != getattr(conformant, f.name)]
        assert len(changed) == 1, fault.name


def test_depths_are_balanced() -> None:
    """At most half of the faults are one request deep, at least a fifth are deep."""
    depths = Counter(fault.depth for fault in FAULTS.values())
    assert depths["one"] * 2 <= len(FAULTS)
    assert depths["deep"] * 5 >= len(FAULTS)


def test_server_shares_no_code_with_what_judges() -> None:
    """The server imports the standard library and itself; only its door knows uvicorn."""
    root = Path(__file__).parents[2] / "conformance" / "reference"
    imported = {
        match.group(1)
        for path in root.rglob("*.py")
        for match in re.finditer(r"^\s*(?:from|import) (conformance\S*)", path.read_text(encoding="utf-8"), re.M)
    }
    assert sorted(name for name in imported if not name.startswith("conformance.reference")) == []
