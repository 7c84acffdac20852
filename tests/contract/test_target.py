"""Targets come from a file or from options; what is wrong comes at once, and no message shows a value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conformance.outcomes import ConfigurationError
from conformance.secrets import Secret
from conformance.target import Limits, read_targets, target_from_options
from conformance.terms import KnownDeviation

SECRET = "hush-0123456789abcdef"
SANDBOX = """\
[targets.sandbox]
contract      = "finapi"
kind          = "sandbox"
base_url      = "https://sandbox.example.com/api/"
client_id     = "${CLIENT_ID}"
client_secret = "${CLIENT_SECRET}"
client_auth   = "post"
other_client  = { client_id = "other", client_secret = "other-hush-0123456789" }
origins       = ["https://api.example.com:8443/"]
endpoints     = { revocation = false, token = "/t" }
discover      = true
hooks         = "hooks.py"

[targets.sandbox.states]
url  = "http://127.0.0.1:9000/_states"
user = { username = "ann", password = "${CLIENT_SECRET}" }
"locked user" = [{ username = "bob", password = "pw-one-0123" }, { username = "cy", password = "pw-two-0123" }]

[targets.sandbox.limits]
max_requests = 3000
max_wait     = "90s"
settle       = "0.5m"
allow        = ["lockout"]

[targets.sandbox.http]
ca            = "ca.pem"
proxy         = "http://proxy.example.com:3128"
headers       = { X-Gate = "gate-key-0123456789" }
timeout       = 3
"""
ENVIRON = {"CLIENT_ID": "me", "CLIENT_SECRET": SECRET}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound target file with everything in it, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hooks.py").touch()
    (tmp_path / "ca.pem").touch()
    found = tmp_path / "conformance.toml"
    found.write_text(SANDBOX)
    return found


def faults_of(file: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    """Return what is wrong with the text as a target file."""
    file.write_text(text)
    try:
        read_targets(file, environ=ENVIRON if environ is None else environ, contract_names=["finapi", "oauth2"])
    except ConfigurationError as error:
        return list(error.faults)
    return []


def test_every_key_is_read(file: Path) -> None:
    """Paths are relative to the file, durations are seconds, addresses have no slash at their end."""
    target = read_targets(file, environ=ENVIRON)["sandbox"]
    assert (target.contract, target.kind, target.base_url) == ("finapi", "sandbox", "https://sandbox.example.com/api")
    assert (target.client["client_id"], target.client_auth, target.discover) == ("me", "post", True)
    assert target.origins == ("https://api.example.com:8443",)
    assert target.endpoints == {"revocation": False, "token": "/t"}
    assert (target.hooks, target.http.ca) == (file.parent / "hooks.py", file.parent / "ca.pem")
    assert (target.states_url, target.file) == ("http://127.0.0.1:9000/_states", file)
    assert [dict(each)["username"] for each in target.states["locked user"]] == ["bob", "cy"]
    assert (target.limits.max_wait, target.limits.settle, target.http.timeout) == (90, 30, 3)


KNOWN = """
[[targets.sandbox.known]]
id      = "client-auth.wrong-secret/wrong-secret-is-refused/password"
reason  = "they know"
link    = "https://tracker.example.com/12"
since   = 2025-01-31
expires = "2026-01-31"

[[targets.sandbox.known]]
id     = "revocation.hint.*"
reason = "there are no hints"
"""
FIRST = SANDBOX.count("\n") + 2
"""The line on which the first of them begins."""


def test_known_deviations_are_read_with_their_lines(file: Path) -> None:
    """Dates may be written as dates or as texts; all but identity and reason may be left out."""
    file.write_text(SANDBOX + KNOWN)
    one = "client-auth.wrong-secret/wrong-secret-is-refused/password"
    link = "https://tracker.example.com/12"
    assert read_targets(file, environ=ENVIRON)["sandbox"].known == (
        KnownDeviation(one, "they know", link, date(2025, 1, 31), date(2026, 1, 31), FIRST),
        KnownDeviation("revocation.hint.*", "there are no hints", line=FIRST + 7),
    )


IDENTITY = "write an identity without its target, behaviour/scenario/case; it may end in *"


@pytest.mark.parametrize(
    ("right", "wrong", "line", "message"),
    [
        ('"revocation.hint.*"', '"*"', 8, f"id is malformed; {IDENTITY}"),
        ('"revocation.hint.*"', '"revocation.hint"', 8, f"id is malformed; {IDENTITY}"),
        ('"revocation.hint.*"', '"sandbox/a.b/c/d"', 8, f"id is malformed; {IDENTITY}"),
        ('reason  = "they know"\n', "", 0, "known[0] has no 'reason'; add it: a text: why it is known"),
        ("2025-01-31", '"31.1.2025"', 4, "since is malformed; write a date, 2026-01-31"),
        ('"2026-01-31"', '"2026-02-30"', 5, "expires is no date; write one such as 2026-01-31"),
        ("2025-01-31", "2027-01-31", 5, "a deviation that expires before its since; write a later date"),
        ('"https:', '"ftp:', 3, "link is malformed; write an http or https address"),
        ("since ", "snice ", 4, "unknown key 'snice' in targets.sandbox.known[0]; nearest: since"),
    ],
)
def test_slip_in_a_known_deviation_is_told(file: Path, right: str, wrong: str, line: int, message: str) -> None:
    """Each with its line; an entry that would cover everything is one, too."""
    assert right in KNOWN
    (fault,) = faults_of(file, SANDBOX + KNOWN.replace(right, wrong, 1))
    assert fault.startswith(f"conformance.toml:{FIRST + line}: ")
    assert fault.endswith(message)


def test_secrets_are_wrapped_and_names_are_not(file: Path) -> None:
    """Client secrets and passwords never show; identifiers do."""
    target = read_targets(file, environ=ENVIRON)["sandbox"]
    assert isinstance(target.client["client_secret"], Secret)
    assert isinstance(target.states["user"][0]["password"], Secret)
    assert target.other_client is not None
    assert isinstance(target.other_client["client_secret"], Secret)
    assert target.states["user"][0]["username"] == "ann"
    assert SECRET not in repr((target, target.client, target.states, target.http))
    assert "gate-key" not in repr(target.http)


def test_variable_may_stand_in_the_file_beside(file: Path) -> None:
    """The environment comes first, then `.env`, with or without quotes and export."""
    (file.parent / ".env").write_text(f"# a comment\nexport CLIENT_ID='from-file'  # why\nCLIENT_SECRET={SECRET} # x\n")
    assert read_targets(file, environ={})["sandbox"].client["client_id"] == "from-file"
    assert len(read_targets(file, environ={})["sandbox"].client["client_secret"]) == len(SECRET)
    assert read_targets(file, environ={"CLIENT_ID": "mine"})["sandbox"].client["client_id"] == "mine"


@pytest.mark.parametrize("environ", [{"CLIENT_ID": "me"}, {"CLIENT_ID": "me", "CLIENT_SECRET": ""}])
def test_variable_that_is_not_set_is_told_at_every_place(file: Path, environ: dict[str, str]) -> None:
    """An empty value counts as not set: it is what a missing secret of a CI system looks like."""
    assert faults_of(file, SANDBOX, environ) == [
        "conformance.toml:6: client_secret needs ${CLIENT_SECRET}, which is not set; "
        "set CLIENT_SECRET, or write it into the .env beside the file",
        "conformance.toml:16: states.user.password needs ${CLIENT_SECRET}, which is not set; "
        "set CLIENT_SECRET, or write it into the .env beside the file",
    ]


def test_variables_of_targets_that_are_not_selected_need_not_be_set(file: Path) -> None:
    """One file may hold targets of several machines."""
    file.write_text(SANDBOX + '[targets.local]\ncontract = "finapi"\nbase_url = "http://[::1]:8000"\n')
    assert list(read_targets(file, environ={}, select=["local"])) == ["local"]


def test_unknown_target_is_told_with_the_nearest(file: Path) -> None:
    """There is no fall-back to another target."""
    with pytest.raises(ConfigurationError) as found:
        read_targets(file, environ=ENVIRON, select=["sandbx"])
    assert found.value.faults == ("conformance.toml:1: there is no target 'sandbx'; nearest: sandbox",)


SLIPS = {
    "unknown-key": ("kind  ", 'knd = "x"\nkind  ', "3: unknown key 'knd' in targets.sandbox; nearest: kind"),
    "kind": (
        '"sandbox"',
        '"sandbx"',
        '3: targets.sandbox.kind is "sandbx"; write one of sandbox, production (nearest: sandbox)',
    ),
    "no-kind": (
        'kind          = "sandbox"\n',
        "",
        '3: a target outside loopback without kind; add kind = "sandbox" or "production"',
    ),
    "no-url": (
        'base_url      = "https://sandbox.example.com/api/"\n',
        "",
        "1: targets.sandbox has no 'base_url'; add it: an http or https address",
    ),
    "wrong-url": (
        '"https://sandbox',
        '"ftp://sandbox',
        "4: base_url: no http or https address; write https://host, with a path if there is one",
    ),
    "login-in-url": (
        '"https://sandbox',
        f'"https://me:{SECRET}@sandbox',
        "4: base_url: credentials in the address; write https://host, with a path if there is one",
    ),
    "query-in-url": (
        '/api/"',
        '/api?x=1"',
        "4: base_url: a query or fragment in the address; write https://host, with a path if there is one",
    ),
    "plain-http": (
        '"https://sandbox',
        '"http://sandbox',
        "4: base_url sends secrets over http://; write https://, or [targets.sandbox.http] insecure_http = true",
    ),
    "secret-type": (
        '"${CLIENT_SECRET}"\nclient_auth',
        "12345678\nclient_auth",
        "6: targets.sandbox.client_secret is a number; write a text",
    ),
    "secret-alone": ('client_id     = "${CLIENT_ID}"\n', "", "5: a client_secret without a client_id; add client_id"),
    "origin-path": ("8443/", "8443/x", "9: origins[0] has a path; write scheme, host and port only"),
    "endpoint": ('"/t"', '"t"', "10: endpoints.token is no path; begin it with /, or write false"),
    "hooks": ('"hooks.py"', '"hook.py"', "12: hooks names no file; check the path; it starts at this file's folder"),
    "duration": (
        '"90s"',
        '"90 sec"',
        '21: limits.max_wait is no duration; write a number of seconds, "90s", "5m" or "1h"',
    ),
    "allow": (
        '["lockout"]',
        '["lockuot"]',
        '23: targets.sandbox.limits.allow[0] is "lockuot"; write one of revoke, create, configure, '
        "lockout, flood (nearest: lockout)",
    ),
    "contract": ('"finapi"', '"finapy"', "2: unknown contract 'finapy'; nearest: finapi, or the path of a file"),
    "contract-path": (
        '"finapi"',
        '"my/own.toml"',
        "2: contract names no file; check the path; it starts at this file's folder",
    ),
    "states-url": (
        '"http://127.0.0.1:9000/_states"',
        '"9000"',
        "15: states.url: no http or https address; write https://host, with a path if there is one",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_told_with_its_line_and_without_values(file: Path, slip: str) -> None:
    """Shape, variables and values are checked in one go."""
    right, wrong, message = SLIPS[slip]
    assert right in SANDBOX
    faults = faults_of(file, SANDBOX.replace(right, wrong, 1))
    assert faults == [f"conformance.toml:{message}"]
    assert SECRET not in str(faults)


def test_all_slips_come_at_once(file: Path) -> None:
    """Whoever corrects the file sees the whole list."""
    text = SANDBOX.replace('"hooks.py"', '"hook.py"').replace('"90s"', '"90"').replace("discover ", "discvoer ")
    assert [fault.split(":")[1] for fault in faults_of(file, text, {})] == ["5", "6", "11", "12", "16", "21"]


def test_variable_that_is_not_set_is_told_once(file: Path) -> None:
    """That what stands in its place is no address either is no news."""
    text = SANDBOX.replace("https://sandbox.example.com", "${BASE}").replace('kind          = "sandbox"\n', "")
    assert [fault.partition(";")[0] for fault in faults_of(file, text)] == [
        "conformance.toml:3: base_url needs ${BASE}, which is not set"
    ]


@pytest.mark.parametrize("name", ["Sandbox", "con", "nul.x", "com1", "a b", ".a", "a."])
def test_target_name_that_no_folder_can_have_is_refused(file: Path, name: str) -> None:
    """The name becomes a folder of cassettes, on every system."""
    text = f'[targets."{name}"]\ncontract = "finapi"\nbase_url = "http://localhost"\n'
    assert faults_of(file, text) == [
        f"conformance.toml:1: '{name}' cannot be a name here; "
        "write a name of [a-z0-9.-] that no system reserves for a device"
    ]


@pytest.mark.parametrize("name", ["sandbox", "con2", "a-1.b", "console"])
def test_target_name_is_free_otherwise(file: Path, name: str) -> None:
    """Lower-case letters, digits, dots and dashes."""
    assert faults_of(file, f'[targets."{name}"]\ncontract = "finapi"\nbase_url = "http://localhost"\n') == []


@pytest.mark.parametrize(
    ("url", "kind", "limits"),
    [
        ("http://127.0.0.1:8080", "", Limits(None, allow=frozenset({"revoke", "create"}))),
        ("http://127.9.9.9", "", Limits(None, allow=frozenset({"revoke", "create"}))),
        ("http://[::1]", "", Limits(None, allow=frozenset({"revoke", "create"}))),
        ("http://localhost", "", Limits(None, allow=frozenset({"revoke", "create"}))),
        ("https://a.example", 'kind = "sandbox"', Limits(5, allow=frozenset({"revoke", "create"}))),
        ("https://a.example", 'kind = "production"', Limits(5, allow=frozenset())),
        ("http://localhost", 'kind = "production"', Limits(5, allow=frozenset())),
    ],
)
def test_limits_follow_from_the_kind(file: Path, url: str, kind: str, limits: Limits) -> None:
    """Loopback is free, a sandbox is spared, production allows nothing."""
    file.write_text(f'[targets.a]\ncontract = "finapi"\nbase_url = "{url}"\n{kind}\n')
    assert read_targets(file, environ={})["a"].limits == limits


def test_plain_http_is_allowed_where_it_is_asked_for(file: Path) -> None:
    """`insecure_http` is the user's word for it."""
    text = SANDBOX.replace("https://sandbox", "http://sandbox") + "insecure_http = true\n"
    assert faults_of(file, text) == []


def test_contract_may_be_a_path_beside_the_file(file: Path) -> None:
    """It is told as an absolute path."""
    (file.parent / "own.toml").touch()
    file.write_text(SANDBOX.replace('"finapi"', '"./own.toml"'))
    assert read_targets(file, environ=ENVIRON)["sandbox"].contract == str(file.parent / "own.toml")


def test_options_take_credentials_from_variables() -> None:
    """Without a file nothing secret stands on a command line."""
    environ = {
        "OAUTH_CONFORMANCE_CLIENT_ID": "me",
        "OAUTH_CONFORMANCE_CLIENT_SECRET": SECRET,
        "OAUTH_CONFORMANCE_USERNAME": "ann",
        "OAUTH_CONFORMANCE_PASSWORD": "pw-0123456789",
    }
    target = target_from_options("finapi@1.115.1", "http://localhost:8000/", "http://localhost:9/_states", environ)
    assert (target.name, target.kind, target.base_url) == ("finapi-1.115.1", "loopback", "http://localhost:8000")
    assert (target.client["client_id"], target.states["user"][0]["username"]) == ("me", "ann")
    assert isinstance(target.client["client_secret"], Secret)
    assert target.states_url == "http://localhost:9/_states"


def test_options_without_variables_give_no_credentials() -> None:
    """What is not set is not sent."""
    target = target_from_options("oauth2", "http://localhost", None, {})
    assert (target.client, target.states) == ({}, {})


@pytest.mark.parametrize(
    ("url", "kind", "faults"),
    [
        ("https://a.example", "sandbox", []),
        (
            "https://a.example",
            "",
            ["OAUTH_CONFORMANCE_KIND does not say what the target is; outside loopback set sandbox or production"],
        ),
        (
            "http://a.example",
            "production",
            ["--oauth-base-url sends secrets over http://; write https://, or a conformance.toml that allows it"],
        ),
        ("a.example", "sandbox", ["--oauth-base-url: no http or https address; write https://host/path"]),
    ],
)
def test_options_are_held_to_the_same_rules(url: str, kind: str, faults: list[str]) -> None:
    """Outside loopback somebody says what may be done to the target."""
    found: list[str] = []
    try:
        target_from_options("finapi", url, None, {"OAUTH_CONFORMANCE_KIND": kind})
    except ConfigurationError as error:
        found = list(error.faults)
    assert found == faults
