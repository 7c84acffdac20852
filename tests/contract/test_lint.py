"""Every slip in a contract or in the list of behaviours is told with its line and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.contract import lint_behaviours, lint_contract
from conformance.locations import suites_dir

CATALOGUE = '\n[catalogue]\nrows = "ROW-*"\nopen = 4\n'
OPENAPI = """\
openapi: 3.1.0
servers: [{ url: https://example.com/base }]
paths:
  /token:
    post:
      parameters: [{ $ref: "#/components/parameters/id" }, { name: page, in: query }]
      requestBody:
        content:
          application/x-www-form-urlencoded; charset=utf-8:
            schema: { $ref: "#/components/schemas/grants" }
  /users/{id}: { get: {} }
  /me: { get: {} }
  /json: { post: { requestBody: { content: { application/json: { schema: { properties: { a: {} } } } } } } }
components:
  parameters: { id: { name: X-Request-Id, in: header } }
  schemas:
    grants:
      properties: { grant_type: {}, client_id: {}, client_secret: {} }
      required: [grant_type]
      oneOf:
        - { properties: { username: {}, password: {} }, required: [username, password] }
        - { properties: { refresh_token: {} }, required: [refresh_token] }
"""


def faults_of(text: str, write: Any, suites: Path) -> list[str]:
    """Lint a contract; return its faults without the name of the file."""
    file = write(text)
    return [fault.removeprefix("acme/contract.toml:") for fault in lint_contract(file, suites=suites)]


def test_sound_contract_has_no_faults(suites: Path, write: Any, contract: str, promise: str, required: str) -> None:
    """The example on which all slips below are made is itself sound, with its catalogue and without."""
    assert faults_of(contract + promise + required, write, suites) == []
    assert faults_of(contract + CATALOGUE + promise + required, write, suites) == []


def test_five_slips_are_told_at_once_with_their_lines(
    suites: Path, write: Any, contract: str, promise: str, required: str
) -> None:
    """A file is corrected in one go: shape, names, figures, parts and rows come together, in the order of the lines."""
    text = contract.replace('does    = "refresh"', 'does    = "refersh"') + CATALOGUE
    text += promise.replace("max = 255", "maximum = 255").replace('"doc"', '"dok"')
    text += required.replace('"Accept"', '"scope"').replace("ROW-2", "ROW-22")
    lines = {text.splitlines()[int(fault.split(":")[0]) - 1]: fault for fault in faults_of(text, write, suites)}
    assert {line.split("=")[0].strip(): fault.partition(": ")[2] for line, fault in lines.items()} == {
        "does": 'operations.refresh.does is "refersh"; write one of issue, refresh, renew, revoke, authorize, '
        "introspect, call (nearest: refresh)",
        "open": "5 rows are open where 4 may be: ROW-2, ROW-3, ROW-4, ROW-5, ROW-6; "
        "cover them by a promise, or exclude them with a reason",
        "[[promise]]": "request-id.max-length needs the figure 'max'; add with.max: a number",
        "source": "unknown source 'dok'; nearest: doc",
        "with": "request-id.max-length has no figure 'maximum'; nearest: max",
        "covers": "unknown row 'ROW-22'; nearest: ROW-2, ROW-6, ROW-5",
        "each": "operation 'password' has no part 'scope'; its parts: Accept, request_id, grant_type, client_id, "
        "username, password",
    }


SLIPS = {
    "unknown-key": (
        "alive   = 200",
        "alife   = 200",
        "42: unknown key 'alife' in witnesses.access_token; nearest: alive",
    ),
    "wrong-type": (
        'version = "2.0"',
        "version = 2.0",
        "2: version is 2.0; write the version of the documents, as text",
    ),
    "missing-key": (
        'version = "2.0"',
        "",
        "1: the file has no 'version'; add it: the version of the documents, as text",
    ),
    "bad-name": (
        "operations.me]",
        "operations.Me]",
        "31: 'Me' cannot be a name here; write a lower-case name [a-z][a-z0-9_]*",
    ),
    "bad-request": (
        '"GET /me"',
        '"/me"',
        '40: witnesses.access_token.request is "/me"; write "METHOD /path/{slot}" or "METHOD {endpoints.NAME}"',
    ),
    "bad-status": (
        "alive   = 200",
        "alive   = 20",
        "42: witnesses.access_token.alive is 20; write a status, a list of them, or "
        '{ status = 200, "/pointer" = value }',
    ),
    "bad-lifetime": (
        '"seconds"',
        '"second"',
        '19: operations.password.lifetime.in is "second"; write one of seconds, epoch-milliseconds, iso-8601 '
        "(nearest: seconds)",
    ),
    "two-bodies": (
        'form    = { grant_type = "password"',
        'json = {}\nform    = { grant_type = "password"',
        "17: a request has either a form or a JSON body; remove one of the two",
    ),
    "no-slot": ("{username}", "{userName}", "17: {userName} is no slot; write {lower_case} or {lower_case?}"),
    "open-slot": ("{username}", "{username", "17: a brace in '{username' has no partner; write {lower_case}"),
    "optional-in-path": (
        "/users/{username}",
        "/users/{username?}",
        "34: the path slot 'username' is optional; a path needs it: write {username}",
    ),
    "dotted-slot": (
        "/users/{username}",
        "/users/{user.name}",
        "34: {user.name} is no slot; write {endpoints.NAME} or {lower_case}",
    ),
    "unknown-endpoint": (
        "POST {endpoints.token}",
        "POST {endpoints.tokn}",
        "16: unknown endpoint 'tokn'; nearest: token",
    ),
    "unknown-from": (
        "from    = { token =",
        "from    = { tokn =",
        "36: the request has no slot 'tokn'; nearest: token",
    ),
    "empty-slot": (
        '    = { token = "password.access_token" }',
        "    = {}",
        "35: nothing fills the slot 'token'; give it under `from`, or write {token?} if it is optional",
    ),
    "from-unknown-operation": (
        '"password.access_token"',
        '"pasword.access_token"',
        "36: 'pasword.access_token' names an unknown operation 'pasword'; nearest: password",
    ),
    "from-unknown-answer": (
        '"password.access_token"',
        '"password.acess_token"',
        "36: operation 'password' has no answer 'acess_token'; nearest: access_token, refresh_token",
    ),
    "from-unknown-state": (
        '"password.access_token"',
        '"lockd user"',
        "36: unknown state 'lockd user'; nearest: locked user, other user, or write \"operation.answer\"",
    ),
    "unknown-undo": (
        "lifetime =",
        'undo = "revoke"\nlifetime =',
        "19: unknown operation 'revoke'; known: me, password, refresh",
    ),
    "circle": (
        "[operations.refresh]\n",
        '[recipes]\nuser = { operation = "password", gives = {} }\n[operations.refresh]\n',
        "13: 'password' needs its own answer: password → password; take a value from a state",
    ),
    "witness-twice": (
        'operation = "refresh"\n',
        'operation = "refresh"\nrequest = "GET /x"\n',
        "45: a witness has either `request` or `operation`; give one of them",
    ),
    "witness-operation": (
        'operation = "refresh"\n',
        'operation = "refres"\n',
        "46: unknown operation 'refres'; nearest: refresh",
    ),
    "witness-slot": (
        'slot      = "refresh_token"',
        'slot      = "token"',
        "47: the request has no slot 'token' for the token; known: refresh_token, request_id",
    ),
    "witness-sign": (
        "alive   = 200",
        "",
        "39: the witness has no 'alive'; add it: a status, or { \"/pointer\" = value }",
    ),
    "recipe-state": (
        "[witnesses.access_token]",
        '[recipes]\nusr = { operation = "me", gives = { username = "limt" } }\n[witnesses.access_token]',
        "40: unknown state 'usr'; nearest: user",
    ),
    "recipe-answer": (
        "[witnesses.access_token]",
        '[recipes]\nuser = { operation = "refresh", gives = { username = "acces" } }\n[witnesses.access_token]',
        "40: operation 'refresh' has no answer or slot 'acces'; known: refresh_token, request_id",
    ),
    "recipe-operation": (
        "[witnesses.access_token]",
        '[recipes]\nuser = { operation = "pass", gives = {} }\n[witnesses.access_token]',
        "40: unknown operation 'pass'; nearest: password",
    ),
    "no-openapi": (
        'version = "2.0"',
        'version = "2.0"\nopenapi = "api.yaml"',
        "3: there is no file api.yaml; check the path",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_in_a_table_is_told(suites: Path, write: Any, contract: str, slip: str) -> None:
    """Operations, witnesses and recipes are checked whether or not a promise uses them."""
    right, wrong, message = SLIPS[slip]
    assert right in contract
    assert message in faults_of(contract.replace(right, wrong, 1), write, suites)


PROMISE_SLIPS = {
    "behaviour": (
        '"request-id.max-length"',
        '"request-id.max"',
        "unknown behaviour 'request-id.max'; nearest: request-id.max-length",
    ),
    "level": ('"must"', '"mus"', 'level is "mus"; write one of must, should, observe (nearest: must)'),
    "basis": ('"documented"', '"docs"', 'basis is "docs"; write one of documented, derived, reading, standard'),
    "reading": ('"documented"', '"reading"', 'a must that is only read from source code; write level = "should"'),
    "no-statement": (
        'statement = "A request id has at most 255 characters."',
        "",
        "promise[0] has no 'statement'; add it: the sentence in our own words",
    ),
    "figure-type": ("max = 255", 'max = "255"', 'with.max is "255"; write a number'),
    "flag-is-no-number": ("max = 255", "max = true", "with.max is true; write a number"),
    "missing-figure": (", max = 255", "", "request-id.max-length needs the figure 'max'; add with.max: a number"),
    "unknown-figure": (
        "max = 255",
        "max = 255, min = 1",
        "request-id.max-length has no figure 'min'; known: header, max, note, part, status, strict, values, words",
    ),
    "status-type": ("max = 255", "max = 255, status = 99", "with.status is 99; write a status, or a list of them"),
    "list-type": ("max = 255", 'max = 255, words = "a"', 'with.words is "a"; write a list'),
    "table-type": ("max = 255", "max = 255, values = []", "with.values is []; write a table"),
    "flag-type": ("max = 255", "max = 255, strict = 1", "with.strict is 1; write true or false"),
    "text-type": ('header = "X-Request-Id"', "header = 1", "with.header is 1; write a text"),
    "figure-reference": ("max = 255", 'max = "{me.limt}"', "operation 'me' has no answer 'limt'; nearest: limit"),
    "operation": ('on        = ["password"]', 'on = ["passwort"]', "unknown operation 'passwort'; nearest: password"),
    "no-operation": (
        'on        = ["password"]',
        "",
        'request-id.max-length is promised of operations, and `on` is missing; add on = ["…"]',
    ),
    "part": (
        '"request_id"',
        '"requestid"',
        "operation 'password' has no part 'requestid'; "
        "its parts: Accept, request_id, grant_type, client_id, username, password",
    ),
    "extra-each": (
        "with ",
        "each = { token = [1] }\nwith ",
        "request-id.max-length has no each.token; none is known here",
    ),
    "need": ("with ", 'needs = ["introspecton"]\nwith ', "unknown endpoint 'introspecton'; nearest: introspection"),
    "harm": (
        "with ",
        'harms = "lockot"\nwith ',
        'harms is "lockot"; write lockout, flood, revoke, create or configure, or a list of them',
    ),
    "no-rows": (
        '["ROW-1"]',
        "[]",
        "a documented promise covers no row; name its rows; only basis derived, reading, standard has none",
    ),
}


@pytest.mark.parametrize("slip", PROMISE_SLIPS)
def test_slip_in_a_promise_is_told(suites: Path, write: Any, contract: str, promise: str, slip: str) -> None:
    """A promise is held to its behaviour, to the operations it names and to the catalogue."""
    right, wrong, message = PROMISE_SLIPS[slip]
    assert right in promise
    text = contract + CATALOGUE.replace("4", "6") + promise.replace(right, wrong)
    assert [fault.partition(": ")[2] for fault in faults_of(text, write, suites)] == [message]


@pytest.mark.parametrize("basis", ["derived", "reading", "standard"])
def test_some_bases_need_no_rows(suites: Path, write: Any, contract: str, promise: str, basis: str) -> None:
    """What stands in no provider's document covers no row of it."""
    text = promise.replace('["ROW-1"]', "[]").replace("documented", basis).replace("must", "should")
    assert faults_of(contract + CATALOGUE.replace("4", "6") + text, write, suites) == []


def test_contract_without_a_catalogue_needs_no_rows(suites: Path, write: Any, contract: str, promise: str) -> None:
    """A provider of the user's own has no rows in the catalogue."""
    assert faults_of(contract + promise.replace('covers    = ["ROW-1"]', ""), write, suites) == []


def test_figure_that_the_target_states_passes_any_type(suites: Path, write: Any, contract: str, promise: str) -> None:
    """`{operation.answer}` is read when the scenario runs."""
    assert faults_of(contract + promise.replace("max = 255", 'max = "{me.limit}"'), write, suites) == []


def test_part_in_a_path_is_refused_with_its_reason(suites: Path, write: Any, contract: str, required: str) -> None:
    """Leaving out a path slot would ask another resource."""
    text = contract + required.replace('"password", "refresh"', '"me"').replace('"grant_type"', '"username"')
    assert [fault.partition(": ")[2] for fault in faults_of(text, write, suites)] == [
        "'username' stands in the path of 'me', and another path is another request; "
        "take one of its parts: Accept, request_id, token"
    ]


def test_client_authentication_brings_its_parts(suites: Path, write: Any, contract: str, required: str) -> None:
    """With `auth = "client"` the target decides where client_id and client_secret stand, but they are there."""
    text = required.replace('"Accept"', '"client_secret"').replace('"password", "refresh"', '"refresh"')
    assert len(faults_of(contract + text, write, suites)) == 1
    sound = contract.replace('does    = "refresh"', 'auth = "client"\ndoes    = "refresh"')
    assert faults_of(sound + text, write, suites) == []


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            'each = { token = ["access_token"] }',
            "",
            'revocation.no-hint needs each.token; add each = { token = ["…"] }',
        ),
        ('ends = "grant"', 'ends = "gran"', "unknown word in ends 'gran'; nearest: grant"),
        ('"other user"', '"other users"', "unknown word in spares 'other users'; nearest: other user, other client"),
    ],
    ids=["each", "ends", "spares"],
)
def test_slip_in_a_revocation_is_told(
    suites: Path, write: Any, contract: str, promise: str, right: str, wrong: str, message: str
) -> None:
    """What a revocation ends and spares has words of its own."""
    head = promise.replace("request-id.max-length", "revocation.no-hint").partition("with ")[0]
    text = head + 'each = { token = ["access_token"] }\nwith = { ends = "grant", spares = ["other user"] }\n'
    assert faults_of(contract + text, write, suites) == []
    faults = faults_of(contract + text.replace(right, wrong), write, suites)
    assert [fault.partition(": ")[2] for fault in faults] == [message]


def test_behaviour_that_is_not_promised_of_operations_has_none(
    suites: Path, write: Any, contract: str, promise: str
) -> None:
    """The list of behaviours says which ones name operations; a state must be one that there is."""
    head = promise.replace("request-id.max-length", "user.locked").partition("with ")[0]
    faults = faults_of(contract + head + 'with = { state = "locked usr" }\n', write, suites)
    assert sorted(fault.partition(": ")[2] for fault in faults) == [
        "unknown state 'locked usr'; nearest: locked user, other user",
        "user.locked is not promised of operations; remove `on`",
    ]


def test_equal_identities_are_told_with_both_lines(suites: Path, write: Any, contract: str, required: str) -> None:
    """Behaviour, operation and values identify an item, so they stand once."""
    again = required.replace('"password", "refresh"', '"refresh"').replace('"grant_type", ', "")
    first = contract.count("\n") + 2
    assert faults_of(contract + required + again, write, suites) == [
        f"{first + 10}: the item 'parameter.required refresh Accept' stands already at acme/contract.toml:{first}; "
        "leave it out of one, or join the two"
    ]


def test_value_that_stands_twice_is_told(suites: Path, write: Any, contract: str, required: str) -> None:
    """A list under `each` has every value once."""
    faults = faults_of(contract + required.replace('"grant_type", ', '"Accept", '), write, suites)
    assert [fault.partition(": ")[2] for fault in faults] == [
        "the item 'parameter.required password Accept' stands twice in this promise; "
        "leave it out of one, or join the two"
    ]


def test_row_is_covered_or_excluded_not_both(suites: Path, write: Any, contract: str, promise: str) -> None:
    """An exclusion says that no scenario can ever answer for the row."""
    excluded = '[[excluded]]\ncovers = ["ROW-2",\n  "ROW-1"]\nreason = "not visible"\n'
    text = contract + promise
    first = contract.count("\n") + 2
    assert faults_of(text + excluded, write, suites) == [
        f"{text.count(chr(10)) + 3}: row 'ROW-1' is excluded, and covered at acme/contract.toml:{first}; "
        "remove one of the two"
    ]


@pytest.mark.parametrize(("allowed", "faults"), [(5, 0), (4, 1)])
def test_open_rows_are_counted(
    suites: Path, write: Any, contract: str, promise: str, allowed: int, faults: int
) -> None:
    """As many rows as `open` says may be neither covered nor excluded, not one more."""
    assert len(faults_of(contract + CATALOGUE.replace("4", str(allowed)) + promise, write, suites)) == faults


def test_rows_may_be_several_patterns(suites: Path, write: Any, contract: str, promise: str) -> None:
    """A pattern that no row fits is a slip."""
    catalogue = '[catalogue]\nrows = ["ROW-1", "LINE-*"]\n'
    faults = faults_of(contract + catalogue + promise, write, suites)
    assert [fault.partition(": ")[2] for fault in faults] == [
        "no row is called 'LINE-*'; known: ROW-1, ROW-2, ROW-3, ROW-4, ROW-5, ROW-6"
    ]


@pytest.mark.parametrize(
    ("drop", "message"),
    [
        ('behaviour = "user.locked"', "no older promise of user.locked: nothing is dropped; leave it out"),
        ('behaviour = "user.lockd"', "unknown behaviour 'user.lockd'; nearest: user.locked"),
        (
            'behaviour = "parameter.required"\non = ["me"]',
            "no older promise of parameter.required on 'me'; name one of: password, refresh",
        ),
    ],
    ids=["nothing", "unknown", "operation"],
)
def test_drop_that_drops_nothing_is_told(
    suites: Path, write: Any, contract: str, required: str, drop: str, message: str
) -> None:
    """What was never promised cannot be taken away."""
    write(contract + required, "1.0.toml")
    text = f'title = "t"\nversion = "2"\nextends = "1.0.toml"\n[[drop]]\n{drop}\nreason = "gone"\n'
    assert message in [fault.partition(": ")[2] for fault in faults_of(text, write, suites)]


def test_newer_promise_may_cover_what_the_older_file_excluded(
    suites: Path, write: Any, contract: str, promise: str
) -> None:
    """A newer document may make visible what an older one hid."""
    write(contract + '[[excluded]]\ncovers = ["ROW-1"]\nreason = "not visible"\n', "1.0.toml")
    assert (
        faults_of(
            'title = "t"\nversion = "2"\nextends = "1.0.toml"\n[sources.doc]\ntitle = "d"\n' + promise, write, suites
        )
        == []
    )


OPENAPI_SLIPS = {
    "call": ('"GET /me"', '"GET /mee"', "acme/api.yaml has no GET /mee; nearest: GET /me"),
    "form": ("username = ", "usrname = ", "'usrname' is unknown to acme/api.yaml; nearest: username"),
    "required": (', password = "{password}"', "", "acme/api.yaml requires password in form; send it, without a ?"),
    "optional": ('"{password}"', '"{password?}"', "acme/api.yaml requires password in form; send it, without a ?"),
    "query": ("answer  = {", "query = { pge = 1 }\nanswer = {", "'pge' is unknown to acme/api.yaml; nearest: page"),
    "header": (
        "answer  = {",
        "headers = { X-Requst-Id = 1 }\nanswer = {",
        "header 'X-Requst-Id' is unknown to acme/api.yaml; nearest: x-request-id",
    ),
    "json": (
        '"GET /me"',
        '"POST /json"\njson = { b = 1 }',
        "'b' is unknown to acme/api.yaml; known: a",
    ),
    "body": (
        "headers = { Authorization",
        "form = { a = 1 }\nheaders = { Authorization",
        "acme/api.yaml gives me no application/x-www-form-urlencoded body; correct one of the two",
    ),
}


@pytest.mark.parametrize("slip", OPENAPI_SLIPS)
def test_operation_agrees_with_the_openapi_document(suites: Path, write: Any, contract: str, slip: str) -> None:
    """Path, method and names are compared; of alternatives one must be complete."""
    right, wrong, message = OPENAPI_SLIPS[slip]
    (suites / "acme" / "api.yaml").write_text(OPENAPI)
    sound = contract.replace('version = "2.0"', 'version = "2.0"\nopenapi = "api.yaml"')
    assert faults_of(sound, write, suites) == []
    assert message in [f.partition(": ")[2] for f in faults_of(sound.replace(right, wrong, 1), write, suites)]


def test_base_path_of_the_openapi_document_may_stand_in_the_operation(suites: Path, write: Any, contract: str) -> None:
    """Whether the base path belongs to the target or to the operation is the contract's choice."""
    (suites / "acme" / "api.yaml").write_text(OPENAPI)
    sound = contract.replace('version = "2.0"', 'version = "2.0"\nopenapi = "api.yaml"')
    assert faults_of(sound.replace("GET /me", "GET /base/me"), write, suites) == []


@pytest.mark.parametrize("text", ["paths: [", "just text"])
def test_openapi_document_that_cannot_be_read_is_told(suites: Path, write: Any, contract: str, text: str) -> None:
    """A broken document is one message."""
    (suites / "acme" / "api.yaml").write_text(text)
    faults = faults_of(contract.replace('version = "2.0"', 'version = "2.0"\nopenapi = "api.yaml"'), write, suites)
    assert len(faults) == 1
    assert faults[0].startswith("acme/api.yaml: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb = ]\n", "2: not TOML: invalid value, column 5; correct the syntax"),
        ("a = 1\na = 2\n", "2: not TOML: cannot overwrite a value, column 6; correct the syntax"),
        ('a = [\n"x"', "2: not TOML: unclosed array; correct the syntax"),
    ],
    ids=["value", "twice", "end"],
)
def test_syntax_error_has_its_line(suites: Path, write: Any, text: str, message: str) -> None:
    """What is no TOML has one fault, where the reader stopped."""
    assert faults_of(text, write, suites) == [message]


def test_file_that_is_not_utf8_is_told(suites: Path, write: Any) -> None:
    """TOML is UTF-8."""
    file = write("")
    file.write_bytes(b'title = "\xff"')
    assert lint_contract(file, suites=suites) == ["acme/contract.toml: byte 9 is not UTF-8; save it as UTF-8"]


BEHAVIOUR_SLIPS = {
    "name": (
        '["grant.accepted"]',
        '["grant.Accepted"]',
        "1: 'grant.Accepted' cannot be a name here; write lower-case words",
    ),
    "ordinal": ('["user.locked"]', '["user.2"]', "27: 'user.2' cannot be a name here; write lower-case words"),
    "says": ('says  = "A locked user gets no token."', "", "27: user.locked has no 'says'; add it: one sentence"),
    "harm": ('["revoke"]', '["revok"]', '25: revocation.no-hint.harm[0] is "revok"; write one of revoke, create'),
    "type": (
        '"list" }\nharm',
        '"lst" }\nharm',
        '24: revocation.no-hint.needs.spares is "lst"; write one of text, number',
    ),
    "itself": (
        '["grant.accepted"]\n\n["request',
        '["parameter.required"]\n\n["request',
        "11: parameter.required depends on itself",
    ),
    "unknown": (
        '["grant.accepted"]\n\n["request',
        '["grant.acepted"]\n\n["request',
        "11: unknown behaviour 'grant.acepted'",
    ),
    "both": (
        'may     = { status = "status", words',
        'may = { max = "number", words',
        "17: 'max' stands in needs and in may",
    ),
    "seven": (
        '["grant.accepted"]\n\n["request',
        '["a", "b", "c", "d", "e", "f", "g"]\n\n["request',
        '11: parameter.required.depends is ["a", "b", "c", "d", "e", "f", "g"]; write a list of at most six behaviours',
    ),
}


@pytest.mark.parametrize("slip", BEHAVIOUR_SLIPS)
def test_slip_in_the_list_of_behaviours_is_told(suites: Path, monkeypatch: pytest.MonkeyPatch, slip: str) -> None:
    """The list is held to its own rules."""
    monkeypatch.chdir(suites)
    right, wrong, message = BEHAVIOUR_SLIPS[slip]
    file = suites / "behaviours.toml"
    assert right in file.read_text()
    file.write_text(file.read_text().replace(right, wrong, 1))
    assert any(fault.startswith(f"behaviours.toml:{message}") for fault in lint_behaviours(suites)), lint_behaviours(
        suites
    )


def test_missing_list_of_behaviours_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a list is no suites folder."""
    monkeypatch.chdir(tmp_path)
    assert lint_behaviours(tmp_path) == ["behaviours.toml: cannot be read (No such file or directory); check the path"]


MISNAMED = """
extends = "{finapi}"

[[promise]]
behaviour = "token-response.members"
statement = "The answer has a token and a name."
source    = {{ from = "csharp", at = "token" }}
level     = "must"
basis     = "derived"
covers    = []
on        = ["password"]
with      = {{ present = ["access_token", "nonsense"] }}

[[promise]]
behaviour = "error.media-type"
statement = "A refusal is JSON."
source    = {{ from = "csharp", at = "token" }}
level     = "must"
basis     = "derived"
covers    = []
on        = ["password"]
each      = {{ flaw = ["unknwn-grant-type", "no-grnt-type"] }}
with      = {{ media = "application/json" }}

[[promise]]
behaviour = "revocation.no-hint"
statement = "A token can be revoked."
source    = {{ from = "csharp", at = "token" }}
level     = "must"
basis     = "derived"
covers    = []
on        = ["revoke"]
each      = {{ token = ["acces_token"] }}
with      = {{ ends = "token" }}
"""


def test_words_that_would_accuse_a_sound_server_are_told(tmp_path: Path) -> None:
    """A name that no answer has, a flaw that is none, a token that nobody issues."""
    file = tmp_path / "contract.toml"
    file.write_text(MISNAMED.format(finapi=suites_dir() / "finapi" / "contract.toml").lstrip())
    faults = "\n".join(lint_contract(file, suites=suites_dir()))
    assert "the answer of 'password' has no name 'nonsense'" in faults
    assert "unknown flaw 'unknwn-grant-type'; write KIND-PART" in faults
    assert "operation 'password' has no part 'grnt_type'" in faults
    assert "unknown token 'acces_token'; nearest: access_token" in faults


IN_THE_PATH = """
extends = "{calcom}"

[[promise]]
behaviour = "schema.answers"
statement = "Refusals are those that the document describes."
source    = {{ from = "python", at = "400" }}
level     = "must"
basis     = "derived"
covers    = []
on        = ["refresh"]
each      = {{ flaw = ["unknown-client-id", "no-client-id"] }}
"""


def test_slot_of_the_path_can_be_unknown_but_not_left_out(tmp_path: Path) -> None:
    """Another client in the path is a request for another client; without one it is another request."""
    file = tmp_path / "contract.toml"
    file.write_text(IN_THE_PATH.format(calcom=suites_dir() / "calcom" / "contract.toml").lstrip())
    faults = [fault for fault in lint_contract(file, suites=suites_dir()) if "client_id" in fault]
    assert len(faults) == 1
    assert "'client_id' stands in the path of 'refresh', and another path is another request" in faults[0]
