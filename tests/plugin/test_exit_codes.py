"""What a run's exit code says, and the one message about a configuration that is wrong."""

from __future__ import annotations

import re

import pytest

from tests.plugin.conftest import RunHere
from tests.plugin.projects import CONTRACT, FORMAT, GRANT, LOCKOUT, QUERY, Project, Run

KEPT = "    server.call(operation).send().accepted(promise)\n"
DEVIATES = GRANT.replace(KEPT, '    server.deviates("an answer", "another")\n')
NOT_TESTABLE = GRANT.replace(
    KEPT, '    if operation == "refresh":\n        server.not_testable("no way to see it", "a line")\n' + KEPT
)
BLOCKED = GRANT.replace(KEPT, '    server.call(operation).but(client_secret="another").send().for_setup()\n')
BROKEN = GRANT.replace(KEPT, '    raise RuntimeError("a fault of the scenario")\n')
WARNED = FORMAT.replace("if not token", "if token")

CODES = [
    pytest.param((GRANT,), {"passed"}, (0, 0, 0), id="passed"),
    pytest.param((GRANT, QUERY), {"passed", "observed"}, (0, 0, 0), id="observed"),
    pytest.param((GRANT, LOCKOUT), {"passed", "skipped"}, (0, 1, 0), id="skipped"),
    pytest.param((NOT_TESTABLE,), {"passed", "not-testable"}, (0, 1, 0), id="not-testable"),
    pytest.param((GRANT, WARNED), {"passed", "warned"}, (0, 0, 1), id="warned"),
    pytest.param((BLOCKED,), {"blocked"}, (1, 1, 1), id="blocked"),
    pytest.param((BROKEN,), {"broken"}, (1, 1, 1), id="broken"),
    pytest.param((DEVIATES,), {"failed"}, (1, 1, 1), id="failed"),
]


@pytest.mark.parametrize(("scenarios", "outcomes", "codes"), CODES)
def test_exit_code_of_outcomes(
    project: Project, run: RunHere, scenarios: tuple[str, ...], outcomes: set[str], codes: tuple[int, int, int]
) -> None:
    """Each outcome has its exit code: by itself, with --oauth-strict, and with --oauth-fail-on should."""
    project.write_scenarios(*scenarios)
    assert (run().ret, run("--oauth-strict").ret, run("--oauth-fail-on=should").ret) == codes
    assert outcomes <= set(project.outcomes().values())


def test_a_warning_alone_is_not_green(project: Project, run: RunHere) -> None:
    """A target of which no must was judged is broken, whatever else was judged, and the summary says so."""
    project.write_scenarios(FORMAT, QUERY)
    ended = run()
    assert ended.ret == 1
    assert "ERROR own is broken: of its 2 verdicts none judged a `must` promise" in ended.out


def test_a_must_that_was_blocked_was_not_judged(project: Project, run: RunHere) -> None:
    """A target whose only must was skipped is broken."""
    project.write_scenarios(LOCKOUT)
    assert "own is broken" in run().out


def test_nothing_selected_is_said_by_pytest(project: Project, run: RunHere) -> None:
    """-k that fits nothing ends with pytest's own 5."""
    project.write_scenarios(GRANT)
    assert run("-k", "nothing_of_that_name").ret == 5


def test_a_failing_plain_test_fails_the_run(project: Project, run: RunHere) -> None:
    """Scenarios that pass do not hide a plain test that fails."""
    project.write_scenarios(GRANT)
    project.write("test_plain.py", "def test_one():\n    assert 1 == 2\n")
    assert run().ret == 1


# ---------------------------------------------------------------- usage errors


def message(ended: Run) -> str:
    """Return the one message about the configuration."""
    assert ended.ret == 4
    assert ended.is_traceback_free
    assert ended.out.count("oauth-conformance: ") == 1
    return ended.out[ended.out.index("oauth-conformance: ") :]


def spoil_contract(project: Project) -> None:
    text = CONTRACT.replace('level     = "should"', 'level     = "shall"').replace("max = 255", "maximum = 255")
    project.write("own.toml", text.replace('behaviour = "body.in-query"', 'behaviour = "body.in-qery"'))


def unset_variable(project: Project) -> None:
    text = (project.path / "conformance.toml").read_text("utf-8")
    secret = re.sub(r'client_secret = "[^"]*"\n', 'client_secret = "${NOT_SET_ANYWHERE}"\n', text, count=1)
    project.write("conformance.toml", secret)


def no_file(project: Project) -> None:
    (project.path / "conformance.toml").unlink()


def as_it_is(project: Project) -> None:
    """Leave the project alone."""


FAULTS = [
    pytest.param(as_it_is, ["--oauth-target=onw"], ["onw", "conformance.toml:1", "own"], id="unknown target"),
    pytest.param(as_it_is, ["--oauth-config=other.toml"], ["other.toml"], id="missing file"),
    pytest.param(
        no_file, ["--oauth-target=own"], ["--oauth-target own", "conformance.toml"], id="target without a file"
    ),
    pytest.param(unset_variable, [], ["NOT_SET_ANYWHERE", "conformance.toml:5", ".env"], id="unset variable"),
    pytest.param(
        no_file,
        ["--oauth-fault=request-id.max-length/allows-265"],
        ["request-id.max-length/allows-256"],
        id="unknown fault",
    ),
    pytest.param(
        as_it_is, ["--oauth-fault=request-id.max-length/allows-256"], ["embedded"], id="fault of a named target"
    ),
    pytest.param(no_file, ["--oauth-contract=finapy"], ["finapy"], id="unknown contract"),
    pytest.param(
        no_file,
        ["--oauth-contract=finapy", "--oauth-base-url=http://127.0.0.1:1"],
        ["finapy", "finapi"],
        id="unknown contract of an address",
    ),
    pytest.param(as_it_is, ["--oauth-fuzz=many"], ["--oauth-fuzz", "many", "thorough"], id="bad fuzz"),
    pytest.param(as_it_is, ["--oauth-fuzz=²"], ["--oauth-fuzz"], id="odd fuzz"),
    pytest.param(as_it_is, ["--oauth-fuzz=-1"], ["--oauth-fuzz"], id="negative fuzz"),
    pytest.param(as_it_is, ["--oauth-cassettes=rewind"], ["--oauth-cassettes", "record"], id="cassettes"),
    pytest.param(as_it_is, ["--oauth-fail-on=nothing"], ["--oauth-fail-on", "must or should"], id="bad fail-on"),
    pytest.param(no_file, ["--oauth-base-url=http://127.0.0.1:1"], ["--oauth-contract"], id="address without contract"),
    pytest.param(
        no_file, ["--oauth-require-target"], ["--oauth-require-target", "conformance.toml"], id="target required"
    ),
    pytest.param(
        no_file,
        ["--oauth-require-target", "--oauth-contract=finapi"],
        ["--oauth-require-target"],
        id="target required beside a contract",
    ),
    pytest.param(
        spoil_contract,
        [],
        ["shall", "own.toml:", "maximum", "body.in-qery", "body.in-query"],
        id="faults of a contract",
    ),
]


@pytest.mark.parametrize(("spoil", "options", "words"), FAULTS)
def test_wrong_configuration_is_one_usage_error(
    project: Project, run: RunHere, spoil: object, options: list[str], words: list[str]
) -> None:
    """One message that names what was found and what to do; no traceback, no item, exit code 4."""
    project.write_scenarios(GRANT)
    assert callable(spoil)
    spoil(project)
    said = message(run(*options))
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("spoil", "options", "words"),
    [each for each in FAULTS if each.id in ("unknown target", "unset variable", "faults of a contract")],
)
def test_wrong_configuration_is_told_once_by_all_workers(
    project: Project, run: RunHere, spoil: object, options: list[str], words: list[str]
) -> None:
    """Under -n 2 it is the same one message."""
    project.write_scenarios(GRANT)
    assert callable(spoil)
    spoil(project)
    said = message(run("-n", "2", *options))
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("where", [(), ("-n", "2")], ids=["alone", "in parallel"])
def test_wrong_configuration_is_told_of_a_single_item(project: Project, run: RunHere, where: tuple[str, ...]) -> None:
    """The command that runs an item again gets the message about the target, not about the missing item."""
    project.write_scenarios(GRANT)
    unset_variable(project)
    nodeid = "test_words.py::test_valid_grant_is_accepted[own:grant.accepted:password]"
    assert "NOT_SET_ANYWHERE" in message(run(nodeid, *where))


def test_wrong_configuration_is_no_matter_of_plain_tests(project: Project, run: RunHere) -> None:
    """Without a scenario nobody reads the file."""
    project.write("conformance.toml", "this is no TOML")
    project.write("test_plain.py", "def test_one():\n    pass\n")
    assert run().ret == 0


def test_wrong_configuration_leaves_the_earlier_verdicts(project: Project, run: RunHere) -> None:
    """A run that never began does not empty the file of the run before."""
    project.write_scenarios(GRANT)
    project.write("reports/verdicts.jsonl", "from an earlier run\n")
    run("--oauth-target=onw")
    assert (project.path / "reports/verdicts.jsonl").read_text("utf-8") == "from an earlier run\n"
