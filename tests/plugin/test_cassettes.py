"""Recordings: judged again without server, credentials, sockets or draws; damage is told and stops nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance.reference import make_server
from conformance.reference.door import Background
from conformance.wire.cassette import as_text, from_text
from tests.plugin.conftest import WAYS
from tests.plugin.projects import ALL, CONTRACT, GRANT, LENGTH, QUERY, Project, Run

COMPARED = ("outcome", "expected", "observed", "draws", "requests", "states", "blocked_by")
OFFLINE = """\
import socket

import pytest

attempts = []


def count(*args, **kwargs):
    attempts.append(args)
    raise OSError("offline")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, count)
    socket.getaddrinfo = count


def pytest_sessionfinish(session):
    print(f"attempts to connect: {len(attempts)}")
"""
NO_HYPOTHESIS = """\
import hypothesis


def draw(*args, **kwargs):
    raise SystemError("Hypothesis was asked")


hypothesis.given = draw
"""
NO_CREDENTIALS = """\
[targets.own]
contract = "own.toml"
base_url = "${NOT_SET_URL}"
client_id = "${NOT_SET_ID}"
client_secret = "${NOT_SET_SECRET}"
other_client = { client_id = "${NOT_SET_OTHER}", client_secret = "${NOT_SET_SECRET}" }
http = { ca = "not-there.pem", headers = { X-Key = "${NOT_SET_KEY}" } }
[targets.own.states]
url = "${NOT_SET_STATES}"
"""
Recorded = tuple[Project, dict[str, dict[str, Any]]]


def compared(verdicts: dict[str, dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(verdict[each] for each in COMPARED) for name, verdict in verdicts.items()}


def record(folder: Path, fault: str | None = None, *scenarios: str) -> Recorded:
    """Record a small project at a server that is gone afterwards."""
    server = make_server("finapi", fault=fault)
    project = Project(folder, server.credentials)
    project.write_scenarios(*(scenarios or (ALL,)))
    with Background(server) as door:
        project.write_target(door.base_url)
        ended = project.run("--oauth-fuzz=3", "--oauth-cassettes=record")
    assert ended.is_traceback_free, ended.out
    verdicts = project.verdicts()
    project.write("conformance.toml", NO_CREDENTIALS)
    return project, verdicts


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("recorded"))


@pytest.fixture
def copy(recorded: Recorded, tmp_path: Path) -> Project:
    """The recorded project, to be spoilt."""
    for file in recorded[0].files():
        if file.suffix in (".py", ".toml", ".yaml"):
            place = tmp_path / file.relative_to(recorded[0].path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    return Project(tmp_path, recorded[0].credentials)


def replay(project: Project, *more: str) -> Run:
    ended = project.run("--oauth-cassettes=replay", *more)
    assert ended.is_traceback_free, ended.out
    return ended


def cassettes(project: Project) -> dict[str, Path]:
    """Return the recordings by identity."""
    folder = project.path / "cassettes"
    files = sorted(folder.rglob("*.yaml"))
    return {str(file.relative_to(folder)).removesuffix(".yaml").replace("--", "/"): file for file in files}


# ---------------------------------------------------------------- the same verdicts, offline


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_replay_gives_the_same_verdicts(recorded: Recorded, way: tuple[str, ...]) -> None:
    """Without a server, an address or a credential, on two workers, in any order."""
    project, verdicts = recorded
    ended = project.run(*way, "--oauth-cassettes=replay", plugins=("-p", "no:schemathesis"))
    assert compared(project.verdicts()) == compared(verdicts)
    assert ended.ret == 0


@pytest.mark.parametrize(
    "fault",
    [
        "client-auth.wrong-secret/prefix-is-enough",
        "request-id.max-length/allows-256",
        "grant.accepted/no-password-grant",
    ],
)
def test_deviation_is_found_again(tmp_path: Path, fault: str) -> None:
    """What a server did wrong is in its recording, with the example that shows it."""
    project, verdicts = record(tmp_path, fault)
    replay(project)
    assert compared(project.verdicts()) == compared(verdicts)


def test_evidence_is_the_same(tmp_path: Path) -> None:
    """The shell lines of a finding differ in the address alone."""
    project, verdicts = record(tmp_path, "request-id.max-length/allows-256")
    replay(project)
    again = {name: verdict["curl"] for name, verdict in project.verdicts().items() if verdict["outcome"] == "failed"}
    steps = {name: [line for line in curl if line.startswith("# ")] for name, curl in again.items()}
    assert steps
    assert steps == {name: [line for line in verdicts[name]["curl"] if line.startswith("# ")] for name in again}


def test_no_connection_is_tried(copy: Project) -> None:
    """A counter at every way out stays at none."""
    copy.write("conftest.py", OFFLINE)
    assert replay(copy, "-s").lines("attempts to connect: 0$") != []
    assert set(copy.outcomes().values()) == {"passed", "observed", "skipped"}


def test_connection_is_refused(copy: Project) -> None:
    """A scenario that goes its own way out is broken, not served."""
    copy.write_scenarios(
        GRANT.replace(
            "    server.call", "    import socket; socket.create_connection(('127.0.0.1', 9))\n    server.call"
        )
    )
    replay(copy)
    assert set(copy.outcomes().values()) == {"broken", "not-testable"}
    assert "a connection was to be opened" in str(copy.verdicts())


def test_hypothesis_is_not_asked(copy: Project, recorded: Recorded) -> None:
    """What was drawn is in the recording, whatever the library or its version would draw now."""
    copy.write("conftest.py", NO_HYPOTHESIS)
    replay(copy, "--oauth-fuzz=200")
    assert compared(copy.verdicts()) == compared(recorded[1])


def test_head_tells_the_age(recorded: Recorded) -> None:
    """The reader sees that nobody was asked, and of when the recordings are."""
    today = date.today().isoformat()
    told = replay(recorded[0]).lines(r"^oauth-conformance: own: judging the recordings in cassettes/own, ")
    assert told == [
        f"oauth-conformance: own: judging the recordings in cassettes/own, the oldest of {today} (0 days ago)"
    ]


# ---------------------------------------------------------------- judged again


def test_observed_promise_becomes_a_must_without_a_new_recording(copy: Project) -> None:
    """A stricter level judges what was recorded when nobody judged it."""
    strict = '    server.deviates("a refusal", f"status {answer.status}")\n'
    copy.write("own.toml", CONTRACT.replace('level     = "observe"', 'level     = "must"'))
    copy.write_scenarios(QUERY + strict)
    replay(copy)
    assert list(copy.outcomes().values()) == ["failed"]


def test_new_request_is_not_testable(copy: Project) -> None:
    """A scenario that asks what was never asked names the request, and the command that records it."""
    more = '    server.call(operation).header("X-New", "1").send().accepted(promise)\n'
    copy.write_scenarios(GRANT.rstrip("\n") + "\n" + more + "\n\n", QUERY)
    replay(copy)
    verdicts = copy.verdicts()
    found = verdicts["own/grant.accepted/valid-grant-is-accepted/client-credentials"]
    assert found["outcome"] == "not-testable"
    assert found["observed"].startswith("POST https://target.invalid/oauth/token with grant_type, client_id,")
    assert found["observed"].endswith("X-New, Content-Type was never recorded: record again")
    assert found["remedy"] == "pytest --oauth-target=own --oauth-cassettes=record"
    assert (
        verdicts["own/body.in-query/parameters-in-the-query-are-observed/client-credentials"]["outcome"] == "observed"
    )


def test_new_example_is_not_testable(copy: Project) -> None:
    """An example that always runs, and was not recorded, is not passed over in silence."""
    copy.write_scenarios(LENGTH.replace('[{"excess": 1}]', '[{"excess": 1}, {"excess": 7}]'))
    replay(copy)
    assert [verdict["observed"] for verdict in copy.verdicts().values()] == [
        "the example {'excess': 7} was never recorded"
    ]


# ---------------------------------------------------------------- bad input


@dataclass(frozen=True)
class Damage:
    """A way to spoil a recording, and how its item ends."""

    spoil: Callable[[Path], object]
    outcome: str
    says: str


def rewritten(**changes: Any) -> Callable[[Path], object]:
    def rewrite(file: Path) -> object:
        comment, _, _ = file.read_text("utf-8").removeprefix("# ").partition("\n")
        found = from_text(file.read_text("utf-8"))
        block = {**found["conformance"], **changes}
        del block["format"], block["checksum"]
        return file.write_text(as_text(block, found["interactions"], comment), "utf-8")

    return rewrite


def replaced(old: str, new: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


DAMAGES = {
    "missing": Damage(Path.unlink, "not-testable", "this item was never recorded: record again"),
    "truncated": Damage(lambda file: file.write_text(file.read_text("utf-8")[:900]), "broken", "changed or cut"),
    "empty": Damage(lambda file: file.write_text(""), "broken", "it is empty"),
    "edited": Damage(replaced('"code": 200', '"code": 401'), "broken", "changed or cut"),
    "of vcrpy": Damage(
        lambda file: file.write_text("interactions: []\nversion: 1\n"), "broken", "no recording of this"
    ),
    "no text": Damage(lambda file: file.write_bytes(b"\xff\xfe\x00"), "broken", "it is no text in UTF-8"),
    "of the future": Damage(replaced("format: 1", "format: 99"), "broken", "it is of format 99; this version reads"),
    "of another item": Damage(
        rewritten(item="own/grant.accepted/valid-grant-is-accepted/refresh"),
        "broken",
        "it is the recording of another item, grant.accepted/valid-grant-is-accepted/refresh",
    ),
    "without a day": Damage(rewritten(recorded=None), "broken", "its content is not what was expected"),
    "with exchanges left out": Damage(rewritten(examples=[]), "broken", "exchanges, and 0 in the examples"),
    "without examples": Damage(rewritten(examples="none"), "broken", "cannot be used"),
    "of another version": Damage(
        rewritten(contract={"name": "own", "version": "0.9"}),
        "not-testable",
        "recorded for own 0.9, and the contract is own 1: record again",
    ),
    "of another contract": Damage(
        rewritten(contract={"name": "another", "version": "1"}), "not-testable", "recorded for another 1, and"
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_bad_recording_is_told_and_stops_nobody(copy: Project, recorded: Recorded, damage: Damage) -> None:
    """One message with the command that records again; the other items are judged as ever."""
    spoilt = "own/grant.accepted/valid-grant-is-accepted/password"
    damage.spoil(cassettes(copy)[spoilt])
    replay(copy)
    verdicts = copy.verdicts()
    found = verdicts.pop(spoilt)
    assert found["outcome"] == damage.outcome
    assert damage.says in found["observed"]
    assert found["remedy"] == "pytest --oauth-target=own --oauth-cassettes=record"
    assert compared(verdicts) == {name: each for name, each in compared(recorded[1]).items() if name != spoilt}


def test_every_damaged_recording_is_told(copy: Project) -> None:
    """Each has to be made again, so none only points to another."""
    spoilt = [name for name in cassettes(copy) if "/grant.accepted/" in name]
    for name in spoilt:
        cassettes(copy)[name].write_text("")
    replay(copy)
    assert [copy.outcomes()[name] for name in spoilt] == ["broken"] * 3


def test_old_recording_fails_where_an_age_is_given(copy: Project) -> None:
    """A recording of a hundred days ago is judged, unless it may be ninety days old at most."""
    old = (date.today() - timedelta(days=100)).isoformat()
    for file in cassettes(copy).values():
        rewritten(recorded=old)(file)
    assert replay(copy).ret == 0
    assert replay(copy, "--oauth-cassettes-max-age=100d").ret == 0
    ended = replay(copy, "--oauth-cassettes-max-age=90d")
    assert ended.ret == 1
    assert "broken" in copy.outcomes().values()
    assert "passed" not in copy.outcomes().values()
    assert f"recorded on {old}, more than 90 days ago" in ended.out


@pytest.mark.parametrize("age", ["90", "d", "-1d", "3 months"])
def test_age_is_given_in_days(copy: Project, age: str) -> None:
    """Another spelling is a usage error that names the right one."""
    ended = replay(copy, f"--oauth-cassettes-max-age={age}")
    assert ended.ret == 4
    assert f"--oauth-cassettes-max-age: expected days, such as 90d; found {age!r}" in ended.out


# ---------------------------------------------------------------- recorded again


@pytest.fixture
def embedded(tmp_path: Path) -> Project:
    return Project(tmp_path, {})


def run_suite(project: Project, *more: str) -> Run:
    suites = Path(__file__).parents[2] / "suites"
    chosen = [str(suites / name) for name in ("test_token.py", "test_request_id.py")]
    return project.run(*chosen, "--rootdir=.", "--oauth-contract=finapi", "--oauth-fuzz=3", *more)


def contents(project: Project) -> dict[str, str]:
    return {name: file.read_text("utf-8") for name, file in cassettes(project).items()}


def test_recording_again_changes_nothing(embedded: Project) -> None:
    """At an unchanged server every file keeps every byte, in another order and on two workers, too."""
    run_suite(embedded, "--oauth-cassettes=record")
    before = contents(embedded)
    for file in cassettes(embedded).values():
        file.unlink()
    run_suite(embedded, "--oauth-cassettes=record", "-n", "2")
    assert len(before) > 50
    assert contents(embedded) == before


def test_unchanged_recording_keeps_its_date(copy: Project) -> None:
    """Where nothing else would change, nothing does; past its thirtieth day the date is renewed."""
    server = make_server("finapi")
    ages = {name: 29 if "password" in name else 31 for name in cassettes(copy)}
    for name, file in cassettes(copy).items():
        rewritten(recorded=(date.today() - timedelta(days=ages[name])).isoformat())(file)
    with Background(server) as door:
        Project(copy.path, server.credentials).write_target(door.base_url)
        copy.run("--oauth-fuzz=3", "--oauth-cassettes=record")
    days = {name: re.findall(r'recorded: "(.*)"', text)[0] for name, text in contents(copy).items()}
    kept = {name for name, day in days.items() if day != date.today().isoformat()}
    assert kept == {name for name, age in ages.items() if age == 29}


def test_old_recording_gets_a_new_date_and_nothing_else(copy: Project) -> None:
    """At another server of the same kind, at another time, with other tokens."""
    old = (date.today() - timedelta(days=31)).isoformat()
    for file in cassettes(copy).values():
        rewritten(recorded=old)(file)
    before, server = contents(copy), make_server("finapi")
    with Background(server) as door:
        Project(copy.path, server.credentials).write_target(door.base_url)
        copy.run("--oauth-fuzz=3", "--oauth-cassettes=record")
    changed = {
        line.partition(":")[0].strip()
        for name, text in contents(copy).items()
        for line in set(text.splitlines()) - set(before[name].splitlines())
    }
    assert changed == {"checksum", "recorded"}


def test_embedded_recordings_replay_without_a_server(embedded: Project) -> None:
    """Recordings of the embedded server say what they are, and are judged alike."""
    run_suite(embedded, "--oauth-cassettes=record")
    before = embedded.verdicts()
    ended = run_suite(embedded, "--oauth-cassettes=replay", "-n", "2")
    assert compared(embedded.verdicts()) == compared(before)
    assert ended.ret == 0
    assert all(
        "# What was said by the reference server of this project" in text for text in contents(embedded).values()
    )


def test_fault_needs_a_server(embedded: Project) -> None:
    """Nothing can be broken in a recording."""
    ended = run_suite(embedded, "--oauth-cassettes=replay", "--oauth-fault=request-id.max-length/allows-256")
    assert ended.ret == 4
    assert "--oauth-cassettes=replay asks none" in ended.out
