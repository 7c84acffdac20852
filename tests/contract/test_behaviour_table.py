"""`list behaviours` compares contracts, behaviour by behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from conformance.cli import main
from conformance.cli.comparing import LEVELS, compare
from conformance.cli.scenarios import Found
from conformance.contract import Contract, read_contract
from conformance.terms import Level

OWN = """
[[promise]]
behaviour = "grant.accepted"
statement = "A grant is accepted."
source    = { from = "doc", at = "grant" }
level     = "should"
basis     = "derived"
on        = ["password"]
"""
FIRM = OWN.replace("should", "must").replace("password", "refresh")


@pytest.fixture
def both(suites: Path, write: Any, contract: str, promise: str, required: str) -> Mapping[str, Contract]:
    """The yardstick with two promises, and an older version of another contract with three of two behaviours."""
    write(contract + promise + required)
    write(contract + promise + OWN + FIRM, "1.0.toml")
    read = (read_contract(suites / "acme" / name, suites=suites) for name in ("contract.toml", "1.0.toml"))
    return dict(zip(("finapi", "other@1.0"), read, strict=True))


def found(name: str, *behaviours: str) -> Found:
    return Found(name, behaviours, Path("test_x.py"), 1, "")


NAMES = ("grant.accepted", "parameter.required", "request-id.max-length", "user.locked")


def test_table_has_a_line_for_each_behaviour_and_a_column_for_each_contract(both: Mapping[str, Contract]) -> None:
    """Marked by level; below, how many are promised and how many are checked as the yardstick's are."""
    scenarios = [found("one", "request-id.max-length"), found("two", "grant.accepted")]
    assert list(compare(NAMES, both, scenarios)) == [
        "behaviour              finapi  other",
        "                               @1.0",
        "",
        "grant.accepted         -       must",
        "parameter.required     must    -",
        "request-id.max-length  must    must",
        "user.locked            -       -",
        "",
        "promised               2       2",
        "shared with finapi     50 %    50 %",
        "",
        "must, should, observe: the firmest promise of it; -: none",
        "shared with finapi: of these, checked only by scenario functions that finapi uses, too",
    ]


def shares(both: Mapping[str, Contract], *scenarios: Found) -> list[str]:
    """Return what the table says of each contract's share."""
    lines = compare(NAMES, both, scenarios)
    line = next(line for line in lines if line.startswith("shared"))
    return line.removeprefix("shared with finapi").replace(" %", "").split()


def test_function_of_two_behaviours_is_shared(both: Mapping[str, Contract]) -> None:
    """It checks what the yardstick promises, too, be it under another name."""
    scenarios = found("one", "request-id.max-length"), found("two", "grant.accepted", "parameter.required")
    assert shares(both, *scenarios) == ["100", "100"]


def test_behaviour_with_one_function_of_its_own_is_not_shared(both: Mapping[str, Contract]) -> None:
    """Half of its checks were written for it, so it is not counted."""
    scenarios = [found("one", "request-id.max-length"), found("two", "grant.accepted", "parameter.required")]
    assert shares(both, *scenarios, found("own", "grant.accepted")) == ["100", "50"]


def test_table_without_the_yardstick_has_no_shares(both: Mapping[str, Contract]) -> None:
    """There is nothing to compare with."""
    lines = list(compare(NAMES, {"other@1.0": both["other@1.0"]}, []))
    assert lines[-3:] == [
        "promised               2",
        "",
        "must, should, observe: the firmest promise of it; -: none",
    ]


def test_newest_versions_alone_need_one_line_of_head(both: Mapping[str, Contract]) -> None:
    """The line of versions is there only for older contracts."""
    assert list(compare(NAMES, {"finapi": both["finapi"]}, []))[:3] == [
        "behaviour              finapi",
        "",
        "grant.accepted         -",
    ]


def test_every_level_has_its_place() -> None:
    """Of two promises of one behaviour the firmest is shown, so all levels are in an order."""
    assert sorted(LEVELS) == sorted(get_args(Level))


def test_shipped_table_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """At most 120 columns, and a column for each contract that is shipped."""
    assert main(["list", "behaviours"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 120
    assert {"finapi", "oauth2"} <= set(lines[0].split())
    assert {len(line.split()) for line in lines[3 : lines.index("", 3)]} == {len(lines[0].split())}
