"""Whole runs at servers that cannot be judged: one clear message, never green, every item with a verdict."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

# What an in-process run imports first is forgotten with it; imported here it stays, and is imported once.
import httpcore  # noqa: F401
import pytest

import conformance.report.allure_results
import conformance.run.item
import conformance.run.selection  # noqa: F401
from tests.machine.listener import Listener, answer, drip, free_port, json_answer, listening
from tests.plugin.projects import FORMAT, GRANT, IMPORTS, LENGTH, OWN_PLUGINS, REVOCATION, SECRET, Project, Run

SCENARIOS = (GRANT, LENGTH, SECRET, FORMAT, REVOCATION)
ITEMS = 10
CREDENTIALS = {
    "client_id": "the-client",
    "client_secret": "the-right-client-secret",
    "other_client": {"client_id": "another", "client_secret": "the-other-client-secret"},
}
USER = 'user = { username = "ann", password = "the-right-password" }'
REFUSED = json_answer({"error": "invalid_client"}, 401)


class Ended:
    """How a run ended, and what it wrote."""

    def __init__(self, run: Run, project: Project, seconds: float) -> None:
        self.run = run
        self.seconds = seconds
        was_run = run.ret != pytest.ExitCode.USAGE_ERROR
        self.verdicts: list[dict[str, Any]] = list(project.verdicts().values()) if was_run else []
        self.counts = Counter(verdict["outcome"] for verdict in self.verdicts)

    @property
    def broken(self) -> dict[str, Any]:
        return next(verdict for verdict in self.verdicts if verdict["outcome"] == "broken")

    def others(self) -> list[dict[str, Any]]:
        return [verdict for verdict in self.verdicts if verdict["outcome"] != "broken"]


RunAt = Callable[..., Ended]


@pytest.fixture
def run_at(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> RunAt:
    monkeypatch.setenv("COLUMNS", "200")
    project = Project(pytester.path, CREDENTIALS)
    project.write_scenarios(*SCENARIOS)

    def run(url: str, *, states: str = USER, timeout: float = 5.0, more: str = "") -> Ended:
        file = project.write_target(url, more=more + f"[targets.own.http]\ntimeout = {timeout}\n")
        text = file.read_text("utf-8").replace(f'url = "{url}/_states"', states)
        project.write("conformance.toml", text.replace("[targets.own]\n", '[targets.own]\nclient_auth = "post"\n'))
        began = time.monotonic()
        ended = pytester.runpytest_inprocess(*OWN_PLUGINS, "--oauth-fuzz=0")
        return Ended(Run(int(ended.ret), ended.stdout.str() + ended.stderr.str()), project, time.monotonic() - began)

    return run


def check_told_once(ended: Ended, reason: str, remedy: str | None) -> None:
    """Check that the run is red, that one item says why, and that all others point to it."""
    assert ended.run.ret == 1
    assert ended.run.is_traceback_free
    assert (ended.counts, len(ended.verdicts)) == ({"broken": 1, "not-testable": ITEMS - 1}, ITEMS)
    assert (ended.broken["observed"], ended.broken["remedy"]) == (reason, remedy)
    assert {verdict["observed"] for verdict in ended.others()} == {f"own could not be spoken to: {reason}"}
    assert "own is broken: of its 10 verdicts none judged a `must` promise" in ended.run.out
    assert len(ended.run.lines("^Broken: ")) == 1
    assert "the-right" not in ended.run.out


def sound(request: bytes) -> Iterable[bytes]:
    """Answer as a conformant server would, as far as these scenarios look."""
    if not request.startswith(b"POST /oauth/token"):
        return [answer()]
    if b"client_secret=the-right-client-secret" not in request or b"X-Request-Id: " + b"a" * 256 in request:
        return [REFUSED]
    tokens = {"access_token": "a-token-of-ours", "refresh_token": "another-token-of-ours"}
    return [json_answer({**tokens, "expires_in": 3600})]


def test_a_sound_server_is_green(run_at: RunAt) -> None:
    """What follows would be worth nothing if these scenarios were red anyway."""
    with listening(sound) as listener:
        ended = run_at(listener.url)
    others = [v for v in ended.verdicts if v["outcome"] != "passed"]
    assert [(v["behaviour"], v["outcome"]) for v in others] == [("revocation.hint.access-token", "not-testable")]
    assert ended.run.ret == 0


def test_nobody_listens(run_at: RunAt) -> None:
    """A refused connection is told once."""
    url = f"http://127.0.0.1:{free_port()}"
    ended = run_at(url)
    reason = f"<POST {url}/oauth/token>: {url} cannot be reached ([Errno 111] Connection refused)"
    check_told_once(ended, reason, "check base_url, and that the server runs and can be reached from here")


@pytest.mark.parametrize(
    ("octets", "seen"),
    [
        (answer(200, "<!doctype html>\n<p>Welcome</p>", "text/html"), "200, text/html: <!doctype html> <p>Welcome</p>"),
        (answer(404, "<p>Not\n here</p>", "text/html"), "404, text/html: <p>Not here</p>"),
        (answer(200, "", None), "200, no body"),
        (json_answer([]), "200, application/json: []"),
        (json_answer("text"), '200, application/json: "text"'),
        (json_answer(5), "200, application/json: 5"),
        (json_answer(None), "200, application/json: null"),
        (answer(200, "{broken"), "200, application/json: {broken"),
        (answer(200, "[" * 100_000), f"200, application/json: {'[' * 200}…"),
    ],
    ids=["html", "html 404", "nothing", "list", "text", "number", "null", "broken", "deep"],
)
def test_no_object_is_answered(run_at: RunAt, octets: bytes, seen: str) -> None:
    """What is no token endpoint is told once, with what it says."""
    with listening(octets) as listener:
        ended = run_at(listener.url)
    reason = f"client_credentials: expected a JSON object from the token endpoint, found status {seen}"
    check_told_once(ended, reason, "check base_url")


@pytest.mark.parametrize(
    "value",
    [{}, {"access_token": 5}, {"access_token": ""}, {"access_token": ["x"]}],
    ids=["no token", "number", "empty", "list"],
)
def test_no_token_is_answered(run_at: RunAt, value: Any) -> None:
    """An object without a token is told once."""
    octets = json_answer(value)
    with listening(octets) as listener:
        ended = run_at(listener.url)
    seen = octets.partition(b"\r\n\r\n")[2].decode()
    reason = (
        f"client_credentials: expected an access token at /access_token, found status 200, application/json: {seen}"
    )
    check_told_once(ended, reason, "check base_url, and `answer` of [operations.client_credentials] in the contract")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(run_at: RunAt, status: int) -> None:
    """The other host hears nothing at all, and is named."""
    with listening(answer()) as other:
        location = (("Location", f"{other.url}/oauth/token?code=secret"),)
        with listening(answer(status, "", None, location)) as listener:
            ended = run_at(listener.url)
        reason = f"client_credentials is redirected to {other.url}; redirects are not followed"
        check_told_once(ended, reason, "check base_url")
        assert (other.opened, other.heard) == (0, [])


def test_a_redirect_to_nonsense(run_at: RunAt) -> None:
    """A Location that is no URL is told as it is."""
    with listening(answer(302, "", None, (("Location", "http://["),))) as listener:
        ended = run_at(listener.url)
    check_told_once(ended, "client_credentials is redirected to http://[; redirects are not followed", "check base_url")


@pytest.mark.parametrize("endpoint", ["//{host}/oauth/token", "/@{host}/oauth/token", "/..//{host}/oauth/token"])
def test_an_endpoint_cannot_lead_to_another_host(run_at: RunAt, endpoint: str) -> None:
    """Whatever the target file makes of an endpoint, no request leaves the target's origin."""
    with listening(answer()) as other, listening(sound) as listener:
        path = endpoint.format(host=other.url.removeprefix("http://"))
        run_at(listener.url, states=USER + f'\n[targets.own.endpoints]\ntoken = "{path}"')
        assert (other.opened, other.heard) == (0, [])
        assert listener.heard


def test_an_endpoint_that_is_no_path_is_refused(run_at: RunAt) -> None:
    """A whole URL in place of a path is a fault of the file; nobody hears anything."""
    with listening(answer()) as other, listening(sound) as listener:
        changed = USER + f'\n[targets.own.endpoints]\ntoken = "{other.url}/oauth/token"'
        ended = run_at(listener.url, states=changed)
        assert ended.run.ret == pytest.ExitCode.USAGE_ERROR
        assert (other.opened, listener.opened) == (0, 0)


def test_what_the_states_endpoint_hears(run_at: RunAt) -> None:
    """It is asked for states, and never gets the target's credentials or headers; the target hears of no state."""
    made = json_answer({"username": "ann", "password": "the-right-password"})
    with listening(made) as endpoint, listening(sound) as listener:
        more = '[targets.own.http.headers]\nX-Gateway = "the-right-gateway-key"\n'
        ended = run_at(listener.url, states=f'url = "{endpoint.url}/_states"', more=more)
        assert ended.counts["passed"] == ITEMS - 1
        assert all(request.startswith(b"POST /_states HTTP/1.1") for request in endpoint.heard)
        assert not any(b"the-right-client-secret" in each or b"X-Gateway" in each for each in endpoint.heard)
        assert not any(b"_states" in request for request in listener.heard)
        assert all(b"X-Gateway: the-right-gateway-key" in request for request in listener.heard)


def test_no_answer(run_at: RunAt) -> None:
    """A server that never answers costs one time-out, not one for each item."""
    with listening(lambda _: [60.0]) as listener:
        ended = run_at(listener.url, timeout=0.5)
        reason = f"<POST {listener.url}/oauth/token>: {listener.url} did not answer within 0.5 s"
    check_told_once(ended, reason, "check base_url, and that the server runs and can be reached from here")
    assert ended.seconds < 4


def test_an_answer_that_comes_drop_by_drop(run_at: RunAt) -> None:
    """A body that never ends is given up."""
    with listening(lambda _: drip(answer(200, b" " * 10_000), 0.02)) as listener:
        ended = run_at(listener.url, timeout=0.2)
        reason = f"<POST {listener.url}/oauth/token>: {listener.url} did not end its answer within 0.6 s"
    check_told_once(ended, reason, "check base_url, and that the server runs and can be reached from here")
    assert ended.seconds < 4


@pytest.mark.parametrize("with_states", ["without states endpoint", "with states endpoint"])
def test_a_wrong_client_secret(run_at: RunAt, with_states: str) -> None:
    """Refused credentials are told once, whoever makes the users."""
    with listening(json_answer({"username": "ann", "password": "the-right-password"})) as endpoint:
        states = f'url = "{endpoint.url}/_states"' if with_states.startswith("with ") else USER
        with listening(REFUSED) as listener:
            ended = run_at(listener.url, states=states)
    seen = 'status 401, application/json: {"error": "invalid_client"}'
    reason = f"the client's credentials are refused: client_credentials answered {seen}"
    check_told_once(ended, reason, "[targets.own] client_id, client_secret, client_auth   # check these")


def test_a_states_endpoint_that_cannot_be_reached(run_at: RunAt) -> None:
    """The server is sound, its users cannot be made: told once, with the line to check."""
    url = f"http://127.0.0.1:{free_port()}"
    with listening(sound) as listener:
        ended = run_at(listener.url, states=f'url = "{url}/_states"')
    assert ended.run.ret == 1
    assert ended.counts["broken"] == 1
    assert ended.counts["failed"] == ended.counts["blocked"] == 0
    assert ended.broken["observed"].startswith(f"<POST {url}/_states>: {url} cannot be reached")
    assert ended.broken["remedy"] == "[targets.own.states] url   # check it, and that the states endpoint runs"


def test_a_server_error_is_never_green(run_at: RunAt) -> None:
    """A server that only fails itself is judged or given up, but nothing passes."""
    with listening(json_answer({"error": "oops"}, 503)) as listener:
        ended = run_at(listener.url)
    assert ended.run.ret == 1
    assert ended.run.is_traceback_free
    assert (ended.counts["passed"], len(ended.verdicts)) == (0, ITEMS)


def test_a_server_that_dies_in_the_middle(run_at: RunAt) -> None:
    """What was judged is kept; then a few items say what happened, and the rest point to them."""
    with listening(sound) as listener:

        def die_after_seven(request: bytes) -> Iterable[bytes]:
            if len(listener.heard) > 7:
                listener.close()
                raise ConnectionError
            return sound(request)

        listener.answer = die_after_seven
        ended = run_at(listener.url)
    order = [verdict["outcome"] for verdict in ended.verdicts]
    first = order.index("broken")
    assert ended.run.ret == 1
    assert ended.run.is_traceback_free
    assert (order[:first], len(order)) == (["passed"] * first, ITEMS)
    assert first >= 3
    assert set(order[first:]) == {"broken", "not-testable"}
    assert 1 <= order.count("broken") <= 3
    assert order[-1] == "not-testable"


def test_strange_octets_do_not_break_the_run(run_at: RunAt) -> None:
    """Answers that are no HTTP are told once."""
    with listening(b"SSH-2.0-OpenSSH_9.9\r\n\r\n") as listener:
        ended = run_at(listener.url)
        reason = ended.broken["observed"]
        assert reason.startswith(f"<POST {listener.url}/oauth/token>: no answer could be read (RemoteProtocolError: ")
    check_told_once(ended, reason, "check base_url, and that the server runs and can be reached from here")


def test_what_an_evil_server_writes_stays_out_of_the_terminal(run_at: RunAt) -> None:
    """Control characters of an answer do not reach whoever reads the report."""
    with listening(answer(200, b"\x1b]0;owned\x07\x1b[2J\r\n::error::", "text/html")) as listener:
        ended = run_at(listener.url)
    assert "\x1b]0" not in ended.run.out
    assert "\x07" not in ended.run.out
    assert "found status 200, text/html: \ufffd]0;owned\ufffd\ufffd[2J ::error::" in ended.broken["observed"]


TELLS = """\
@scenario("grant.accepted")
def test_error_is_told(server, promise, operation):
    answer = server.call(operation).send()
    server.observe(answer.json["error"])
    server.deviates("anything else", answer.json["error"] + answer.header("X-Strange") + str(answer.headers))


"""


def test_strange_characters_are_written_down(run_at: RunAt, pytester: pytest.Pytester) -> None:
    """Half a character, and one that ends lines, do not keep a verdict from being written."""

    def strange(request: bytes) -> Iterable[bytes]:
        tokens = {"access_token": "half\ud800-and-line\u2028end", "refresh_token": "a-refresh\udcff-token"}
        value = {**tokens, "error": "half\ud800 \u2028 \x00 \x1b[2J"}
        return [json_answer(value, headers={"X-Strange": "\xff\x85"})]

    Project(pytester.path, CREDENTIALS).write("test_words.py", IMPORTS + TELLS)
    with listening(strange) as listener:
        ended = run_at(listener.url)
    assert ended.run.is_traceback_free
    assert ended.counts == {"failed": 3}
    assert "\x1b[2J" not in ended.run.out


def test_nothing_of_a_bad_run_is_written_twice(run_at: RunAt) -> None:
    """A second run begins with an empty verdict file."""
    url = f"http://127.0.0.1:{free_port()}"
    assert len(run_at(url).verdicts) == len(run_at(url).verdicts) == ITEMS


def test_the_listener_of_these_tests_hears_every_octet() -> None:
    """The counting listener counts: an unheard request would make these tests blind."""
    import socket

    with listening(answer()) as listener:
        assert isinstance(listener, Listener)
        with socket.create_connection(("127.0.0.1", int(listener.url.rpartition(":")[2]))) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert (listener.opened, listener.heard) == (1, [b"GET / HTTP/1.1\r\n\r\n"])
