"""Relatives and strangers: which tokens a promise calls ended, which spared, and how calls name what there is not."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from conformance.contract import read_contract
from conformance.contract.model import Contract
from conformance.locations import suites_dir
from conformance.outcomes import ConfigurationError, Deviation
from conformance.run.server import Server
from conformance.run.session import TargetSession
from conformance.secrets import Secret, register
from conformance.target import Target

BASE = "http://127.0.0.1:9999"
Said = tuple[int, tuple[tuple[str, str], ...], bytes]
BOTH = ("access_token", "refresh_token")


class Small:
    """A server that gives a pair of tokens for any code, and remembers whose they are.

    dead: the tokens that its witnesses call so. heard: the last request to renew, as headers and body.
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.owners: dict[str, str] = {}
        self.dead: set[str] = set()
        self.heard: tuple[dict[str, str], str] = ({}, "")

    def __call__(self, method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Said:
        text = body.decode()
        received = {name.lower(): value for name, value in headers}
        if path == "/_states":
            return self._state(json.loads(text))
        if path == "/oauth2/token":
            return self._tokens(json.loads(text))
        if path == "/v2/locations":
            token = received["authorization"].removeprefix("Bearer ")
            return answered(401 if token in self.dead else 200, {})
        self.heard = (received, text)
        return answered(400, {"errors": []})

    def _state(self, message: dict[str, Any]) -> Said:
        if message["action"] == "setup":
            self.asked.append(message)
        number = len(self.asked)
        known = {
            "user": {"merchant_id": f"merchant-{number}"},
            "other user": {"merchant_id": f"merchant-{number}"},
            "authorization code": {"code": f"code-of-{message['params'].get('merchant_id')}"},
            "active subscription": {"subscription_id": f"subscription-{number}"},
        }
        return answered(200, known[message["state"]]) if message["state"] in known else answered(404, {})

    def _tokens(self, members: dict[str, Any]) -> Said:
        owner = f"{members.get('code', 'nobody').removeprefix('code-of-')} at {members['client_id']}"
        if members.get("refresh_token") in self.dead:
            return answered(400, {"errors": []})
        given = {kind: f"{kind}-number-{len(self.owners) + 1}" for kind in BOTH}
        self.owners.update(dict.fromkeys(given.values(), owner))
        return answered(200, given)


def answered(status: int, value: Any) -> Said:
    return status, (("Content-Type", "application/json"),), json.dumps(value).encode()


def client(name: str) -> dict[str, str | Secret]:
    return {"client_id": name, "client_secret": register(f"secret-of-{name}", "client_secret")}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract("square", suites=suites_dir())


@pytest.fixture
def small() -> Small:
    return Small()


def at(small: Small, contract: Contract, behaviour: str) -> Server:
    """Return the default actor at the small server, with a promise of this behaviour."""
    target = Target(
        name="small",
        contract="square",
        kind="loopback",
        base_url=BASE,
        client=client("client-a"),
        other_client=client("client-b"),
        states_url=f"{BASE}/_states",
    )
    return Server(TargetSession(target, contract, handler=small), contract.find(behaviour)[0])


# ---------------------------------------------------------------- families


def test_account_has_the_access_tokens_of_every_grant(small: Small, contract: Contract) -> None:
    """A grant before the one in question and another after it are of the same user, and end with it."""
    ended = at(small, contract, "revocation.account").family().ended_by("account", "access_token")
    assert [related.kind for related in ended] == ["access_token"] * 3
    assert len({related.token for related in ended}) == 3


def test_authorization_has_the_refresh_tokens_too(small: Small, contract: Contract) -> None:
    """Asking for a refresh token leaves something behind, so all of them are asked last."""
    ended = at(small, contract, "revocation.no-hint").family().ended_by("authorization", "access_token")
    assert [related.kind for related in ended] == ["access_token"] * 3 + ["refresh_token"] * 3


def test_account_can_be_spared(small: Small, contract: Contract) -> None:
    """Where only the named token ends, the rest of its grant and the user's other access tokens live on."""
    family = at(small, contract, "revocation.only-the-token").family()
    assert len(family.ended_by("token", "access_token")) == 1
    spared = family.beyond(["grant", "account"])
    assert [related.kind for related in spared] == ["access_token", "access_token", "refresh_token"]
    assert family["access_token"] not in [related.token for related in spared]


def test_other_token_of_the_account_is_seen_to_die(small: Small, contract: Contract) -> None:
    """A spared token that a witness calls dead is a deviation that says how it is related."""
    family = at(small, contract, "revocation.only-the-token").family()
    small.dead = set(small.owners)
    with pytest.raises(Deviation, match="a living access_token \\(of another grant of the same user\\)"):
        family.beyond(["account"])[0].check_alive()


def test_same_user_is_a_stranger_at_the_other_client(small: Small, contract: Contract) -> None:
    """One user has given tokens to both clients, and another user to the second one."""
    at(small, contract, "revocation.account").family()
    owners = list(dict.fromkeys(small.owners.values()))
    mine = owners[0].removesuffix(" at client-a")
    assert [owner.rpartition(" at ")[2] for owner in owners] == ["client-a", "client-a", "client-b", "client-b"]
    assert f"{mine} at client-b" in owners


# ---------------------------------------------------------------- actors


def test_contract_says_what_can_be_done(small: Small, contract: Contract) -> None:
    """A scenario can ask before it calls, for a user, for a client, or for whomever."""
    server = at(small, contract, "revocation.account")
    assert (server.can("renew"), server.can("introspect")) == (True, False)
    assert (server.can("issue", of="user"), server.can("issue", of="client")) == (True, False)


def test_state_with_params_is_made_anew(small: Small, contract: Contract) -> None:
    """Each subscription hangs on the token that it was asked for with."""
    server = at(small, contract, "revocation.subscription")
    token = server.tokens().access_token
    made = [server.state("active subscription", access_token=token)["subscription_id"] for _ in range(2)]
    asked = [message["params"] for message in small.asked if message["state"] == "active subscription"]
    assert made[0] != made[1]
    assert asked == [{"client_id": "client-a", "access_token": "access_token-number-1"}] * 2


# ---------------------------------------------------------------- calls


def test_what_an_operation_does_not_have_can_be_left_out(small: Small, contract: Contract) -> None:
    """None leaves out what is not there either, so one scenario serves operations with a hint and without."""
    call = at(small, contract, "revocation.account").call("revoke")
    assert call.but(hint=None).parts == call.parts


def test_what_an_operation_does_not_have_cannot_be_given(small: Small, contract: Contract) -> None:
    """A value for it is the scenario's mistake."""
    with pytest.raises(ConfigurationError, match="operation 'revoke' has no part 'hint'"):
        at(small, contract, "revocation.account").call("revoke").but(hint="access_token")


def test_client_can_authenticate_by_basic_instead(small: Small, contract: Contract) -> None:
    """The documented header gives way to identifier and secret in the notation of HTTP Basic."""
    at(small, contract, "client-auth.scheme").call("renew").by_basic().send()
    word, _, credentials = small.heard[0]["authorization"].partition(" ")
    assert (word, base64.b64decode(credentials)) == ("Basic", b"client-a:secret-of-client-a")


def test_blank_is_lost_at_the_end_of_a_header_only(small: Small, contract: Contract) -> None:
    """A secret that fills the end of a header cannot end in a blank there; a member of a body can."""
    server = at(small, contract, "client-auth.wrong-secret")
    assert server.call("renew").ends_header("client_secret") is True
    assert server.call("renew").by_basic().ends_header("client_secret") is False
    assert server.call("obtain").ends_header("client_secret") is False
