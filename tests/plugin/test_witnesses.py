"""Several witnesses of one kind of token: whom to believe, and who is later than the others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from conformance.reference import Answer, Request, make_server
from conformance.reference.door import Background
from tests.plugin.conftest import RunHere
from tests.plugin.projects import Project

SECOND = """
[witnesses.elsewhere]
of      = "access_token"
request = "GET /elsewhere"
headers = { Authorization = "Bearer {token}" }
alive   = 200
dead    = 401
"""
DEATH = '''\
@scenario("revocation.accepted")
def test_revoked_token_is_dead(server, promise, operation, token, hint):
    """Every witness is asked before and after."""
    tokens = server.tokens()
    server.check_alive("access_token", tokens.access_token)
    server.call(operation).but(token=tokens.get(token)).send().accepted(promise)
    server.check_dead("access_token", tokens.access_token)


'''
ITEM = "own/revocation.accepted/revoked-token-is-dead/revoke-access-token-none"
Ask = Callable[..., dict[str, Any]]


class Elsewhere:
    """A conformant server with a second place that hears of a revocation late, or that is not there."""

    def __init__(self, delay: float | None) -> None:
        self.server = make_server("finapi")
        self._answer = self.server.answer
        self._delay = delay
        self._revoked_at: float | None = None

    def __call__(self, request: Request) -> Answer:
        if request.path == "/oauth/revoke":
            self._revoked_at = time.monotonic()
        return self._elsewhere() if request.path == "/elsewhere" else self._answer(request)

    def _elsewhere(self) -> Answer:
        if self._delay is None:
            return Answer(404)
        since = None if self._revoked_at is None else time.monotonic() - self._revoked_at
        return Answer(401 if since is not None and since >= self._delay else 200)


@pytest.fixture
def ask(pytester: pytest.Pytester, run: RunHere, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Returns the verdict on a server whose second witness hears of a revocation after so many seconds."""

    def ask_server(delay: float | None, settle: str = "2s") -> dict[str, Any]:
        elsewhere = Elsewhere(delay)
        monkeypatch.setattr(elsewhere.server, "answer", elsewhere)
        project = Project(pytester.path, elsewhere.server.credentials)
        with Background(elsewhere.server) as door:
            project.write_target(door.base_url, more=f'[targets.own.limits]\nsettle = "{settle}"\n')
            contract = project.path / "own.toml"
            contract.write_text(contract.read_text("utf-8").replace("\n[[promise]]", SECOND + "\n[[promise]]", 1))
            project.write_scenarios(DEATH)
            run("-k", "access-token")
        verdict: dict[str, Any] = project.verdicts()[ITEM]
        return verdict

    return ask_server


def test_witness_that_is_later_is_told_with_its_delay(ask: Ask) -> None:
    """The promise is kept, as it settled in time; who was later, and by how much, stands in the verdict."""
    verdict = ask(0.3)
    assert verdict["outcome"] == "passed"
    assert "access_token said that the access_token is dead, elsewhere said so " in verdict["observed"]
    assert 200 <= int(verdict["observed"].split()[-3]) <= 1500


def test_witness_that_never_agrees_is_believed(ask: Ask) -> None:
    """One place where a revoked token still opens something is enough."""
    verdict = ask(60, settle="0s")
    assert verdict["outcome"] == "failed"
    assert verdict["observed"].startswith("the witness says alive: status 200")


def test_witness_that_is_not_there_is_not_missed(ask: Ask) -> None:
    """The kind's own witness is enough."""
    assert ask(None)["outcome"] == "passed"
