"""The command says what there is, and what is wrong is one message and an exit code."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main

SCENARIOS = '''\
"""Scenarios."""
from conformance.scenario import scenario

BOTH = ("grant.accepted", "parameter.required")


@scenario("request-id.max-length", always=[{}])
def test_longer_id_is_refused(server, promise):
    """One more is
    too much."""


@scenario(*BOTH)
def test_either_way(server):
    """Both."""


def test_nothing(): ...
'''

PAGE = """\
### request-id.max-length

A longer request id is refused.

> A request id has at most 255 characters.

| level | must, documented |
|---|---|
| source | The document: request id |
| operations | `password` |
| with | part: `request_id`; header: `X-Request-Id`; max: `255` |
| covers | ROW-1 |

**Checked by**

| scenario | what it shows | file |
|---|---|---|
| longer-id-is-refused | One more is too much. | [test_ids.py](../../../suites/test_ids.py) |

## Rows of the catalogue

| covered | excluded | open | all |
|---|---|---|---|
| 0 | 0 | 0 | 0 |
"""


@pytest.fixture
def shipped(suites: Path, write: Any, contract: str, promise: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Suites with one contract and two scenarios, as if they were shipped."""
    write(contract + promise)
    (suites / "test_ids.py").write_text(SCENARIOS)
    monkeypatch.setattr("conformance.cli.shipped.suites_dir", lambda: suites)
    return suites


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the lines that a command prints if it ends well."""
    assert main(arguments) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("shipped")
def test_list_prints_behaviours(capsys: pytest.CaptureFixture[str]) -> None:
    """A table of all of them, or the sentences of those that a contract promises."""
    assert printed(capsys, "list", "behaviours")[0] == "behaviour              acme"
    assert printed(capsys, "list", "behaviours", "--contract", "acme") == [
        "request-id.max-length  A longer request id is refused."
    ]


@pytest.mark.usefixtures("shipped")
def test_list_prints_promises(capsys: pytest.CaptureFixture[str]) -> None:
    """Contract, behaviour, level, basis, operations, sentence."""
    assert printed(capsys, "list", "promises") == [
        "acme@2.0  request-id.max-length  must  documented  password  A request id has at most 255 characters."
    ]


@pytest.mark.usefixtures("shipped")
def test_list_prints_scenarios_without_importing_them(capsys: pytest.CaptureFixture[str]) -> None:
    """Name, place, behaviours: those that a constant names, too."""
    assert printed(capsys, "list", "scenarios") == [
        "longer-id-is-refused  test_ids.py:8   request-id.max-length",
        "either-way            test_ids.py:14  grant.accepted,parameter.required",
    ]


def test_list_prints_faults(capsys: pytest.CaptureFixture[str]) -> None:
    """Contract, name, depth, sentence."""
    lines = printed(capsys, "list", "faults", "--contract", "finapi")
    assert lines
    assert all(re.fullmatch(r"finapi  [a-z0-9./-]+ +(one|sequence|deep|rare) +\S.*", line) for line in lines)


@pytest.mark.usefixtures("shipped")
def test_explain_says_who_promises_and_who_checks(capsys: pytest.CaptureFixture[str]) -> None:
    """One page on one behaviour."""
    assert printed(capsys, "explain", "request-id.max-length") == [
        "request-id.max-length",
        "  A longer request id is refused.",
        "  on       operations",
        "  needs    part (text), header (text), max (number)",
        "  may      status (status), words (list), values (table), strict (flag), note (any)",
        "  depends  grant.accepted",
        "",
        "Promised by",
        "  acme@2.0  must, documented  acme/contract.toml:50",
        "    A request id has at most 255 characters.",
        "    on password; The document: request id",
        "",
        "Checked by",
        "  test_ids.py:8  longer-id-is-refused",
        "    One more is too much.",
        "",
        "Faults that must be found",
        "  nothing so far",
    ]


@pytest.mark.usefixtures("shipped")
def test_lint_counts_what_it_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    """Without faults one line."""
    assert printed(capsys, "lint") == ["1 contract, 1 promise, 1 row covered, 0 excluded: no faults"]


@pytest.mark.parametrize(
    ("file", "right", "wrong", "faults"),
    [
        (
            "acme/contract.toml",
            "max = 255",
            "max = true",
            ["acme/contract.toml:58: with.max is true; write a number", "1 contract: 1 fault"],
        ),
        (
            "test_ids.py",
            '"request-id.max-length"',
            '"request-id.max"',
            [
                "test_ids.py:8: unknown behaviour 'request-id.max'; nearest: request-id.max-length",
                "1 contract: 1 fault",
            ],
        ),
        (
            "test_ids.py",
            '@scenario("request-id.max-length", always=[{}])',
            "",
            [
                "acme/contract.toml:50: no scenario checks request-id.max-length; "
                'write one in suites/, declared @scenario("request-id.max-length")',
                "1 contract: 1 fault",
            ],
        ),
    ],
    ids=["contract", "scenario", "unchecked"],
)
def test_lint_prints_every_fault(
    shipped: Path, capsys: pytest.CaptureFixture[str], file: str, right: str, wrong: str, faults: list[str]
) -> None:
    """Exit code 1: the files were read, and they are wrong."""
    (shipped / file).write_text((shipped / file).read_text().replace(right, wrong))
    assert main(["lint"]) == 1
    assert capsys.readouterr().out.splitlines() == faults


def test_shipped_files_have_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    """What we ship passes its own lint."""
    code = main(["lint"])
    assert (code, capsys.readouterr().out.splitlines()[-1].rpartition(": ")[2]) == (0, "no faults")


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "request-id"], "unknown behaviour 'request-id'; nearest: request-id.max-length"),
        (
            ["list", "promises", "--contract", "acm"],
            "unknown contract 'acm'; nearest: acme, or give the path of a file",
        ),
        (["lint", "no.toml"], "contract no.toml: there is no such file; check the path"),
        (["serve", "finapy"], "serve: unknown contract 'finapy'; nearest: finapi, "),
    ],
)
def test_wrong_name_is_one_message(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    """Exit code 4, as pytest's for wrong usage."""
    assert main(arguments) == 4
    told = capsys.readouterr().err
    assert told.startswith(message)
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "oauth-conformance: the following arguments are required: COMMAND; see oauth-conformance --help\n"),
        (
            ["serve", "finapi", "--port", "65536"],
            "oauth-conformance serve: argument --port: a number from 0 to 65535 is expected, '65536' was found; "
            "see oauth-conformance serve --help\n",
        ),
    ],
)
def test_wrong_usage_is_one_message(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    """The parser's own exit code would be 2, which pytest uses for an interrupted run."""
    with pytest.raises(SystemExit) as found:
        main(arguments)
    assert (found.value.code, capsys.readouterr().err) == (4, message)


def test_serve_at_a_busy_port_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    """The message says how to take another port."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert main(["serve", "finapi", "--port", str(port)]) == 2
    assert capsys.readouterr().err == (
        f"port {port} of 127.0.0.1: Address already in use; choose another with --port, or 0 for any\n"
    )


def test_served_block_is_a_target_that_answers() -> None:
    """What is printed can be pasted: it is read as a target file, and its addresses answer."""
    command = [sys.executable, "-c", "from conformance.cli import main; main(['serve', 'finapi', '--port', '0'])"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            lines = iter(process.stdout.readline, "")
            block = ""
            while "url = " not in block.partition("[targets.local.states]")[2]:
                block += next(lines)
            target = tomllib.loads(block)["targets"]["local"]
            assert answer_of(target["states"]["url"]).keys() >= {"username", "password"}
            assert {"contract", "base_url", "client_id", "client_secret", "other_client"} <= target.keys()
        finally:
            process.send_signal(signal.SIGINT)


def answer_of(url: str) -> dict[str, Any]:
    """Ask a states endpoint for a user; the server may need a moment."""
    import json
    import time

    body = json.dumps({"state": "user", "params": {}, "action": "setup"}).encode()
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, data=body, timeout=5) as response:
                found: dict[str, Any] = json.load(response)
                return found
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")


def test_run_collects_the_shipped_suites_only(tmp_path: Path) -> None:
    """Neither the ini nor the tests of the folder in which it is started play a part."""
    (tmp_path / "pytest.ini").write_text("[pytest]\npython_files = *.py\naddopts = --no-such-option\n")
    (tmp_path / "test_own.py").write_text("def test_own(): ...\n")
    result = run_in(tmp_path, "--collect-only", "-q")
    assert "test_own" not in result.stdout
    assert (result.returncode, "::test_" in result.stdout) == (0, True), result.stdout + result.stderr


def test_run_finds_a_printed_node_id_again(tmp_path: Path) -> None:
    """A shipped test file is found by its name from any folder, with or without a case."""
    from conformance.locations import suites_dir

    file = sorted(suites_dir().glob("test_*.py"))[0].name
    result = run_in(tmp_path, "--collect-only", "-q", file)
    ids = [line for line in result.stdout.splitlines() if "::" in line]
    assert ids
    assert {line.partition("::")[0] for line in ids} == {f"suites/{file}"}


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from conformance.cli import main; sys.exit(main(['run', *sys.argv[1:]]))"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_run_leaves_no_hypothesis_folder(tmp_path: Path) -> None:
    """What Hypothesis keeps goes to a folder for temporary files, unless the user names one."""
    result = run_in(tmp_path, "-q", "-k", "wrong_secret_is_refused", "-p", "no:randomly")
    assert result.returncode == 0, result.stdout + result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pytest_cache", "reports"]


@pytest.mark.usefixtures("shipped")
def test_list_prints_the_page_of_a_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """Sentence, level, source, operations, figures, rows, scenarios, and how many rows are answered for."""
    lines = printed(capsys, "list", "promises", "--contract", "acme", "--markdown")
    assert lines[0] == "# A provider"
    assert lines[lines.index("### request-id.max-length") :] == PAGE.splitlines()


@pytest.mark.parametrize("arguments", [["list", "promises"], ["list", "faults", "--contract", "finapi"]])
def test_page_is_of_the_promises_of_one_contract(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Anything else is one message."""
    assert main([*arguments, "--markdown"]) == 4
    assert capsys.readouterr().err == (
        "--markdown prints the page of one contract: list promises --contract NAME --markdown\n"
    )


def test_module_is_the_command() -> None:
    """Where the script is not on the path, Python runs the package."""
    command = [sys.executable, "-m", "conformance.cli", "list", "behaviours", "--contract", "finapi"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("answer.empty-body ")


def test_command_starts_without_what_it_does_not_need() -> None:
    """`list` loads neither the HTTP client nor pytest nor a server."""
    code = (
        "import sys; from conformance.cli import main; main(['list', 'behaviours']); "
        "print(sorted({'httpx', 'pytest', 'uvicorn', 'hypothesis', 'schemathesis', 'yaml'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
