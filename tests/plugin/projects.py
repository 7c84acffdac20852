"""A user's project as these tests need it: a small contract, a target that is served in this process, scenarios."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTRACT = """\
title   = "A small authorization server"
version = "1"

[sources.notes]
title   = "Notes on the server"
version = "1"
url     = "https://server.example/notes"

[everywhere]
headers = { Accept = "application/json", X-Request-Id = "{request_id?}" }

[operations.client_credentials]
does     = "issue"
for      = "client"
request  = "POST /oauth/token"
form     = { grant_type = "client_credentials", client_id = "{client_id}", client_secret = "{client_secret}" }
answer   = { access_token = "/access_token", token_type = "/token_type" }
lifetime = { at = "/expires_in", in = "seconds" }

[operations.password]
does     = "issue"
for      = "user"
request  = "POST /oauth/token"
answer   = { access_token = "/access_token", refresh_token = "/refresh_token", token_type = "/token_type" }
lifetime = { at = "/expires_in", in = "seconds" }

[operations.password.form]
grant_type    = "password"
client_id     = "{client_id}"
client_secret = "{client_secret}"
username      = "{username}"
password      = "{password}"

[operations.refresh]
does     = "refresh"
for      = "user"
request  = "POST /oauth/token"
from     = { refresh_token = "password.refresh_token" }
answer   = { access_token = "/access_token", refresh_token = "/refresh_token" }
lifetime = { at = "/expires_in", in = "seconds" }

[operations.refresh.form]
grant_type    = "refresh_token"
client_id     = "{client_id}"
client_secret = "{client_secret}"
refresh_token = "{refresh_token}"

[operations.revoke]
does    = "revoke"
for     = "user"
request = "POST /oauth/revoke"
headers = { Authorization = "Bearer {client_token}" }
query   = { token = "{token}", token_type_hint = "{hint?}" }
from    = { client_token = "client_credentials.access_token", token = "password.access_token" }

[operations.users]
does    = "call"
for     = "user"
request = "GET /api/v1/users"
headers = { Authorization = "Bearer {user_token}" }
from    = { user_token = "password.access_token" }
answer  = { user = "/id" }

[witnesses.access_token]
request = "GET /api/v1/users"
headers = { Authorization = "Bearer {token}" }
alive   = 200
dead    = 401

[witnesses.client_token]
request = "GET /api/v1/clientConfiguration"
headers = { Authorization = "Bearer {token}" }
alive   = 200
dead    = 401

[witnesses.refresh_token]
operation = "refresh"
slot      = "refresh_token"
makes     = ["access_token"]

[[promise]]
behaviour = "grant.accepted"
statement = "Valid parameters are answered with tokens."
source    = { from = "notes", at = "tokens" }
level     = "must"
basis     = "documented"
on        = ["client_credentials", "password", "refresh"]

[[promise]]
behaviour = "client-auth.wrong-secret"
statement = "A wrong secret is refused."
source    = { from = "notes", at = "secrets" }
level     = "must"
basis     = "documented"
on        = ["client_credentials", "password"]

[[promise]]
behaviour = "request-id.max-length"
statement = "A request id has at most 255 characters."
source    = { from = "notes", at = "request ids" }
level     = "must"
basis     = "documented"
on        = ["client_credentials"]
with      = { part = "request_id", header = "X-Request-Id", max = 255 }

[[promise]]
behaviour = "token-response.format"
statement = "A token has at most 128 characters."
source    = { from = "notes", at = "tokens" }
level     = "should"
basis     = "reading"
on        = ["client_credentials"]
with      = { patterns = { access_token = "[!-~]{1,128}" } }

[[promise]]
behaviour = "body.in-query"
statement = "What parameters in the query mean is not said."
source    = { from = "notes", at = "parameters" }
level     = "observe"
basis     = "documented"
on        = ["client_credentials"]

[[promise]]
behaviour = "user.lockout"
statement = "Too many wrong passwords lock the user."
source    = { from = "notes", at = "users" }
level     = "must"
basis     = "documented"
on        = ["password"]
with      = { attempts = 8, status = 423 }

[[promise]]
behaviour = "token.expiry"
statement = "A token lives for an hour."
source    = { from = "notes", at = "tokens" }
level     = "must"
basis     = "documented"
on        = ["password"]
with      = { seconds = 3600, tolerance = 2 }

[[promise]]
behaviour = "revocation.accepted"
statement = "A revocation is answered 200."
source    = { from = "notes", at = "revocation" }
level     = "must"
basis     = "documented"
on        = ["revoke"]
each      = { token = ["access_token", "refresh_token"], hint = ["none"] }
with      = { status = 200 }

[[promise]]
behaviour = "revocation.hint.access-token"
statement = "With the hint access_token only that token ends."
source    = { from = "notes", at = "revocation" }
level     = "must"
basis     = "documented"
on        = ["revoke"]
each      = { token = ["access_token"] }
with      = { hint = "access_token", ends = "token", spares = ["grant", "other user"] }
"""
"""Promises of each level, with one operation and several, and with values of `each`."""

IMPORTS = """\
from hypothesis.strategies import integers

from conformance.scenario import scenario
from conformance.strategies import spoil, ways_to_spoil

"""

GRANT = '''\
@scenario("grant.accepted")
def test_valid_grant_is_accepted(server, promise, operation):
    """Three items, each of a must."""
    server.call(operation).send().accepted(promise)


'''
LENGTH = '''\
@scenario("request-id.max-length", excess=lambda promise: integers(1, 4_000), always=[{"excess": 1}])
def test_longer_request_id_is_refused(server, promise, operation, excess):
    """One item with draws."""
    server.call(operation).but(request_id="a" * (promise.max + excess)).send().refused(promise)


'''
SECRET = '''\
@scenario("client-auth.wrong-secret", way=lambda promise: ways_to_spoil(), always=[{"way": "cut by one"}])
def test_wrong_secret_is_refused(server, promise, operation, way):
    """Two items that hold a token while another is refused."""
    server.tokens()
    server.call(operation).but(client_secret=spoil(server.client_secret, way)).send().refused(promise)


'''
FORMAT = '''\
@scenario("token-response.format")
def test_token_has_its_format(server, promise, operation):
    """One item of a should."""
    token = server.call(operation).send().for_setup().access_token
    if not token.matches(promise.patterns["access_token"]):
        server.deviates("a token of 1 to 128 characters", f"one of {len(token)}")


'''
QUERY = '''\
@scenario("body.in-query")
def test_parameters_in_the_query_are_observed(server, promise, operation):
    """One item that only observes."""
    answer = server.call(operation).moved("form", "query").send()
    server.observe(f"parameters in the query are answered {answer.status}")


'''
LOCKOUT = '''\
@scenario("user.lockout")
def test_wrong_passwords_lock_the_user(server, promise, operation):
    """One item that a target on loopback does not allow."""
    server.call(operation).send().accepted(promise)


'''
EXPIRY = '''\
@scenario("token.expiry", alone=True)
def test_token_lives_its_time_and_no_longer(server, promise, operation):
    """One item that has the target to itself."""
    token = server.call(operation).send().for_setup().access_token
    server.time_passes(promise.seconds - promise.tolerance)
    server.check_alive(server.kind(operation), token, "just before its end")
    server.time_passes(2 * promise.tolerance)
    server.check_dead(server.kind(operation), token, "just past its end")


'''
REVOCATION = '''\
@scenario("revocation.accepted")
def test_revocation_is_accepted(server, promise, operation, token, hint):
    """Two items with values of `each`."""
    given = server.tokens().get(token)
    server.call(operation).but(token=given, hint=None if hint == "none" else hint).send().accepted(promise)


@scenario("revocation.hint.access-token")
def test_hinted_revocation_ends_what_it_says(server, promise, operation, token):
    """One item that asks relatives afterwards."""
    family = server.family()
    server.call(operation).but(token=family[token], hint=promise.hint).send().accepted(promise)
    for related in family.ended_by(promise.ends, token):
        related.check_dead()
    for related in family.beyond(promise.spares):
        related.check_alive()


'''
ALL = GRANT + LENGTH + SECRET + FORMAT + QUERY + LOCKOUT + EXPIRY + REVOCATION
OWN_PLUGINS = ("-p", "no:randomly", "-p", "no:schemathesis")


@dataclass(frozen=True)
class Run:
    """How a run of pytest ended."""

    ret: int
    out: str

    @property
    def is_traceback_free(self) -> bool:
        return "Traceback" not in self.out and "INTERNALERROR" not in self.out

    def lines(self, pattern: str) -> list[str]:
        return [line for line in self.out.splitlines() if re.search(pattern, line)]


@dataclass(frozen=True)
class Project:
    """A folder with scenarios, a contract, and the file that names a target."""

    path: Path
    credentials: Mapping[str, Any]

    def write(self, name: str, text: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def write_scenarios(self, *texts: str, name: str = "test_words.py") -> Path:
        return self.write(name, IMPORTS + "".join(texts))

    def write_target(self, base_url: str, *, name: str = "own", more: str = "", **changes: str) -> Path:
        """Write a target at this address, with the credentials of the reference server."""
        other = self.credentials["other_client"]
        values = {
            "contract": "own.toml",
            "base_url": base_url,
            "client_id": self.credentials["client_id"],
            "client_secret": self.credentials["client_secret"],
            **changes,
        }
        lines = [f'{key} = "{value}"' for key, value in values.items()]
        lines += [
            f'other_client = {{ client_id = "{other["client_id"]}", client_secret = "{other["client_secret"]}" }}'
        ]
        text = (
            f"[targets.{name}]\n" + "\n".join(lines) + f'\n[targets.{name}.states]\nurl = "{base_url}/_states"\n{more}'
        )
        self.write("own.toml", CONTRACT)
        return self.write("conformance.toml", text)

    def run(
        self,
        *args: str,
        env: Mapping[str, str] | None = None,
        plugins: tuple[str, ...] = OWN_PLUGINS,
        typed: str = "",
    ) -> Run:
        """Run pytest in a process of its own, in this folder, with nothing of ours in the environment."""
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *plugins, *args],
            cwd=self.path,
            env=environment(**(env or {})),
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Run(ended.returncode, ended.stdout + ended.stderr)

    def verdicts(self, folder: str = "reports") -> dict[str, dict[str, Any]]:
        """Return the verdict file by identity; an identity that occurs twice is an error."""
        found: dict[str, dict[str, Any]] = {}
        for line in (self.path / folder / "verdicts.jsonl").read_text("utf-8").splitlines():
            verdict = json.loads(line)
            assert verdict["id"] not in found
            found[verdict["id"]] = verdict
        return found

    def outcomes(self) -> dict[str, str]:
        return {name: verdict["outcome"] for name, verdict in self.verdicts().items()}

    def files(self) -> Iterator[Path]:
        return (file for file in sorted(self.path.rglob("*")) if file.is_file())


def environment(**more: str) -> dict[str, str]:
    """Return the environment without what would change, or slow down, a run of pytest or of ours."""
    apart = ("OAUTH_CONFORMANCE_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
    return {**{key: value for key, value in os.environ.items() if not key.startswith(apart)}, "COLUMNS": "200", **more}
