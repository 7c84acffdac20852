"""No secret leaves the machine: searched for by a server that knows every one that it gave or got."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from conformance.reference import Answer, Request, make_server
from conformance.reference.door import Background
from tests.plugin.conftest import RunHere
from tests.plugin.projects import ALL, GRANT, Project, Run

PIECE = 12
"""So many characters of a secret in a row are no chance."""
NAMES = frozenset({"access_token", "refresh_token", "client_secret", "password", "token"})
CARELESS = '''\
@scenario("grant.accepted")
def test_plain_assert(server, promise, operation):
    """An assert that shows a token, one that shows a cut body, and one with a message."""
    answer = server.call(operation).send()
    if operation == "password":
        assert answer.json["access_token"] == "another"
    if operation == "refresh":
        assert answer.body * 5 == b"nothing"
    assert not answer.body, f"the answer was {answer.json}"


@scenario("grant.accepted")
def test_exception(server, promise, operation):
    """Exceptions whose texts hold a token, whole, encoded, and in a chain."""
    token = server.call(operation).send().json["access_token"]
    print("printed:", token)
    if operation == "password":
        raise ValueError("a token: " + base64.b64encode(("x:" + token).encode()).decode())
    try:
        {}[token]
    except KeyError as error:
        raise RuntimeError(f"no entry for {token}") from error


@scenario("grant.accepted")
def test_attribute(server, promise, operation):
    """A slip of the scenario."""
    token = server.call(operation).send().json["access_token"]
    print("printed:", token)
    token.nothing_of_that_name


@scenario("grant.accepted")
def test_chatter(server, promise, operation):
    """A scenario that passes and prints what it should not."""
    answer = server.call(operation).send().accepted(promise)
    print("printed:", answer.json, answer.access_token)


@scenario("body.in-query")
def test_finding(server, promise, operation):
    """A finding with a token in it."""
    server.observe(f"the server said {server.call(operation).send().json}")


@scenario("client-auth.wrong-secret", way=lambda promise: ways_to_spoil(), always=[{"way": "doubled"}])
def test_drawn(server, promise, operation, way):
    """A failing property about a spoilt secret."""
    wrong = spoil(server.client_secret, way)
    answer = server.call(operation).but(client_secret=wrong).send()
    server.deviates(f"an answer without {wrong}", f"{answer.json} to {wrong!r}")


'''
LOUD = (
    *("--showlocals", "-vv", "-rA"),
    *("--log-level=DEBUG", "--log-file=run.log"),
    *("--junitxml=junit.xml", "-o", "junit_logging=all"),
)


class Listener:
    """Remembers every secret that passes the door of a server, in either direction."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self._answer = answer
        self.secrets: set[str] = set()

    def __call__(self, request: Request) -> Answer:
        answer = self._answer(request)
        found = [*self._of_headers(request), *self._of_body(request.body), *self._of_body(answer.body)]
        found += [value for name, value in parse_qsl(urlsplit(request.target).query) if name in NAMES]
        self.secrets |= {value for value in found if len(value) >= PIECE}
        return answer

    @staticmethod
    def _of_headers(request: Request) -> Iterator[str]:
        for name, value in request.headers:
            if name.lower() == "authorization":
                yield value.rpartition(" ")[2]

    @staticmethod
    def _of_body(body: bytes) -> Iterator[str]:
        try:
            members = json.loads(body)
        except ValueError:
            yield from (value for name, value in parse_qsl(body.decode("latin-1")) if name in NAMES)
            return
        yield from (value for name, value in members.items() if name in NAMES) if isinstance(members, dict) else ()


Known = Mapping[str, str]
"""From each piece of each form of a secret to the secret."""


def known(secrets: Iterable[str]) -> Known:
    return {piece: secret for secret in secrets for form in forms(secret) for piece in pieces(form) - PUBLIC}


def seen(secrets: Known, text: str) -> list[str]:
    """Return the secrets of which a piece stands in the text, as it is, percent-encoded or in base64."""
    return sorted({secrets[piece] for piece in pieces(text) if piece in secrets})


def forms(secret: str) -> set[str]:
    encoded = {base64.b64encode(b"\0" * before + secret.encode()).decode()[4:-4] for before in range(3)}
    return {secret, quote(secret), *encoded}


def pieces(text: str) -> set[str]:
    return {text[at : at + PIECE] for at in range(len(text) - PIECE + 1)}


PUBLIC = {piece for letter in "AB" for piece in pieces(f"finapi-reference-client-{letter}")}
"""A client's name is no secret, though the secrets of the reference clients have words of it."""


@pytest.fixture(scope="module", params=["alone", "in parallel"])
def loud(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Run, Project, Known]]:
    """A run of careless scenarios with every report and all the talk that pytest offers."""
    server = make_server("finapi")
    listener = Listener(server.answer)
    more = {"alone": (), "in parallel": ("-n", "2", "--alluredir=results")}[request.param]
    with pytest.MonkeyPatch.context() as patch, Background(server) as door:
        patch.setattr(server, "answer", listener)
        project = Project(tmp_path_factory.mktemp("loud"), server.credentials)
        project.write_target(door.base_url)
        project.write_scenarios("import base64\n\n\n", CARELESS, ALL)
        yield project.run("--oauth-fuzz=3", *LOUD, *more), project, known(listener.secrets)


Loud = tuple[Run, Project, Known]


def artefacts(project: Project) -> Iterator[tuple[Path, str]]:
    """Yield what the run wrote; the file with the target's own credentials is the user's."""
    for file in project.files():
        if file.name != "conformance.toml":
            yield file.relative_to(project.path), file.read_bytes().decode("utf-8", "replace")


def test_server_heard_secrets(loud: Loud) -> None:
    """The search has something to search for: tokens, passwords, right and wrong secrets."""
    _, project, secrets = loud
    assert seen(secrets, project.credentials["client_secret"]) != []
    assert len(set(secrets.values())) > 50


def test_output_holds_no_secret(loud: Loud) -> None:
    """Neither locals, logs, printed texts, asserts nor exceptions show one."""
    run, _, secrets = loud
    assert "printed: " in run.out
    assert seen(secrets, run.out) == []


def test_artefacts_hold_no_secret(loud: Loud) -> None:
    """Verdicts, Allure results, JUnit file, log file, and whatever else lies in the project."""
    _, project, secrets = loud
    written = dict(artefacts(project))
    names = {str(file) for file in written}
    assert {"reports/verdicts.jsonl", "junit.xml", "run.log"} <= names
    assert any("-result.json" in name for name in names)
    assert {str(file): found for file, text in written.items() if (found := seen(secrets, text))} == {}


def test_no_artefact_had_to_be_overwritten(loud: Loud) -> None:
    """The last search had nothing to find."""
    assert loud[0].lines("overwritten") == []


def test_every_item_has_its_verdict(loud: Loud) -> None:
    """Care for secrets keeps no finding away."""
    found: dict[str, set[str]] = {}
    for verdict in loud[1].verdicts().values():
        found.setdefault(verdict["scenario"], set()).add(verdict["outcome"])
    assert {
        name: found[name] for name in ("plain-assert", "exception", "attribute", "chatter", "finding", "drawn")
    } == {
        "plain-assert": {"failed"},
        "exception": {"broken"},
        "attribute": {"broken"},
        "chatter": {"passed"},
        "finding": {"observed"},
        "drawn": {"failed"},
    }


def observed(loud: Loud, scenario: str, case: str) -> str:
    verdicts = loud[1].verdicts().values()
    return next(str(each["observed"]) for each in verdicts if (each["scenario"], each["case"]) == (scenario, case))


def test_slip_of_a_scenario_is_told_with_its_place(loud: Loud) -> None:
    """An AttributeError comes without traceback, but with file and line."""
    text = observed(loud, "attribute", "password")
    assert re.fullmatch(
        r"our own fault: AttributeError: 'str' object has no attribute 'nothing_of_that_name' "
        r"\(test_words\.py:\d+ in test_attribute\)",
        text,
    )
    assert "Traceback" not in loud[0].out
    assert "nothing_of_that_name\n" not in loud[0].out


def test_exception_is_told_with_a_pseudonym(loud: Loud) -> None:
    """Where the text of an exception holds a token, its pseudonym is read."""
    text = observed(loud, "exception", "refresh")
    assert re.search(r"RuntimeError: no entry for <access_token-\d+> \(test_words", text)


def test_plain_assert_is_told_with_its_place(loud: Loud) -> None:
    """A plain assert is a finding with both sides, as far as they are no secrets, and with file and line."""
    text = observed(loud, "plain-assert", "password")
    assert re.search(r"assert '<access_token-\d+>' == 'another'", text)
    assert re.search(r"test_words\.py:\d+", text)


# ---------------------------------------------------------------- what others write

PLANTED = """\
import pathlib


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        pathlib.Path({name!r}).write_text({text!r})
"""


def planted(secret: str) -> dict[str, str]:
    return {
        "as it is": f"the secret is {secret}.",
        "in base64": base64.b64encode(f"client:{secret}".encode()).decode(),
        "percent-encoded": f"client_secret={quote(secret + '/')}",
    }


@pytest.mark.parametrize("form", ["as it is", "in base64", "percent-encoded"])
def test_planted_secret_fails_the_run(project: Project, form: str) -> None:
    """A secret that another plugin wrote into the reports is overwritten, and file and pseudonym are named."""
    secret = project.credentials["client_secret"]
    project.write_scenarios(GRANT)
    project.write("conftest.py", PLANTED.format(name="reports/allure-results/planted.txt", text=planted(secret)[form]))
    ended = project.run("--oauth-fuzz=0")
    assert ended.ret == 1
    assert (
        len(
            ended.lines(
                r"^ERROR .*reports/allure-results/planted\.txt held <client_secret-\d+> \(line 1.*\); overwritten$"
            )
        )
        == 1
    )
    text = (project.path / "reports/allure-results/planted.txt").read_text("utf-8")
    assert seen(known([secret]), text) == []
    assert re.search(r"<client_secret-\d+>", text)


@pytest.mark.parametrize("place", ["junit.xml", "run.log", "results/planted.json"])
def test_planted_secret_is_found_in_every_report(project: Project, place: str) -> None:
    """The search goes through JUnit file, log file and Allure results, wherever they were sent, under -n 2, too."""
    secret = project.credentials["client_secret"]
    project.write_scenarios(GRANT)
    project.write("conftest.py", PLANTED.format(name=place, text=f"the secret is {secret}."))
    where = ("--junitxml=junit.xml", "--log-file=run.log", "--alluredir=results")
    ended = project.run("--oauth-fuzz=0", "-n", "2", *where)
    assert ended.ret == 1
    assert len(ended.lines(rf"^ERROR .*{re.escape(place)} held <client_secret-\d+> \(line \d+.*\); overwritten$")) == 1


def test_secret_of_the_server_is_found_under_workers(project: Project) -> None:
    """What only a worker heard is searched for by the process that reports."""
    project.write_scenarios(
        "import pathlib\n\n\n",
        GRANT.replace(
            "    server.call(operation).send().accepted(promise)\n",
            "    token = server.call(operation).send().json['access_token']\n"
            "    pathlib.Path(f'reports/allure-results/{operation}.txt').write_text(token)\n",
        ),
    )
    ended = project.run("-n", "2", "--oauth-fuzz=0")
    assert ended.ret == 1
    assert len(ended.lines(r"^ERROR .*\.txt held <access_token-\d+> \(line 1.*\); overwritten$")) == 3


def test_pseudonym_is_stable(project: Project, run: RunHere) -> None:
    """The same secret has the same pseudonym in every verdict of a process."""
    project.write_scenarios(
        GRANT.replace("    server.call", "    server.deviates(str(server.client_secret), 'another')\n    server.call")
    )
    run()
    expected: set[Any] = {verdict["expected"] for verdict in project.verdicts().values()}
    assert len(expected) == 1


def test_a_spoilt_secret_is_no_common_text(project: Project, run: RunHere) -> None:
    """What is made of a secret is searched for as well, so it may not be what other requests hold by chance."""
    project.write_scenarios(
        GRANT.replace(
            "    server.call",
            "    for way in sorted(WAYS):\n        spoil(server.client_secret, way)\n"
            "    server.deviates('no answer to ' + 'x' * 9_000, 'a' * 9_000)\n    server.call",
        ).replace("@scenario", "from conformance.strategies import WAYS\n\n\n@scenario")
    )
    ended = run()
    assert ended.lines("overwritten") == []
    assert {verdict["expected"] for verdict in project.verdicts().values()} == {"no answer to " + "x" * 9_000}


def test_token_that_the_contract_looks_for_elsewhere_is_shown_nowhere(
    pytester: pytest.Pytester, run: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in the contract's `answer` costs a verdict, and betrays no token."""
    server, tokens = make_server("finapi"), []
    inner = server.answer

    def answer(request: Request) -> Answer:
        answered = inner(request)
        body = json.loads(answered.body) if request.path == "/oauth/token" else {}
        if "access_token" in body:
            tokens.append(body["access_token"])
            return Answer(200, answered.headers, json.dumps({"data": {"key": body["access_token"]}}).encode())
        return answered

    monkeypatch.setattr(server, "answer", answer)
    project = Project(pytester.path, server.credentials)
    with Background(server) as door:
        project.write_target(door.base_url)
        project.write_scenarios(GRANT)
        ended = run()
    assert ended.ret == 1
    assert tokens
    assert "expected an access token at /access_token" in ended.out
    written = [file.read_bytes() for file in project.files() if "reports" in file.parts]
    assert [token for token in tokens if token in ended.out or any(token.encode() in text for text in written)] == []
