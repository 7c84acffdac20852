"""Sixty secrets of unusual shape go through every operation; none is in any file that a run leaves, by this search.

The search shares nothing with what replaces secrets: it writes each secret in every form that it knows of.
"""

from __future__ import annotations

import base64
import html
import json
import random
import re
import string
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import pytest

from conformance.reference import Answer, Request
from conformance.reference.door import Background
from tests.plugin.projects import ALL, CONTRACT, Project, Run

COMMON = "password"
SHORTEST_FORM = 8
LONGEST_HEADER = 4000
OPERATIONS = ("basic", "client_credentials", "password", "refresh", "revoke", "users")
MORE_OF_THE_CONTRACT = f"""
[operations.basic]
does     = "issue"
for      = "client"
auth     = "client"
request  = "POST /oauth/token"
form     = {{ grant_type = "client_credentials" }}
answer   = {{ access_token = "/access_token", token_type = "/token_type" }}
lifetime = {{ at = "/expires_in", in = "seconds" }}

[[promise]]
behaviour = "bearer.not-needed"
statement = "Whoever asks is answered."
source    = {{ from = "notes", at = "answers" }}
level     = "must"
basis     = "documented"
on        = {list(OPERATIONS)}
"""
"""A client that shows itself by HTTP Basic, and a sentence about every operation."""
CARELESS = '''\
@scenario("bearer.not-needed")
def test_success(server, promise, operation):
    """Passes, and talks."""
    answer = server.call(operation).send().accepted(promise)
    print(answer.json, answer.body)


@scenario("bearer.not-needed")
def test_failure(server, promise, operation):
    """Finds something, with the secret in its words."""
    answer = server.call(operation).send()
    server.deviates("another answer", str(answer.json))


@scenario("bearer.not-needed")
def test_internal_error(server, promise, operation):
    """Slips, with the secret at hand."""
    answer = server.call(operation).send()
    logging.getLogger("careless").error("%s", answer.json)
    raise RuntimeError(f"{answer.json} {answer.body!r}")


@scenario("bearer.not-needed")
def test_error_of_the_machine(server, promise, operation):
    """What sends slips, with a request in its words that holds every secret as it is sent."""
    def slip(wire, octets, began):
        logging.getLogger("careless").error("%s", octets)
        raise LookupError(octets.path, octets.headers, octets.content)

    sent = server.call(operation)
    with patch.object(Wire, "_exchange", slip):
        sent.send()


@scenario("revocation.accepted")
def test_revoked(server, promise, operation, token, hint):
    """Spoils and sends on what it has."""
    given = server.tokens()
    server.call(operation).but(token=spoil(given.access_token, "reversed")).send()
    server.call(operation).but(token=given.json["refresh_token"]).send()
    server.observe(f"{given.json}")
    raise ValueError(json.dumps(given.json))


'''
HEAD = """\
import json
import logging
from unittest.mock import patch

from conformance.wire import Wire


"""
UNSENT = "error-of-the-machine"
"""A scenario whose requests never left, so that no recording answers them."""
LOUD = ("-vv", "-rA", "--showlocals", "--log-level=DEBUG", "--log-file=run.log", "--junitxml=junit.xml")


def made_canaries() -> list[str]:
    """Return sixty secrets; every run has others."""
    chance = random.Random()
    letters = string.ascii_letters + string.digits

    def word(length: int) -> str:
        return "".join(chance.choice(letters) for _ in range(length))

    signs = (
        '"',
        "'",
        "%",
        "+",
        "/",
        "=",
        "&",
        "\\",
        "<b>",
        "%2B",
        " ",
        "{}",
        "#",
        "é",
        "€",
        "𐍈",
        "]]>",
        "$(x)",
        ";",
        ":",
    )
    made = [f"{word(7)}{sign}{word(7)}" for sign in signs]
    made += [f"{sign}{word(9)}{sign}{sign}{word(6)}{sign}".strip() for sign in signs[:15]]
    made += [word(8), word(8), word(4000), f"{word(2000)}/+{word(1998)}", COMMON]
    longer = word(40)
    made += [longer, longer[:20], longer[:12]]
    made += [base64.b64encode(chance.randbytes(30)).decode(), chance.randbytes(20).hex(), word(20).upper()]
    made += [
        "größe" + word(12),
        "ключ" + word(10),
        "鍵" + word(10),
        f"{word(6)}\u2028{word(6)}",
        f"{word(6)}\t{word(6)}",
    ]
    head = base64.urlsafe_b64encode(b'{"alg": "HS256"}').decode().rstrip("=")
    made += [f"{head}.{base64.urlsafe_b64encode(word(60).encode()).decode().rstrip('=')}.{word(43)}"]
    claims = json.dumps({"sub": word(16), "email": f"{word(9)}@example.com"}).encode()
    made += [f"{head}.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.{word(43)}"]
    return made + [word(24) for _ in range(60 - len(made))]


class Careless:
    """A server that gives canaries for tokens, one after the other, and says back what it was sent."""

    def __init__(self, canaries: list[str]) -> None:
        self._next = cycle(canaries)
        self.given: set[str] = set()
        self.spoilt: set[str] = set()

    def canary(self) -> str:
        self.given.add(found := next(self._next))
        return found

    def answer(self, request: Request) -> Answer:
        path = request.path
        if path == "/_states":
            return self._state(json.loads(request.body))
        sent = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        said = [*sent.values(), request.header("Authorization") or "", request.query]
        if path == "/oauth/token":
            tokens = {"access_token": self.canary(), "refresh_token": self.canary(), "token_type": "bearer"}
            return self._json(200, {**tokens, "expires_in": 3600, "you_sent": said}, escape=bool(len(said) % 2))
        return self._json(200, {"id": "7", "you_sent": said}, escape=False)

    def _state(self, asked: dict[str, Any]) -> Answer:
        if asked["state"] == "time passes":
            return self._json(200, {"now": 1767225600})
        return self._json(200, {"username": "somebody", "password": self.canary()})

    @staticmethod
    def _json(status: int, value: object, *, escape: bool = True) -> Answer:
        body = json.dumps(value, ensure_ascii=escape).encode()
        echo = quote(json.dumps(value))
        headers = (("Content-Type", "application/json"), ("X-Echo", echo if len(echo) < LONGEST_HEADER else "too long"))
        return Answer(status, headers, body)


def forms(secret: str) -> Iterator[str]:
    """Yield every form in which this search knows a secret."""
    raw = secret.encode()
    plain = [secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]]
    plain += [json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1], repr(raw)[2:-1]]
    plain += [re.sub("%..", lambda found: found[0].lower(), form) for form in plain]
    plain += [json.dumps(form)[1:-1] for form in plain]
    yield from plain
    yield from (html.escape(form) for form in plain)
    yield from (html.escape(form, quote=False) for form in plain)
    for text in (raw, quote_plus(secret).encode()):  # HTTP Basic has it form-encoded (RFC 6749 2.3.1)
        for before in range(3):
            shifted = b"\0" * before + text
            whole = shifted[: len(shifted) // 3 * 3]
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                yield encode(whole).decode()[4 if before else 0 :]


def found_in(files: Iterable[Path], secrets: Iterable[str]) -> list[tuple[str, ...]]:
    searched = {form: secret for secret in secrets for form in forms(secret) if len(form) >= SHORTEST_FORM}
    hits = []
    for file in files:
        text = file.read_bytes().decode("utf-8", "replace")
        hits += [
            (file.name, form[:40], text[max(0, text.find(form) - 60) : text.find(form) + 80])
            for form, secret in searched.items()
            if form in text
        ]
    return sorted(set(hits))


Ran = tuple[Run, Project, Careless, list[str]]


@pytest.fixture(scope="module", params=["alone", "in parallel"])
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A recording of careless scenarios at a careless server, with every report that there is."""
    canaries = made_canaries()
    server = Careless(canaries)
    client, other = canaries[0], canaries[45]
    credentials = {"client_id": "a-client-id", "client_secret": "${CANARY_A}"}
    credentials["other_client"] = {"client_id": "another-client", "client_secret": "${CANARY_B}"}  # type: ignore[assignment]
    project = Project(tmp_path_factory.mktemp("canaries"), credentials)
    project.write_scenarios(HEAD, CARELESS, ALL)
    more = ("-n", "2") if request.param == "in parallel" else ()
    with Background(server) as door:  # type: ignore[arg-type]
        project.write_target(door.base_url, client_auth="basic")
        project.write("own.toml", CONTRACT + MORE_OF_THE_CONTRACT)
        env = {"CANARY_A": client, "CANARY_B": other}
        runs = [project.run("--oauth-cassettes=record", *LOUD, *more, env=env) for _ in range(2)]
    return runs[-1], project, server, canaries


def test_there_are_sixty() -> None:
    """No canary is another's double."""
    assert len(set(made_canaries())) == 60


@pytest.mark.parametrize(
    "shape",
    ['"', "'", "%", "[+]", "/", "=", "[^ -~]", "^.{8}$", "^.{4000}$", f"^{COMMON}$"],
    ids=lambda shape: repr(shape),
)
def test_shape_is_among_them(shape: str) -> None:
    """Each shape that is hard to find has its canary."""
    assert [canary for canary in made_canaries() if re.search(shape, canary, re.DOTALL)] != []


def test_prefix_of_another_is_among_them() -> None:
    """Who replaces the shorter one first leaves the rest of the longer one."""
    canaries = made_canaries()
    assert [one for one in canaries for other in canaries if one != other and other.startswith(one)] != []


def test_every_canary_was_given(ran: Ran) -> None:
    """All of them were tokens or passwords of the run."""
    assert ran[2].given == set(ran[3])


def test_search_finds_what_is_there(tmp_path: Path) -> None:
    """The search itself sees each canary, raw, escaped and in the midst of base64."""
    for number, canary in enumerate(canaries := made_canaries()):
        inside = base64.b64encode(f"id:{canary}:{canary}".encode()).decode()
        (tmp_path / f"{number}-a").write_text(inside)
        (tmp_path / f"{number}-b").write_text(json.dumps({"a": canary}))
    hits = {name for name, *_ in found_in(tmp_path.iterdir(), canaries)}
    assert hits == {f"{number}-{kind}" for number in range(60) for kind in "ab"}


@pytest.mark.parametrize(
    ("scenario", "outcome"),
    [("success", "passed"), ("failure", "failed"), ("internal-error", "broken"), (UNSENT, "broken")],
)
def test_scenarios_did_their_worst_with_every_operation(ran: Ran, scenario: str, outcome: str) -> None:
    """Success, failure, a slip of a scenario and one of the machine are the verdicts on every operation."""
    found = {each["operation"]: each["outcome"] for each in ran[1].verdicts().values() if each["scenario"] == scenario}
    assert found == dict.fromkeys(OPERATIONS, outcome)


def test_error_of_the_machine_is_told(ran: Ran) -> None:
    """It is no other error that made those items broken."""
    found = [each["observed"] for each in ran[1].verdicts().values() if each["scenario"] == UNSENT]
    assert [text for text in found if not text.startswith("our own fault: LookupError: ")] == []


def test_no_file_holds_a_canary(ran: Ran) -> None:
    """Cassettes, verdicts, Allure results, JUnit and logs, searched for every form of each."""
    files = [file for file in ran[1].files() if "__pycache__" not in file.parts]
    assert {"verdicts.jsonl", "junit.xml", "run.log"} <= {file.name for file in files}
    assert len([file for file in files if file.suffix == ".yaml"]) > 20
    assert found_in(files, set(ran[3]) - {COMMON}) == []


def test_output_holds_no_canary(ran: Ran, tmp_path: Path) -> None:
    """What the terminal showed, local variables included."""
    (tmp_path / "output").write_text(ran[0].out)
    assert found_in(tmp_path.iterdir(), set(ran[3]) - {COMMON}) == []


def test_common_word_is_replaced_by_field(ran: Ran) -> None:
    """No field of a secret shows the word; it is read in other places, as in every report."""
    fields = r'(?:access_token|refresh_token|client_secret|password|token)(?:\\*": \\*"|=)password\b(?!=)'
    texts = {file.name: file.read_text("utf-8") for file in ran[1].files() if file.suffix == ".yaml"}
    assert {name: found for name, text in texts.items() if (found := re.findall(fields, text))} == {}


def test_recordings_of_canaries_are_judged_alike(ran: Ran) -> None:
    """Whatever the shape of a secret, its pseudonym plays its part."""
    _, project, _, _ = ran
    kept = ("outcome", "requests")
    before = judged(project, kept)
    project.run("--oauth-cassettes=replay")
    assert judged(project, kept) == before


def judged(project: Project, kept: tuple[str, ...]) -> dict[str, list[Any]]:
    verdicts = project.verdicts().items()
    return {name: [each[key] for key in kept] for name, each in verdicts if each["scenario"] != UNSENT}
