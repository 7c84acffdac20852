"""However a run ends, what it wrote is searched for secrets, and what was found is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from conformance.reference import ReferenceServer
from conformance.report import leaks
from conformance.secrets import register
from tests.plugin.projects import GRANT, OWN_PLUGINS, REVOCATION, Project, environment

LEAK = '''\
@scenario("grant.accepted")
def test_leak(server, promise, operation):
    """Writes into the reports what nobody should; other processes of the run do not know it."""
    answer = server.call(operation).send().accepted(promise)
    folder = pathlib.Path("reports/allure-results")
    (folder / f"{operation}.txt").write_text(answer._response.json()["access_token"])
    {more}


'''
HEAD = "import os\nimport pathlib\nimport time\n\n\n"
HELD = r"ERROR .*reports/allure-results/\w+\.txt held <access_token-\d+> \(line 1\); overwritten$"
OPERATIONS = ("client_credentials", "password", "refresh")
ALONE_AND_NOT = pytest.mark.parametrize("where", [(), ("-n", "2")], ids=["alone", "in parallel"])
PATIENCE = 30


def leaking(project: Project, more: str = "pass") -> Project:
    project.write_scenarios(HEAD, LEAK.replace("{more}", more))
    return project


def is_clean(project: Project) -> bool:
    files = list(project.path.glob("reports/allure-results/*.txt"))
    return bool(files) and all(file.read_text().startswith("<access_token-") for file in files)


HOOKS = {
    "the end of the session": "def pytest_sessionfinish(session):\n    raise RuntimeError('a slip')\n",
    "a report": "def pytest_runtest_logreport(report):\n    if 'refresh' in report.nodeid:\n        raise OSError\n",
}


@ALONE_AND_NOT
@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS.keys())
def test_slip_of_another_hook_keeps_nothing_from_being_searched(
    project: Project, hook: str, where: tuple[str, ...]
) -> None:
    """Where pytest gives up without a summary, the files are told all the same."""
    leaking(project).write("conftest.py", hook)
    ended = project.run("--oauth-fuzz=0", *where)
    assert ended.ret != 0
    assert is_clean(project)
    assert len(ended.lines(HELD)) == len(list(project.path.glob("reports/allure-results/*.txt")))


@ALONE_AND_NOT
def test_interrupted_run_is_searched(project: Project, where: tuple[str, ...]) -> None:
    """Ctrl-C reaches the workers, too; they hand over their secrets before they go."""
    leaking(project, "time.sleep(20)")
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", *OWN_PLUGINS, "--oauth-fuzz=0", *where],
        cwd=project.path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as started:
        deadline = time.monotonic() + PATIENCE
        while not list(project.path.glob("reports/allure-results/*.txt")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        os.killpg(started.pid, signal.SIGINT)
        out, _ = started.communicate(timeout=PATIENCE)
    assert started.returncode == pytest.ExitCode.INTERRUPTED
    assert is_clean(project)
    assert " held <access_token-" in out


@pytest.mark.parametrize("option", ["--no-summary", "-qq"])
def test_leak_is_told_without_a_summary(project: Project, option: str) -> None:
    """A run does not fail without a word."""
    ended = leaking(project).run("--oauth-fuzz=0", option)
    assert ended.ret == 1
    assert len(ended.lines(HELD)) == len(OPERATIONS)


def test_worker_that_handed_nothing_over_is_told(project: Project) -> None:
    """Nobody takes for searched what only a crashed worker could have named."""
    leaking(project, "os._exit(1) if operation == 'refresh' else None")
    ended = project.run("--oauth-fuzz=0", "-n", "2")
    told = ended.lines(r"^ERROR worker gw\d ended before handing over the secrets that only it knew: ")
    assert (ended.ret, len(told)) == (1, 1)


def test_interrupted_call_is_not_shown(project: Project, reference: ReferenceServer) -> None:
    """--full-trace shows the arguments of every function, but of no function that knows what is being sent."""
    slip = (
        "import httpx\nasked = httpx.HTTPTransport.handle_request\nseen = open('sent', 'w')\n\n"
        "def handle(self, request):\n    if b'revoke' in request.url.raw_path:\n"
        "        print(request.url.params['token'], file=seen, flush=True)\n        raise KeyboardInterrupt\n"
        "    return asked(self, request)\n\nhttpx.HTTPTransport.handle_request = handle\n"
    )
    project.write("conftest.py", slip)
    project.write_scenarios(REVOCATION)
    ended = project.run("--oauth-fuzz=0", "--full-trace")
    token = (project.path / "sent").read_text().strip()
    assert ended.ret == pytest.ExitCode.INTERRUPTED
    assert len(token) > 20
    assert token not in ended.out


# ---------------------------------------------------------------- what reporters of others write

REPORTER = """\
import pathlib


def pytest_addoption(parser):
    parser.addoption("--own-report")


def pytest_sessionfinish(session):
    file = session.config.getoption("--own-report")
    if file and not hasattr(session.config, "workerinput"):
        pathlib.Path(file).write_text({text!r})
"""


@ALONE_AND_NOT
def test_report_of_another_plugin_is_searched(
    project: Project, reference: ReferenceServer, where: tuple[str, ...]
) -> None:
    """A file that an option names, whichever plugin's, is an artefact of the run."""
    secret = reference.credentials["client_secret"]
    project.write_scenarios(GRANT)
    project.write("conftest.py", REPORTER.format(text=f"<p id='{secret}'>"))
    ended = project.run("--oauth-fuzz=0", "--own-report=elsewhere.html", *where)
    assert ended.ret == 1
    assert len(ended.lines(r"^ERROR .*elsewhere\.html held <client_secret-\d+> \(line 1, id\); overwritten$")) == 1
    assert secret not in (project.path / "elsewhere.html").read_text()


def test_file_that_the_run_did_not_write_is_left_alone(project: Project, reference: ReferenceServer) -> None:
    """What an option names may be the user's own file of secrets."""
    own = project.write("own.env", f"SECRET={reference.credentials['client_secret']}")
    before = own.read_bytes()
    project.write_scenarios(GRANT)
    project.write("conftest.py", "def pytest_addoption(parser):\n    parser.addoption('--env-file')\n")
    assert project.run("--oauth-fuzz=0", "--env-file=own.env").ret == 0
    assert own.read_bytes() == before


def test_log_file_of_the_ini_file_is_searched(project: Project, reference: ReferenceServer) -> None:
    """What a hook of the user's logs is an artefact wherever its name stands."""
    secret = reference.credentials["client_secret"]
    project.write("pytest.ini", "[pytest]\nlog_file = own.log\n")
    hook = f"import logging\n\n\ndef pytest_runtest_teardown():\n    logging.error({secret!r})\n"
    project.write("conftest.py", hook)
    project.write_scenarios(GRANT)
    ended = project.run("--oauth-fuzz=0")
    assert ended.ret == 1
    assert len(ended.lines(r"^ERROR .*own\.log held <client_secret-\d+> .*; overwritten$")) == 1
    assert secret not in (project.path / "own.log").read_text()


def test_run_without_logging_is_searched(project: Project) -> None:
    """A plugin of pytest that is not there has no file."""
    ended = leaking(project).run("--oauth-fuzz=0", "-p", "no:logging")
    assert (ended.ret, len(ended.lines(HELD))) == (1, len(OPERATIONS))


def test_markup_can_be_parsed_afterwards(tmp_path: Path) -> None:
    """A JUnit file from which a secret was taken is still read by CI."""
    register("a-secret-in-a-junit-file", "client_secret")
    file = tmp_path / "junit.xml"
    file.write_text('<testsuite name="a-secret-in-a-junit-file">a-secret-in-a-junit-file</testsuite>')
    assert leaks.stop([file], since=0)
    found = ElementTree.parse(file).getroot()
    assert found.text == found.get("name")
    assert str(found.text).startswith("<client_secret-")


# ---------------------------------------------------------------- artefacts that resist


def refused(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.fixture
def artefact(tmp_path: Path) -> Path:
    register("a-secret-in-a-stubborn-file", "password")
    file = tmp_path / "stubborn.txt"
    file.write_text("password=a-secret-in-a-stubborn-file")
    return file


def test_what_cannot_be_overwritten_is_deleted(artefact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is read-only goes as a whole."""
    monkeypatch.setattr(Path, "write_bytes", refused)
    (told,) = leaks.stop([artefact.parent], since=0)
    assert told.endswith("(line 1, password); it could not be overwritten and was deleted")
    assert not artefact.exists()


def test_what_cannot_be_deleted_is_told(artefact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody believes that a file in a read-only folder is gone."""
    monkeypatch.setattr(Path, "write_bytes", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    (told,) = leaks.stop([artefact.parent], since=0)
    assert told.endswith("and could not be deleted (Permission denied): IT IS STILL THERE, remove it")


def test_what_cannot_be_read_is_deleted(artefact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows what it holds."""
    monkeypatch.setattr(Path, "read_bytes", refused)
    told = leaks.stop([artefact.parent], since=0)
    assert told == [f"{artefact} could not be searched for secrets (Permission denied); it was deleted"]
    assert not artefact.exists()


def test_what_goes_away_meanwhile_is_no_fault(artefact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may tidy up its own files."""
    monkeypatch.setattr(Path, "read_bytes", lambda file: file.unlink() or b"".join([file.open("rb").read()]))
    assert leaks.stop([artefact.parent], since=0) == []
