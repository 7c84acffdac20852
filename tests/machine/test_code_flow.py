"""Codes and sessions: who is signed in, for whom a code is, what is left of it, and what counts as an authorization."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest

from conformance.contract import read_contract
from conformance.contract.model import Contract
from conformance.locations import suites_dir
from conformance.outcomes import Deviation, NotTestable
from conformance.run.server import Server
from conformance.run.session import TargetSession
from conformance.run.suite import results
from conformance.secrets import Secret, register
from conformance.target import Target

BASE = "http://127.0.0.1:9999"
URI = "https://app.example/callback"
OTHER_URI = "https://other.example/callback"
CLIENTS = {"client-a": URI, "client-b": OTHER_URI}
Said = tuple[int, tuple[tuple[str, str], ...], bytes]


class Small:
    """A server of three calls: a session authorizes a client once at a time, the client exchanges the code.

    states: what its states endpoint knows. redirect: how a redirect reads, with {code} in it. leak: shows a code in
    refusals, too.
    """

    def __init__(self, **states: Mapping[str, Any]) -> None:
        self.states = {name.replace("_", " ").replace("signed in", "signed-in"): each for name, each in states.items()}
        self.asked: list[dict[str, Any]] = []
        self.codes: dict[str, tuple[str, str]] = {}
        self.sessions: list[tuple[str, str]] = []
        self.made = 0
        self.redirect = "{uri}?code={code}"
        self.leak = False

    def __call__(self, method: str, path: str, headers: Any, body: bytes) -> Said:
        self.members = json.loads(body) if body else {}
        self.headers = {name.lower(): value for name, value in headers}
        if path == "/_states":
            return self._state(self.members)
        *_, client, call = unquote(path.partition("?")[0]).split("/")
        known = {"authorize": self._authorize, "exchange": self._exchange, "refresh": self._refresh}
        return known[call](client) if call in known else answered(200, {"data": {"id": 1}})

    def _state(self, message: dict[str, Any]) -> Said:
        if message["action"] == "setup":
            self.asked.append(message)
        known = message["state"] in self.states
        return answered(200, dict(self.states[message["state"]])) if known else answered(404, {})

    def _authorize(self, client: str) -> Said:
        session, uri = self.headers.get("cookie", ""), self.members.get("redirectUri")
        self.sessions.append((client, session))
        is_new = (client, session) not in self.codes.values()
        is_right = client in CLIENTS and uri == CLIENTS[client]
        code = self._code(client, session) if is_right and is_new else None
        if code is None and not self.leak:
            return answered(400, {"status": "error"})
        location = self.redirect.format(uri=uri, code=code or "a-code-that-is-shown")
        return 302 if code else 400, (("Location", location),), b""

    def _code(self, client: str, session: str) -> str:
        self.made += 1
        self.codes[f"code-{self.made}-of-the-small-server"] = (client, session)
        return f"code-{self.made}-of-the-small-server"

    def _exchange(self, client: str) -> Said:
        code = self.headers.get("authorization", "").removeprefix("Bearer ")
        if self.codes.get(code, ("", ""))[0] != client or self.members.get("clientSecret") != f"secret-of-{client}":
            return answered(400, {"status": "error"})
        del self.codes[code]
        return self._tokens()

    def _refresh(self, client: str) -> Said:
        is_right = self.headers.get("x-cal-secret-key") == f"secret-of-{client}"
        return self._tokens() if is_right else answered(401, {"status": "error"})

    def _tokens(self) -> Said:
        self.made += 1
        names = {name: f"{name}-{self.made}-of-the-small-server" for name in ("accessToken", "refreshToken")}
        return answered(200, {"status": "success", "data": names})


def answered(status: int, value: Any) -> Said:
    return status, (("Content-Type", "application/json"),), json.dumps(value).encode()


def client(name: str, **more: str) -> dict[str, str | Secret]:
    return {"client_id": name, "client_secret": register(f"secret-of-{name}", "client_secret"), **more}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract("calcom", suites=suites_dir())


def at(small: Small, contract: Contract, *, states_url: str | None = f"{BASE}/_states", **target: Any) -> Server:
    """Return the default actor at the small server."""
    made = Target(
        name="small",
        contract="calcom",
        kind="loopback",
        base_url=BASE,
        client=client("client-a"),
        other_client=client("client-b", redirect_uri=OTHER_URI),
        states_url=states_url,
        **target,
    )
    return Server(TargetSession(made, contract, handler=small), contract.find("authorization.redirect")[0])


SIGNED_IN = {"cookie": "session=of-the-default-user"}
OTHER = {"username": "bob", "cookie": "session=of-another-user"}
REDIRECT = {"redirect_uri": URI}


def small_server(**more: Mapping[str, Any]) -> Small:
    return Small(signed_in_user=SIGNED_IN, other_user=OTHER, redirect_uri=REDIRECT, **more)


# ---------------------------------------------------------------- what counts


def test_redirect_without_a_code_is_no_success(contract: Contract) -> None:
    """The status alone does not make an authorization."""
    small = small_server()
    small.redirect = "{uri}?error=none"
    answer = at(small, contract).call("authorize").send()
    assert (answer.status, answer.is_accepted) == (302, False)
    with pytest.raises(Deviation, match="an authorization code in the answer"):
        answer.accepted()


def test_code_in_a_refusal_is_a_deviation(contract: Contract) -> None:
    """Who is refused gets no code, wherever it stands."""
    small = small_server()
    small.leak = True
    server = at(small, contract)
    with pytest.raises(Deviation, match="a refusal without an authorization code"):
        server.call("authorize").but(redirect_uri="https://elsewhere.example").send().refused()


def test_last_member_left_out_leaves_an_empty_object(contract: Contract) -> None:
    """A JSON body without members is one all the same, and no body is said by other words."""
    small = small_server()
    at(small, contract).call("authorize").without("redirect_uri").send()
    assert (small.members, small.headers["content-type"]) == ({}, "application/json")


def test_refusal_may_end_tokens_where_a_scenario_says_so(contract: Contract) -> None:
    """With `keeps=False` no witness is asked whether the tokens held before still live."""
    server = at(small_server(), contract)
    call = server.call("exchange").settled()
    call.send().for_setup()
    asked = len(server.sent)
    call.send().refused(keeps=False)
    assert server.sent[asked:] == ["exchange"]
    call.send().refused()
    assert server.sent[asked:] == ["exchange", "exchange", "witness_access_token"]


# ---------------------------------------------------------------- who it is


def test_code_is_asked_for_with_its_user(contract: Contract) -> None:
    """The states endpoint is told whose code it is to make, by the name that it gave the user."""
    small = small_server(user={"username": "ann"}, authorization_code={"code": "a-code-that-was-made"})
    at(small, contract).call("exchange").settled()
    params = {asked["state"]: asked["params"] for asked in small.asked}
    assert params["authorization code"] == {"client_id": "client-a", "user": "ann"}


def test_code_is_asked_for_without_a_user_where_there_is_none(contract: Contract) -> None:
    """A states endpoint that makes codes need not make users."""
    small = small_server(authorization_code={"code": "a-code-that-was-made"})
    at(small, contract).call("exchange").settled()
    assert [a["params"] for a in small.asked if a["state"] == "authorization code"] == [{"client_id": "client-a"}]


def test_value_that_a_state_does_not_give_is_not_testable(contract: Contract) -> None:
    """A user who logs in somewhere else has no password that we know; the line to add is told."""
    server = at(small_server(user={"username": "ann"}), contract)
    with pytest.raises(NotTestable, match="the state 'user' gives no password") as raised:
        server.value("password")
    assert raised.value.remedy == '[targets.small.states] user = { password = "…" }   # beside username'


def test_another_user_has_a_session_of_its_own(contract: Contract) -> None:
    """The default user is signed in by one state, somebody else by the state that makes somebody else."""
    small = small_server()
    server = at(small, contract)
    for actor in (server, server.someone_else()):
        actor.call("authorize").send().accepted()
    assert small.sessions == [("client-a", SIGNED_IN["cookie"]), ("client-a", OTHER["cookie"])]


def test_same_user_at_another_client_has_the_same_session(contract: Contract) -> None:
    """One user can authorize both clients, each with the redirect URI of its own."""
    small = small_server()
    server = at(small, contract)
    other = server.another_client(same_user=True).call("authorize").settled()
    other.send().accepted()
    server.call("authorize").send().accepted()
    assert small.sessions == [("client-b", SIGNED_IN["cookie"]), ("client-a", SIGNED_IN["cookie"])]
    assert other.values["redirect_uri"] == OTHER_URI


# ---------------------------------------------------------------- what is left


def test_unused_code_is_used_up_and_not_told(contract: Contract) -> None:
    """What a scenario made and left would keep the user from authorizing again."""
    small = small_server()
    server = at(small, contract)
    server.call("authorize").send().for_setup()
    told = len(server.story.exchanges)
    server.story.use_up()
    assert (small.codes, len(server.story.exchanges)) == ({}, told)


def test_exchanged_code_is_not_used_up_again(contract: Contract) -> None:
    """What an accepted request has carried is gone."""
    server = at(small_server(), contract)
    server.call("exchange").send().for_setup()
    asked = len(server.sent)
    server.story.use_up()
    assert len(server.sent) == asked


def test_code_is_kept_while_a_scenario_may_still_send_it(contract: Contract) -> None:
    """Before another code is made, only one that was sent in vain is used up."""
    small = small_server()
    server = at(small, contract)
    call = server.call("exchange").settled()
    server.story.use_up(tried=True)
    assert len(small.codes) == 1
    call.but(client_secret="wrong").send()
    server.story.use_up(tried=True)
    assert small.codes == {}


@pytest.mark.parametrize("states_url", [f"{BASE}/_states", None])
def test_one_user_is_enough_for_every_scenario_of_codes(contract: Contract, states_url: str | None) -> None:
    """Nobody but the contract's own authorization makes codes, and no item leaves one for the next."""
    small = small_server()
    configured = {"signed-in user": (SIGNED_IN,), "other user": (OTHER,), "redirect uri": (REDIRECT,)}
    server = at(small, contract, states_url=states_url, states={} if states_url else wrapped(configured))
    families = ("authorization", "code", "client-auth", "body", "parameter")
    behaviours = {each.behaviour.name for each in contract.promises if each.behaviour.family in families}
    left_out = {"authorization.session-required", "authorization.signed-in-user"}  # more than the small server does
    found = results(server._session, suites_dir(), behaviours=behaviours - left_out, fuzz=0)
    outcomes = {each.verdict.id: each.verdict for each in found if each.verdict.operation in ("authorize", "exchange")}
    blocked = {name: each.observed for name, each in outcomes.items() if each.outcome in ("blocked", "broken")}
    assert (blocked, small.codes) == ({}, {})
    assert len(outcomes) > 20


def wrapped(states: Mapping[str, tuple[Mapping[str, str], ...]]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """Return configured values as a target file gives them, with their secrets wrapped."""
    return {
        name: tuple({k: register(v, k) if k == "cookie" else v for k, v in each.items()} for each in values)
        for name, values in states.items()
    }
