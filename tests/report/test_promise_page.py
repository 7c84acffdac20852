"""The page of a contract says what there is, and nothing in it breaks the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.contract import Behaviour, Contract, Exclusion, Promise, Source
from conformance.reference import Fault
from conformance.report.promise_page import Check, promise_page

WORKS = Behaviour("refresh.works", "A refresh token is answered with an access token.", True)
REQUIRED = Behaviour("parameter.required", "A request without a part is refused.", True, each=("parameter",))
SOURCE = Source("doc", "section 6", "The document", version="2.0", url="https://example.com/doc")


def promise(behaviour: Behaviour, statement: str, *, each: dict[str, tuple[str, ...]] | None = None) -> Promise:
    """Return a promise that covers the row A01."""
    return Promise(
        "acme", "2.0", behaviour, statement, SOURCE, "must", "documented", ("A01",), ("refresh",), each or {}, {}
    )


CONTRACT = Contract(
    name="acme",
    title="A provider",
    version="2.0",
    file=Path("contract.toml"),
    endpoints={},
    operations={},
    witnesses={},
    recipes={},
    promises=(
        promise(WORKS, "Refresh tokens work."),
        promise(REQUIRED, "a | b <c> is `needed`", each={"parameter": ("code", "a|b")}),
    ),
    exclusions=(Exclusion(("A01", "A02"), "cannot be seen from outside"),),
)
ROWS = ["A01", "A02", "A03"]


def lines(contract: Contract = CONTRACT) -> list[str]:
    check = Check("tokens-work", "They do.", "suites/test_refresh.py", ("refresh.works",))
    fault: Fault[Any] = Fault("refresh.works/never", "Never answers.", "sequence", lambda figures: figures)
    return promise_page(contract, checks=[check], faults=[fault], rows=ROWS).splitlines()


def test_behaviours_stand_in_the_order_of_their_names() -> None:
    """Families first, whatever the order of the contract."""
    headings = [line for line in lines() if line.startswith("##")]
    turned = replace(CONTRACT, promises=CONTRACT.promises[::-1])
    assert headings == [
        "## parameter",
        "### parameter.required",
        "## refresh",
        "### refresh.works",
        "## Rows that are left out",
        "## Rows of the catalogue",
    ]
    assert lines(turned) == lines()


def test_promise_names_its_document_with_a_link() -> None:
    """The address stands once, at the end."""
    assert "| source | [The document 2.0]: section 6 |" in lines()
    assert lines()[-1] == "[The document 2.0]: https://example.com/doc"


def test_texts_are_no_markdown() -> None:
    """A sign that would end a cell or begin a tag is shown as it stands."""
    assert r"> a \| b \<c\> is \`needed\`" in lines()
    assert r"| each of | parameter: `code`, `a\|b` |" in lines()


def test_scenarios_and_faults_stand_with_their_behaviour() -> None:
    """Each in a table of its own."""
    part = lines()[lines().index("### refresh.works") :]
    assert "| tokens-work | They do. | [test_refresh.py](../../../suites/test_refresh.py) |" in part
    assert "| never | sequence | Never answers. |" in part


def test_row_that_is_covered_is_not_left_out() -> None:
    """A newer promise answers for what an older contract excluded."""
    assert "| A02 | cannot be seen from outside |" in lines()
    assert "| 1 | 1 | 1 | 3 |" in lines()
