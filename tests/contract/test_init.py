"""`init` writes a pair that is right as it is, and touches nothing that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.contract import lint_contract
from conformance.locations import suites_dir
from conformance.target import read_targets

WRITTEN = [".env.example", "conformance.toml", "contract.toml"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_init_says_what_it_wrote_and_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each file, and one with the next steps."""
    assert main(["init"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "wrote contract.toml     what is promised, and how a call looks",
        "wrote conformance.toml  the server that is asked",
        "wrote .env.example      copy it to .env, and write the secrets there",
        "next: fill them in, oauth-conformance lint contract.toml, oauth-conformance run",
    ]
    assert names_in(folder) == WRITTEN


@pytest.mark.parametrize("arguments", [[], ["acme-2"]])
def test_written_contract_passes_lint(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """As it is, by the command and with the behaviours that are shipped."""
    main(["init", *arguments])
    assert main(["lint", "contract.toml"]) == 0
    assert capsys.readouterr().out.endswith("no faults\n")
    assert lint_contract("contract.toml", suites=suites_dir()) == []


def test_written_target_is_read_with_the_written_variables(folder: Path) -> None:
    """The target has the given name, and asks for the variables that the example of a .env sets."""
    main(["init", "acme-2"])
    (folder / ".env.example").rename(".env")
    (target,) = read_targets(folder / "conformance.toml", environ={}).values()
    assert (target.name, target.kind, target.client["client_id"]) == ("acme-2", "sandbox", "the-client-id")
    assert Path(target.contract) == folder / "contract.toml"


def test_every_key_of_the_start_is_explained(folder: Path) -> None:
    """Each top-level table of the contract has a comment, so that no page has to be read first."""
    main(["init"])
    text = (folder / "contract.toml").read_text("utf-8")
    tables = [paragraph for paragraph in text.split("\n\n") if re.search(r"^\[[a-z]", paragraph, re.MULTILINE)]
    assert len(tables) == 5
    assert [table for table in tables if "#" not in table] == []


@pytest.mark.parametrize("name", WRITTEN)
def test_file_that_is_there_is_not_touched(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One message, exit code 4, and no other file is written either."""
    (folder / name).write_text("mine")
    assert main(["init"]) == 4
    assert capsys.readouterr() == (
        "",
        f"init: {name} is already here, and nothing was written; begin in an empty folder\n",
    )
    assert names_in(folder) == [name]
    assert (folder / name).read_text() == "mine"


def test_second_init_names_all_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Still one message."""
    main(["init"])
    capsys.readouterr()
    assert main(["init", "acme"]) == 4
    assert capsys.readouterr().err == (
        "init: contract.toml, conformance.toml, .env.example are already here, and nothing was written; "
        "begin in an empty folder\n"
    )


def test_link_that_leads_nowhere_is_there(folder: Path) -> None:
    """What it points at is not made."""
    (folder / "contract.toml").symlink_to(folder / "elsewhere.toml")
    assert main(["init"]) == 4
    assert names_in(folder) == ["contract.toml"]


def test_folder_that_takes_no_file_is_one_message(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The system's reason, and what to do; here the folder is gone."""
    folder.rmdir()
    assert main(["init"]) == 4
    assert capsys.readouterr().err == (
        "init: contract.toml cannot be written (No such file or directory); choose another folder\n"
    )


@pytest.mark.parametrize("name", ["Acme", "2acme", "a b", "con", ""])
def test_name_that_no_target_can_have_is_refused(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It becomes the name of a target and begins the names of variables."""
    with pytest.raises(SystemExit) as found:
        main(["init", name])
    assert (found.value.code, names_in(folder)) == (4, [])
    assert f"a letter first; '{name}' was found" in capsys.readouterr().err
