"""Every setting has three spellings, and an order between them; a target file has its places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance.locations import cassettes_dir
from conformance.options import SETTINGS, Options, Setting, read_options
from tests.plugin.conftest import RunHere
from tests.plugin.projects import GRANT, LENGTH, Project

NAMES = [setting.name for setting in SETTINGS]
BASE = {"contract": "finapi", "base-url": "http://127.0.0.1:1"}
"""What the settings need beside them that are about an address."""
VALUES: dict[str, tuple[Any, Any, Any]] = {
    "config": ("a.toml", "b.toml", "c.toml"),
    "target": (["a"], "b", ["c"]),
    "contract": ("a", "b", "c"),
    "base-url": ("http://a.example", "http://b.example", "http://c.example"),
    "states-url": ("http://a.example/s", "http://b.example/s", "http://c.example/s"),
    "cassettes": ("record", "replay", "off"),
    "cassette-dir": ("/a", "/b", "/c"),
    "cassettes-max-age": ("1d", "2d", "3d"),
    "draws": (str(cassettes_dir() / "finapi"), str(cassettes_dir() / "square"), str(cassettes_dir() / "calcom")),
    "fuzz": ("1", "2", "3"),
    "fault": ("a", "b", "c"),
    "report-dir": ("/a", "/b", "/c"),
    "fail-on": ("should", "must", "should"),
    "strict": (True, "false", "true"),
    "require-target": (True, "false", "true"),
}
"""Setting -> what the option, the variable and the ini line say."""


def setting(name: str) -> Setting:
    return next(each for each in SETTINGS if each.name == name)


def read(
    option: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    ini: Mapping[str, Any] | None = None,
    beside: Mapping[str, str] | None = None,
) -> Options:
    """Resolve settings that are given by their names; `beside` goes with the ini lines."""
    options = {setting(name).ini: value for name, value in (option or {}).items()}
    variables = {setting(name).variable: value for name, value in (environ or {}).items()}
    lines = {setting(name).ini: value for name, value in {**(beside or {}), **(ini or {})}.items()}
    return read_options(options.get, lines.get, variables, Path("/root-of-project"))


def found(options: Options, name: str) -> Any:
    return getattr(options, name.replace("-", "_"))


@pytest.mark.parametrize("name", NAMES)
def test_option_beats_variable_beats_ini(name: str) -> None:
    """Each setting is taken from the option, else from the variable, else from the ini file."""
    option, variable, ini = VALUES[name]
    beside = {key: value for key, value in BASE.items() if key != name}
    all_three = found(read({name: option}, {name: variable}, {name: ini}, beside), name)
    two = found(read(None, {name: variable}, {name: ini}, beside), name)
    one = found(read(None, None, {name: ini}, beside), name)
    expected = {
        "target": (("a",), ("b",), ("c",)),
        "cassettes-max-age": (timedelta(days=1), timedelta(days=2), timedelta(days=3)),
        "strict": (True, False, True),
        "require-target": (True, False, True),
    }
    assert tuple(map(plain, (all_three, two, one))) == expected.get(name, (option, variable, ini))


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def test_every_setting_is_tried() -> None:
    """The table of this test names every setting."""
    assert sorted(VALUES) == sorted(NAMES)


def test_defaults() -> None:
    """Without a word the reports go under rootdir, only a must fails, and properties draw their usual number."""
    options = read()
    assert options.report_dir == Path("/root-of-project/reports")
    assert (options.fail_on, options.strict, options.require_target, options.fuzz) == ("must", False, False, "default")


@pytest.mark.parametrize(
    ("fuzz", "kind", "examples"),
    [
        ("quick", "loopback", 10),
        ("default", "loopback", 25),
        ("thorough", "loopback", 200),
        ("default", "sandbox", 5),
        ("7", "sandbox", 7),
        ("0", "loopback", 0),
        ("thorough", "production", 0),
        ("7", "production", 0),
    ],
)
def test_number_of_examples(fuzz: str, kind: str, examples: int) -> None:
    """A sandbox gets fewer examples of a named amount, production none at all."""
    assert read({"fuzz": fuzz}).examples(kind) == examples


def test_variable_may_name_several_targets() -> None:
    """In a variable commas stand between the names."""
    assert read(environ={"target": "one, two"}).target == ("one", "two")


# ---------------------------------------------------------------- as pytest sees them


def two_targets(project: Project, served: str) -> None:
    """Name the same server twice."""
    first = project.write_target(served).read_text("utf-8")
    second = project.write_target(served, name="second").read_text("utf-8")
    project.write("conformance.toml", first + "\n" + second)


@pytest.mark.parametrize(
    ("options", "targets"),
    [
        ([], {"own", "second"}),
        (["--oauth-target=second"], {"second"}),
        (["--oauth-target=second", "--oauth-target=own"], {"own", "second"}),
    ],
)
def test_option_names_targets(
    project: Project, run: RunHere, served: str, options: list[str], targets: set[str]
) -> None:
    """--oauth-target may be repeated; without it every target of the file is asked."""
    two_targets(project, served)
    project.write_scenarios(GRANT)
    run(*options)
    assert {verdict["target"] for verdict in project.verdicts().values()} == targets


def test_ini_names_targets(project: Project, run: RunHere, served: str) -> None:
    """The ini line takes several names, and a variable is stronger."""
    two_targets(project, served)
    project.write("pytest.ini", "[pytest]\noauth_target = second own\n")
    project.write_scenarios(GRANT)
    run("-k", "password")
    assert {verdict["target"] for verdict in project.verdicts().values()} == {"own", "second"}


def test_variable_names_a_target(project: Project, run: RunHere, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable is stronger than the ini line."""
    two_targets(project, served)
    project.write("pytest.ini", "[pytest]\noauth_target = second\n")
    project.write_scenarios(GRANT)
    monkeypatch.setenv("OAUTH_CONFORMANCE_TARGET", "own")
    run()
    assert {verdict["target"] for verdict in project.verdicts().values()} == {"own"}


def test_settings_reach_the_workers(project: Project, run: RunHere, served: str) -> None:
    """Under -n 2 the options are those of the command."""
    two_targets(project, served)
    project.write_scenarios(GRANT)
    run("-n", "2", "--oauth-target=second", "--oauth-report-dir=elsewhere")
    assert {verdict["target"] for verdict in project.verdicts("elsewhere").values()} == {"second"}


def test_reports_go_where_they_are_sent(project: Project, run: RunHere) -> None:
    """--oauth-report-dir takes verdicts and Allure results, and the summary says where they lie."""
    project.write_scenarios(GRANT)
    ended = run("--oauth-report-dir=elsewhere")
    assert "reports: elsewhere/verdicts.jsonl, elsewhere/allure-results" in ended.out
    assert len(list((project.path / "elsewhere/allure-results").glob("*-result.json"))) == 3
    assert not (project.path / "reports").exists()


def test_fuzz_draws_that_many(project: Project, run: RunHere) -> None:
    """--oauth-fuzz N adds examples to those that always run."""
    project.write_scenarios(LENGTH)
    requests = []
    for number in ("0", "6"):
        run(f"--oauth-fuzz={number}")
        requests.append(sum(verdict["requests"] for verdict in project.verdicts().values()))
    assert requests[0] < requests[1] <= requests[0] + 6


def test_address_without_a_file(project: Project, run: RunHere, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A contract and an address make a target; its credentials come from variables."""
    (project.path / "conformance.toml").unlink()
    project.write_scenarios(GRANT)
    monkeypatch.setenv("OAUTH_CONFORMANCE_CLIENT_ID", project.credentials["client_id"])
    monkeypatch.setenv("OAUTH_CONFORMANCE_CLIENT_SECRET", project.credentials["client_secret"])
    ended = run("--oauth-contract=own.toml", f"--oauth-base-url={served}", f"--oauth-states-url={served}/_states")
    assert ended.ret == 0
    assert set(project.outcomes().values()) == {"passed"}


# ---------------------------------------------------------------- where the file is looked for


def test_variables_come_from_the_file_beside(project: Project, run: RunHere, served: str) -> None:
    """`${NAME}` is read from the .env that lies beside the target file."""
    project.write_target(served, client_secret="${OWN_CLIENT_SECRET}")
    project.write(".env", f"OWN_CLIENT_SECRET='{project.credentials['client_secret']}'\n")
    project.write_scenarios(GRANT)
    assert run().ret == 0


def test_environment_beats_the_file_beside(
    project: Project, run: RunHere, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable of the environment is stronger than the .env."""
    project.write_target(served, client_secret="${OWN_CLIENT_SECRET}")
    project.write(".env", "OWN_CLIENT_SECRET=another-secret-of-nobody\n")
    monkeypatch.setenv("OWN_CLIENT_SECRET", project.credentials["client_secret"])
    project.write_scenarios(GRANT)
    assert run().ret == 0


def moved(project: Project, folder: str) -> None:
    (project.path / folder).mkdir(exist_ok=True)
    for name in ("conformance.toml", "own.toml"):
        (project.path / name).rename(project.path / folder / name)


def test_file_is_given(project: Project, run: RunHere) -> None:
    """--oauth-config names the file; its contract lies beside it, and its path is printed."""
    moved(project, "targets")
    project.write_scenarios(GRANT)
    ended = run("--oauth-config=targets/conformance.toml")
    assert ended.ret == 0
    assert f"oauth-conformance: targets from {project.path}/targets/conformance.toml" in ended.out


def test_file_lies_where_pytest_is_called(project: Project, run: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the invocation is looked at before rootdir."""
    project.write("pytest.ini", "[pytest]\n")
    project.write_scenarios(GRANT, name="below/test_words.py")
    text = (project.path / "conformance.toml").read_text("utf-8")
    project.write("below/conformance.toml", text.replace('"own.toml"', '"../own.toml"'))
    monkeypatch.chdir(project.path / "below")
    ended = run()
    assert f"oauth-conformance: targets from {project.path}/below/conformance.toml" in ended.out


def test_file_lies_in_rootdir(project: Project, run: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called from a folder without a target file, the one in rootdir is taken, and reports go under rootdir."""
    project.write("pytest.ini", "[pytest]\n")
    project.write_scenarios(GRANT, name="below/test_words.py")
    monkeypatch.chdir(project.path / "below")
    ended = run()
    assert f"oauth-conformance: targets from {project.path}/conformance.toml" in ended.out
    assert len(project.verdicts()) == 3


def test_target_and_address_are_printed(project: Project, run: RunHere, served: str) -> None:
    """The head of the run says which target is held to which contract, and where."""
    project.write_scenarios(GRANT)
    assert f"oauth-conformance: own = own 1 at {served}" in run().out


# ---------------------------------------------------------------- embedded servers

EMBEDDED_FIRST = "oauth-conformance: no target is named, so this runs on the embedded reference servers: finapi"
EMBEDDED_LAST = "The embedded reference servers were the target: this run says nothing about a server of yours."


@pytest.mark.parametrize("where", [(), ("-n", "2")], ids=["alone", "in parallel"])
def test_embedded_servers_are_named_first_and_last(project: Project, run: RunHere, where: tuple[str, ...]) -> None:
    """Where nothing names a target, head and end of the run say that the reference servers were asked."""
    (project.path / "conformance.toml").unlink()
    project.write_scenarios(GRANT)
    ended = run(*where)
    assert ended.ret == 0
    assert EMBEDDED_FIRST in ended.out
    lines = [line for line in ended.out.splitlines() if line.strip()]
    assert lines[-2] == EMBEDDED_LAST


def test_embedded_servers_are_no_fall_back(project: Project, run: RunHere) -> None:
    """A file that names a target is enough to leave the reference servers alone."""
    project.write_scenarios(GRANT)
    ended = run()
    assert "reference server" not in ended.out


def test_fault_breaks_the_embedded_server(project: Project, run: RunHere) -> None:
    """--oauth-fault is seen by a scenario of its behaviour, and told in the first line of the run's commands."""
    (project.path / "conformance.toml").unlink()
    project.write_scenarios(LENGTH)
    assert run("--oauth-fault=request-id.max-length/allows-256").ret == 1
    failed = next(verdict for verdict in project.verdicts().values() if verdict["outcome"] == "failed")
    assert failed["curl"][0].endswith("--port 9999 --fault request-id.max-length/allows-256")
