"""The pages of the contracts say what the contracts, the scenarios and the faults say now."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import main
from conformance.contract import built_in_contracts
from conformance.locations import suites_dir

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "reference" / "promises"
CONTRACTS = [name for name in built_in_contracts(suites_dir()) if "@" not in name]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_page_is_what_the_contract_says(contract: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A promise, a scenario or a fault that changes takes its page with it."""
    assert main(["list", "promises", "--contract", contract, "--markdown"]) == 0
    page = PAGES / f"{contract}.md"
    written = page.read_text(encoding="utf-8") if page.is_file() else ""
    if written != capsys.readouterr().out:
        pytest.fail(
            f"expected {page.relative_to(ROOT)} as it is made from the contract, found another; make docs-pages"
        )


def test_every_page_has_its_contract() -> None:
    """No page is left of a contract that is gone."""
    assert sorted(page.stem for page in PAGES.iterdir()) == sorted(CONTRACTS)
