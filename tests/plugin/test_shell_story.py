"""The lines of shell of a failed verdict show the deviation to whoever runs them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from conformance.reference import make_server
from conformance.reference.door import Background
from tests.plugin.conftest import RunHere
from tests.plugin.projects import EXPIRY, LENGTH, REVOCATION, Project, environment

pytestmark = pytest.mark.skipif(
    not shutil.which("curl") or not shutil.which("sh"), reason="the story is run with sh and curl, which are not here"
)
DEMAND = re.compile(r'^: "\$\{(CLIENT_SECRET_\d+):\?[^"]*\}"$')
SHOWN_STATUS = re.compile(r"^(?:HTTP/1\.1 )?(\d{3})\b", re.MULTILINE)


@dataclass(frozen=True)
class Broken:
    """A fault, a scenario that finds it, and what its story ends with at a wrong and at a right server."""

    fault: str
    scenario: str
    name: str
    wrong: str
    right: str


FAULTS = [
    Broken("request-id.max-length/allows-256", LENGTH, "longer-request-id-is-refused", "200", "400"),
    Broken(
        "revocation.hint.access-token/ends-nothing", REVOCATION, "hinted-revocation-ends-what-it-says", "200", "401"
    ),
    Broken("token.expiry/never", EXPIRY, "token-lives-its-time-and-no-longer", "200", "401"),
]
Story = tuple[Broken, dict[str, Any], str]


@pytest.fixture(params=FAULTS, ids=[broken.fault for broken in FAULTS])
def story(request: pytest.FixtureRequest, pytester: pytest.Pytester, run: RunHere) -> Iterator[Story]:
    """A failed verdict at a served fault, whose server still answers."""
    broken: Broken = request.param
    server = make_server("finapi", fault=broken.fault)
    project = Project(pytester.path, server.credentials)
    with Background(server) as door:
        project.write_target(door.base_url)
        project.write_scenarios(broken.scenario)
        assert run().ret == 1
        verdicts = project.verdicts().values()
        yield broken, next(each for each in verdicts if each["scenario"] == broken.name), door.base_url


def in_shell(lines: list[str], secret: str) -> str:
    """Run the lines with the client's secret in the environment."""
    name = next(match[1] for line in lines if (match := DEMAND.match(line)))
    ended = subprocess.run(
        ["sh", "-eu", "-c", "\n".join(lines)],
        env=environment(**{name: secret}),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def up_to_the_finding(verdict: dict[str, Any]) -> list[str]:
    lines: list[str] = verdict["curl"]
    return lines[: next(n for n, line in enumerate(lines) if line.startswith("# expected "))]


def test_story_shows_the_deviation(story: Story, project: Project) -> None:
    """Run again, the last status that is printed before the finding is the wrong one."""
    broken, verdict, _ = story
    assert verdict["outcome"] == "failed"
    said = in_shell(up_to_the_finding(verdict), project.credentials["client_secret"])
    assert SHOWN_STATUS.findall(said)[-1] == broken.wrong


def test_story_shows_no_deviation_at_a_right_server(story: Story, project: Project, served: str) -> None:
    """The same lines at a conformant server end with the promised status."""
    broken, verdict, base_url = story
    lines = [line.replace(base_url, served) for line in up_to_the_finding(verdict)]
    said = in_shell(lines, project.credentials["client_secret"])
    assert SHOWN_STATUS.findall(said)[-1] == broken.right


def test_story_runs_to_its_end(story: Story, project: Project) -> None:
    """What comes after the finding runs as well."""
    _, verdict, _ = story
    in_shell(verdict["curl"], project.credentials["client_secret"])


def test_story_names_the_finding(story: Story) -> None:
    """One comment says what was expected and what was observed."""
    _, verdict, _ = story
    told = [line for line in verdict["curl"] if line.startswith("# expected ")]
    assert told == [" ".join(f"# expected {verdict['expected']}; observed {verdict['observed']}".split())]


def test_story_demands_the_secret_alone(story: Story) -> None:
    """Nothing but the client's secret has to be given; without it the first line says so."""
    _, verdict, _ = story
    demands = [line for line in verdict["curl"] if line.startswith(": ")]
    assert len(demands) == 1
    ended = subprocess.run(
        ["sh", "-c", "\n".join(verdict["curl"])],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode != 0
    assert re.search(r"CLIENT_SECRET_\d+: client_secret of \[targets\.own\]", ended.stderr)


def test_story_shows_no_secret(story: Story, project: Project) -> None:
    """The lines hold variables in place of secrets."""
    _, verdict, _ = story
    assert project.credentials["client_secret"] not in "\n".join(verdict["curl"])


def test_failure_text_ends_with_the_story(pytester: pytest.Pytester, run: RunHere) -> None:
    """What pytest prints of the failure has the same lines."""
    server = make_server("finapi", fault="request-id.max-length/allows-256")
    project = Project(pytester.path, server.credentials)
    with Background(server) as door:
        project.write_target(door.base_url)
        project.write_scenarios(LENGTH)
        ended = run()
    (verdict,) = project.verdicts().values()
    told = ended.out.splitlines()
    begin = told.index("  the same in shell:")
    assert told[begin + 1 : begin + 1 + len(verdict["curl"])] == [f"    {line}" for line in verdict["curl"]]
