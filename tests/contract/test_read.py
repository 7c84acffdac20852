"""A contract file becomes records, alone or over an older one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.contract import Contract, Lifetime, Slot, built_in_contracts, read_behaviours, read_contract
from conformance.contract.inherit import items_of
from conformance.lines import Lines
from conformance.outcomes import ConfigurationError

OLDER = 'title = "A provider"\nversion = "1.0"\n'


def test_operation_is_read_with_what_stands_everywhere(suites: Path, write: Any, contract: str) -> None:
    """Parts come place by place, those from everywhere before the operation's own."""
    write(contract)
    operation = read_contract("acme", suites=suites).operations["password"]
    assert [key for part in operation.parts for key in part.keys] == [
        "Accept",
        "request_id",
        "grant_type",
        "client_id",
        "username",
        "password",
    ]
    assert (operation.method, operation.endpoint, operation.success[0]) == ("POST", "token", 200)
    assert operation.lifetime == Lifetime("/expires_in", "seconds")


def test_own_header_replaces_the_one_from_everywhere_whatever_its_case(suites: Path, write: Any, contract: str) -> None:
    """Header names have no case, so an operation's `accept` is the `Accept` of everywhere."""
    write(contract.replace('headers = { Authorization = "Bearer {token}" }', 'headers = { accept = "a/b" }', 1))
    path = "from    = { token"
    write((suites / "acme" / "contract.toml").read_text().replace(path, "# from = { token"))
    operation = read_contract("acme", suites=suites).operations["me"]
    assert [part.name for part in operation.parts] == ["X-Request-Id", "accept"]


def test_table_and_inline_table_mean_the_same(suites: Path, write: Any, contract: str) -> None:
    """`[operations.refresh.form]` is read like `form = { … }`."""
    write(contract)
    operation = read_contract("acme", suites=suites).operations["refresh"]
    assert [part.place for part in operation.parts][-2:] == ["form", "form"]
    assert operation.parts[-1].template.slots == (Slot("refresh_token"),)


def test_witness_signs_have_one_spelling(suites: Path, write: Any, contract: str) -> None:
    """A status, a list and a table with pointers become a table with a tuple of statuses."""
    write(contract)
    witness = read_contract("acme", suites=suites).witnesses["access_token"]
    assert witness.alive == {"status": (200,)}
    assert witness.dead == {"status": (401, 403), "/error": "invalid_token"}


def test_witness_may_use_an_operation(suites: Path, write: Any, contract: str) -> None:
    """Its token goes into the named slot; alive and dead then mean accepted and refused."""
    write(contract)
    witness = read_contract("acme", suites=suites).witnesses["refresh_token"]
    assert (witness.uses, witness.slot, witness.makes, witness.alive) == (
        "refresh",
        "refresh_token",
        ("access_token",),
        {},
    )


def test_promise_knows_its_place_and_its_figures(suites: Path, write: Any, contract: str, promise: str) -> None:
    """File and line lead back to the sentence; figures read as attributes."""
    file = write(contract + promise)
    found = read_contract("acme", suites=suites).promises[0]
    assert (found.file, found.line) == (str(file), contract.count("\n") + 2)
    assert (found.max, found.status, found.behaviour.name) == (255, None, "request-id.max-length")


@pytest.mark.parametrize(("version", "expected"), [("", "2.0"), ('version = "1.9"', "1.9")])
def test_version_is_that_of_the_document_if_it_has_one(
    suites: Path, write: Any, contract: str, promise: str, version: str, expected: str
) -> None:
    """A sentence keeps the version of the document in which it stands."""
    write(contract.replace('title = "The document"', f'title = "The document"\n{version}') + promise)
    assert read_contract("acme", suites=suites).promises[0].version == expected


def read_over(suites: Path, write: Any, older: str, newer: str) -> Contract:
    """Read a contract that extends another."""
    write(older, "1.0.toml")
    write('title = "A provider"\nversion = "2.0"\nextends = "1.0.toml"\n' + newer)
    return read_contract("acme", suites=suites)


def test_newer_promise_takes_its_items_from_the_older(
    suites: Path, write: Any, contract: str, promise: str, required: str
) -> None:
    """Of the older promise the rest stands, with the version of its own file."""
    older = contract.replace('"2.0"', '"1.0"') + required + promise
    newer = required.replace('"password", "refresh"', '"password"').replace(', "Accept"', "")
    found = read_over(suites, write, older, newer).find("parameter.required")
    assert [(each.version, each.on, each.each) for each in found] == [
        ("2.0", ("password",), {"parameter": ("grant_type",)}),
        ("1.0", ("password",), {"parameter": ("Accept",)}),
        ("1.0", ("refresh",), {"parameter": ("grant_type", "Accept")}),
    ]


def test_drop_takes_an_older_promise_away(suites: Path, write: Any, contract: str, required: str) -> None:
    """With `on` only these operations are dropped."""
    drop = '[[drop]]\nbehaviour = "parameter.required"\non = ["refresh"]\nreason = "no longer promised"\n'
    found = read_over(suites, write, contract + required, drop).promises
    assert [each.on for each in found] == [("password",)]


def test_tables_of_the_newer_file_lie_over_the_older(suites: Path, write: Any, contract: str) -> None:
    """An operation of the same name is replaced, what stands everywhere is added up."""
    newer = (
        '[everywhere]\nheaders = { X-New = "1" }\n[operations.me]\ndoes = "call"\nfor = "user"\nrequest = "GET /new"\n'
    )
    found = read_over(suites, write, contract, newer)
    assert found.operations["me"].path.pieces == ("/new",)
    assert [part.name for part in found.operations["me"].parts] == ["Accept", "X-Request-Id", "X-New"]
    assert "password" in found.operations


def test_older_version_is_read_by_its_name(suites: Path, write: Any, contract: str) -> None:
    """`acme@1.0` is the file 1.0.toml beside the newest; both are called acme in verdicts."""
    read_over(suites, write, contract.replace('"2.0"', '"1.0"'), "")
    older = read_contract("acme@1.0", suites=suites)
    assert (older.name, older.version) == ("acme", "1.0")
    assert list(built_in_contracts(suites)) == ["acme", "acme@1.0"]


def test_path_is_read_like_a_name(suites: Path, write: Any, contract: str) -> None:
    """A contract of the user's own is named after its file."""
    file = suites.parent / "mine.toml"
    file.write_text(contract)
    assert read_contract(file, suites=suites).name == "mine"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("acm", "unknown contract 'acm'; nearest: acme, or give the path of a file"),
        ("no/such.toml", "contract no/such.toml: there is no such file; check the path"),
    ],
)
def test_unknown_contract_is_refused(suites: Path, write: Any, contract: str, name: str, message: str) -> None:
    """The built-in names that come near are told."""
    write(contract)
    with pytest.raises(ConfigurationError) as found:
        read_contract(name, suites=suites)
    assert found.value.faults == (message,)


@pytest.mark.parametrize(
    ("older", "message"),
    [
        ("2.0.toml", "acme/contract.toml:3: there is no file 2.0.toml; check the path"),
        ("contract.toml", "acme/contract.toml:3: contract.toml extends this file in turn; end the circle"),
    ],
    ids=["missing", "circle"],
)
def test_extended_file_must_be_another_one(suites: Path, write: Any, older: str, message: str) -> None:
    """A missing file and a circle are told with the line of `extends`."""
    write(f'title = "A provider"\nversion = "2.0"\nextends = "{older}"\n')
    with pytest.raises(ConfigurationError) as found:
        read_contract("acme", suites=suites)
    assert found.value.faults == (message,)


def test_faulty_contract_is_refused_with_all_its_faults(suites: Path, write: Any, contract: str, promise: str) -> None:
    """Faults of shape and of meaning come in one error, in the order of the lines."""
    write(contract.replace("[endpoints]", "[endpoint]") + promise.replace("max = 255", 'max = "255"'))
    with pytest.raises(ConfigurationError) as found:
        read_contract("acme", suites=suites)
    assert [fault.split("; ")[0] for fault in found.value.faults] == [
        "acme/contract.toml:7: unknown key 'endpoint'",
        'acme/contract.toml:58: with.max is "255"',
    ]


def test_items_of_a_promise_without_operations_have_none() -> None:
    """A behaviour that is not promised of operations has one item for each value."""
    assert items_of({"behaviour": "b", "each": {"x": [1, 2]}}) == [("b", None, (1,)), ("b", None, (2,))]


def test_behaviours_are_read_with_their_figures(suites: Path) -> None:
    """What a table leaves out is empty."""
    behaviour = read_behaviours(suites)["revocation.no-hint"]
    assert (behaviour.operations, behaviour.each, behaviour.harm) == (True, ("token",), ("revoke",))
    assert (behaviour.needs, behaviour.may) == ({"ends": "text", "spares": "list"}, {})


TEXT = '''\
top = 1  # [not.a.table]
many = [
    "one",  # ]
    { x = 1, "y.z" = [2,
      3] },
]
long = """
[fake]
key = 1
"""
[a.b]
c.d = 'x = "1"'
[[list]]
"quoted \\u0041" = 2
[list.inner]
x = "]"
[[list]]
y = { z = { w = 1979-05-27T07:32:00Z } }
raw = \'\'\'
[[list]]\'\'\'
after = true
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("top",), 1),
        (("many",), 2),
        (("many", 0), 3),
        (("many", 1, "x"), 4),
        (("many", 1, "y.z", 1), 5),
        (("long",), 7),
        (("a",), 11),
        (("a", "b", "c", "d"), 12),
        (("list", 0), 13),
        (("list", 0, "quoted A"), 14),
        (("list", 0, "inner", "x"), 16),
        (("list", 1), 17),
        (("list", 1, "y", "z", "w"), 18),
        (("list", 1, "after"), 21),
        (("list", 1, "absent", "deeper"), 17),
        (("nothing",), 1),
    ],
)
def test_line_of_a_place_is_found(place: tuple[str | int, ...], line: int) -> None:
    """Every spelling of a table has its line; a place that is not there has that of the nearest one around it."""
    assert Lines(TEXT).of(place) == line
