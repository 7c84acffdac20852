"""What counts as a refusal, and what keeps one from being believed."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from conformance.reference import Answer, Request, make_server
from conformance.reference.door import Background
from tests.plugin.conftest import RunHere
from tests.plugin.projects import GRANT, LENGTH, REVOCATION, SECRET, Project

Change = Callable[[Request, Answer], Answer]
ONE = "own/request-id.max-length/longer-request-id-is-refused/client-credentials"
PASSWORD = "own/client-auth.wrong-secret/wrong-secret-is-refused/password"


def longer_id(request: Request) -> bool:
    return any(name.lower() == "x-request-id" and len(value) > 255 for name, value in request.headers)


class Odd:
    """A conformant server whose answers are changed on their way out."""

    def __init__(self, change: Change) -> None:
        self.server = make_server("finapi")
        self._answer = self.server.answer
        self._change = change
        self.asked = 0

    def __call__(self, request: Request) -> Answer:
        self.asked += request.path == "/oauth/token"
        return self._change(request, self._answer(request))


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(pytester: pytest.Pytester, run: RunHere, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs a scenario against a server whose answers are changed, and returns the verdicts."""

    def ask_server(change: Change, scenario: str = LENGTH, *options: str) -> dict[str, Any]:
        odd = Odd(change)
        monkeypatch.setattr(odd.server, "answer", odd)
        project = Project(pytester.path, odd.server.credentials)
        with Background(odd.server) as door:
            project.write_target(door.base_url)
            project.write_scenarios(scenario)
            run("-p", "no:cacheprovider", *options)
        return project.verdicts()

    return ask_server


def replied(status: int, body: bytes = b"{}") -> Answer:
    return Answer(status, (("Content-Type", "application/json"),), body)


def unchanged(request: Request, answer: Answer) -> Answer:
    return answer


def test_refusal_is_believed_when_the_control_is_accepted(ask: Ask) -> None:
    """A server that refuses the longer request id, and the same call without it not, keeps its promise."""
    verdict = ask(unchanged)[ONE]
    assert (verdict["outcome"], verdict["requests"]) == ("passed", 2)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_server_error_is_no_refusal(ask: Ask, status: int) -> None:
    """Whoever breaks down has refused nothing."""
    verdict = ask(lambda request, answer: replied(status) if longer_id(request) else answer)[ONE]
    assert verdict["outcome"] == "failed"
    assert verdict["expected"] == "a refusal (a 4xx about the request)"
    assert verdict["observed"] == f"status {status}, application/json: {{}}"


@pytest.mark.parametrize("status", [407, 408, 425, 429])
def test_status_about_something_else_is_no_refusal(ask: Ask, status: int) -> None:
    """A 4xx that speaks of proxies, time or frequency says nothing about the request."""
    verdict = ask(lambda request, answer: replied(status) if longer_id(request) else answer)[ONE]
    assert verdict["outcome"] == "failed"


def test_token_in_a_refusal_fails(ask: Ask) -> None:
    """A 400 that carries a token all the same is none."""
    body = b'{"access_token": "a-token-that-nobody-should-have-got"}'
    verdict = ask(lambda request, answer: replied(400, body) if longer_id(request) else answer)[ONE]
    assert verdict["outcome"] == "failed"
    assert verdict["expected"] == "a refusal without a token"
    assert verdict["observed"] == "access_token in an answer with status 400"


# ---------------------------------------------------------------- the control


def test_client_that_is_suspended_meanwhile_blocks_the_item(ask: Ask) -> None:
    """After the refusal the client is suspended: the control is refused, so nothing was learnt."""
    seen: list[Request] = []

    def suspended(request: Request, answer: Answer) -> Answer:
        seen.extend([request] if longer_id(request) else [])
        return replied(401, b'{"error": "invalid_client"}') if seen and request.path == "/oauth/token" else answer

    verdict = ask(suspended)[ONE]
    assert verdict["outcome"] == "blocked"
    assert verdict["blocked_by"] == "grant.accepted"
    assert verdict["observed"].startswith("the control was refused: client_credentials, unspoiled, answered status 401")


def test_refused_set_up_blocks_the_item(ask: Ask) -> None:
    """A user who gets no token any more blocks what was to be tried with it."""
    seen: list[Request] = []

    def no_users(request: Request, answer: Answer) -> Answer:
        seen.extend([request] if request.path == "/oauth/token" else [])
        return replied(400, b'{"error": "invalid_grant"}') if len(seen) > 1 and b"=password" in request.body else answer

    verdicts = ask(no_users, SECRET)
    assert {verdict["outcome"] for verdict in verdicts.values()} == {"blocked"}
    assert verdicts[PASSWORD]["observed"].startswith("set-up was refused: password answered status 400")


def test_server_that_refuses_everything_turns_nothing_green(ask: Ask) -> None:
    """A firewall in front of the server passes no scenario about refusals."""
    verdicts = ask(lambda request, answer: replied(403), LENGTH + SECRET)
    assert {verdict["outcome"] for verdict in verdicts.values()} <= {"broken", "blocked", "not-testable"}


@pytest.mark.parametrize("states", ["states endpoint", "no states"])
def test_wrong_secret_in_the_configuration_is_said_once(
    pytester: pytest.Pytester, run: RunHere, served: str, states: str
) -> None:
    """A client secret that the server refuses is one broken verdict; what follows only points to it."""
    project = Project(pytester.path, make_server("finapi").credentials)
    text = project.write_target(served, client_secret="not-the-secret-of-this-client").read_text("utf-8")
    if states == "no states":
        project.write("conformance.toml", text.replace(f'url = "{served}/_states"', ""))
    project.write_scenarios(GRANT, LENGTH, SECRET)
    ended = run()
    assert ended.ret == 1
    assert list(project.outcomes().values()) == ["broken"] + 5 * ["not-testable"]
    assert len(ended.lines(r"^  to do     \[targets\.own\] client_id, client_secret, client_auth +# check these$")) == 1


WITNESS = '''\
@scenario("revocation.accepted")
def test_revoked_token_is_dead(server, promise, operation, token, hint):
    """Two items that ask for an access token."""
    tokens = server.tokens()
    server.call(operation).but(token=tokens.get(token)).send().accepted(promise)
    server.check_dead("access_token", tokens.access_token)


'''
FOREIGN = '''\
@scenario("grant.accepted")
def test_other_client_is_accepted(server, promise, operation):
    """Three items that need the other client."""
    server.another_client().tokens(of="client")
    server.call(operation).send().accepted(promise)


'''


def test_configured_user_who_cannot_log_in_is_said_once(
    pytester: pytest.Pytester, run: RunHere, served: str, project: Project
) -> None:
    """Who needs the user only points to the first verdict; what the client can do alone is judged."""
    text = (pytester.path / "conformance.toml").read_text("utf-8")
    user = 'user = { username = "nobody.here", password = "no-such-password-1" }'
    project.write("conformance.toml", text.replace(f'url = "{served}/_states"', user))
    project.write_scenarios(GRANT, SECRET, REVOCATION)
    ended = run()
    assert Counter(project.outcomes().values()) == {"broken": 1, "not-testable": 6, "passed": 1}
    broken = next(verdict for verdict in project.verdicts().values() if verdict["outcome"] == "broken")
    assert broken["observed"].startswith("the user of the configuration is refused: password answered status 400")
    assert broken["remedy"] == "[targets.own.states] user   # check it"
    assert len(ended.lines("^Broken: ")) == 1


def test_configured_other_client_that_is_refused_is_said_once(
    pytester: pytest.Pytester, run: RunHere, served: str, project: Project
) -> None:
    """The default client is judged as ever."""
    text = (pytester.path / "conformance.toml").read_text("utf-8")
    project.write(
        "conformance.toml", text.replace(project.credentials["other_client"]["client_secret"], "not-this-one")
    )
    project.write_scenarios(GRANT, FOREIGN)
    run()
    assert Counter(project.outcomes().values()) == {"passed": 3, "broken": 1, "not-testable": 2}
    broken = next(verdict for verdict in project.verdicts().values() if verdict["outcome"] == "broken")
    assert broken["observed"].startswith("the other client's credentials are refused: client_credentials answered")
    assert broken["remedy"] == "[targets.own] other_client   # check it"


def test_witness_that_is_not_there_is_said_once(ask: Ask) -> None:
    """However its answers differ, one verdict says that it is none, and the others point to it."""
    count = itertools.count()

    def lost(request: Request, answer: Answer) -> Answer:
        nothing = b'{"nothing": %d}' % next(count)
        return replied(404, nothing) if request.path == "/api/v1/users" else answer

    verdicts = list(ask(lost, WITNESS).values())
    assert [verdict["outcome"] for verdict in verdicts] == ["broken", "not-testable"]
    assert verdicts[0]["remedy"] == "check [witnesses.access_token] of the contract against this server"


# ---------------------------------------------------------------- what was held before


def ends_tokens() -> Change:
    """Answer 401 to every witness once a wrong secret was refused."""
    refused: list[Request] = []

    def change(request: Request, answer: Answer) -> Answer:
        refused.extend([request] if answer.status == 401 and request.path == "/oauth/token" else [])
        return replied(401) if refused and request.path == "/api/v1/users" else answer

    return change


def test_held_token_that_dies_of_a_refusal_fails(ask: Ask) -> None:
    """A refused request that ends the tokens held before did not leave everything as it was."""
    verdict = ask(ends_tokens(), SECRET)[PASSWORD]
    assert verdict["outcome"] == "failed"
    assert verdict["expected"] == "a living access_token after a refused request"


def test_too_many_requests_are_told_once(ask: Ask) -> None:
    """Who answers 429 to a valid call did not look at it; nobody is accused, and the limit to set is told."""
    verdicts = list(
        ask(lambda request, answer: replied(429) if request.path == "/oauth/token" else answer, SECRET).values()
    )
    assert [verdict["outcome"] for verdict in verdicts] == ["broken", "not-testable"]
    assert verdicts[0]["observed"] == "own answers 429: too many requests"
    assert verdicts[0]["remedy"] == "[targets.own.limits] requests_per_second = 1   # as many as it allows"


def test_held_token_that_cannot_be_asked_about_accuses_nobody(ask: Ask) -> None:
    """A witness that answers 503 says neither alive nor dead; who asks it on purpose tells so."""

    def away(request: Request, answer: Answer) -> Answer:
        return replied(503) if request.path == "/api/v1/users" else answer

    verdicts = list(ask(away, SECRET).values())
    assert [verdict["outcome"] for verdict in verdicts] == ["passed", "passed"]


# ---------------------------------------------------------------- servers that do not always do the same


def flaky(every: int) -> Change:
    """Accept every n-th longer request id."""
    seen: list[Request] = []

    def change(request: Request, answer: Answer) -> Answer:
        if longer_id(request):
            seen.append(request)
            if len(seen) % every == 0:
                return replied(200, b'{"access_token": "a-token-for-a-longer-request-id", "token_type": "bearer"}')
        return answer

    return change


def test_result_that_does_not_repeat_says_how_often(ask: Ask) -> None:
    """A deviation that was seen once stands, with the number of times."""
    verdict = ask(flaky(4), LENGTH, "--oauth-fuzz=10")[ONE]
    assert verdict["outcome"] == "failed"
    assert "1 of " in verdict["observed"]
    assert " times" in verdict["observed"]


def test_shrinking_is_bounded(ask: Ask) -> None:
    """A deviation of any length is told after some tens of requests, not thousands."""
    verdict = ask(
        lambda request, answer: replied(500) if any(len(value) > 300 for _, value in request.headers) else answer,
        LENGTH,
        "--oauth-fuzz=25",
    )[ONE]
    assert verdict["outcome"] == "failed"
    assert verdict["requests"] <= 200
    assert verdict["seconds"] < 6


def test_drawn_values_stand_in_the_verdict(ask: Ask) -> None:
    """The failing example is told with what was drawn, the smallest that was found."""
    verdict = ask(
        lambda request, answer: replied(500) if any(len(value) > 300 for _, value in request.headers) else answer,
        LENGTH,
        "--oauth-fuzz=25",
    )[ONE]
    assert verdict["draws"] == {"excess": 46}


def test_boundary_is_always_tried(ask: Ask) -> None:
    """With --oauth-fuzz=0 the examples of the scenario still run."""
    verdict = ask(
        lambda request, answer: replied(200) if any(len(value) == 256 for _, value in request.headers) else answer,
        LENGTH,
        "--oauth-fuzz=0",
    )[ONE]
    assert (verdict["outcome"], verdict["draws"]) == ("failed", {"excess": 1})
