"""pytest's own ways of running: none changes a verdict, none loses one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import jsonschema_rs
import pytest

from conformance.locations import schema_file
from tests.plugin.conftest import WAYS, RunHere
from tests.plugin.projects import EXPIRY, FORMAT, GRANT, LENGTH, Project, Run

RunAll = Callable[[str], tuple[Run, Project]]
IN_PARALLEL = ("-n", "2")
FAILING = '''\
@scenario("grant.accepted")
def test_valid_grant_is_accepted(server, promise, operation):
    """Fails at one of three operations."""
    server.call(operation).send()
    if operation == "password":
        server.deviates("an answer", "another")


'''
GRANT_ID = "own/grant.accepted/valid-grant-is-accepted"


@pytest.mark.parametrize("way", [way for way in WAYS if way != "plain"])
def test_verdicts_are_the_same_in_every_way_of_running(runs_of_all: RunAll, way: str) -> None:
    """Workers and random order change no outcome."""
    (plain, here), (other, there) = runs_of_all("plain"), runs_of_all(way)
    assert (plain.ret, here.outcomes()) == (other.ret, there.outcomes())
    assert set(here.outcomes().values()) == {"passed", "observed", "skipped"}


@pytest.mark.parametrize("way", ["plain", "shuffled"])
def test_items_that_need_the_target_alone_come_last(runs_of_all: RunAll, way: str) -> None:
    """In the order of the file and in random order an `alone` item is the last."""
    run, _ = runs_of_all(way)
    assert run.lines(r"^test_words.*\[(own:)")[-1].startswith("test_words.py::test_token_lives_its_time_and_no_longer")


def test_random_order_is_random(runs_of_all: RunAll) -> None:
    """The shuffled run had another order than the plain one."""
    orders = [re.findall(r"^test_words.*?\]", runs_of_all(way)[0].out, re.MULTILINE) for way in ("plain", "shuffled")]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]


def test_a_run_starts_with_an_empty_file(project: Project, run: RunHere) -> None:
    """What an earlier run left in the verdict file is gone."""
    project.write("reports/verdicts.jsonl", '{"id": "from an earlier run"}\n')
    project.write_scenarios(GRANT)
    run("-k", "password")
    assert list(project.verdicts()) == [f"{GRANT_ID}/password"]


def test_selection_by_keyword(project: Project, run: RunHere) -> None:
    """-k takes words of the test id, behaviours among them."""
    project.write_scenarios(GRANT, LENGTH)
    run("-k", "request-id")
    assert list(project.verdicts()) == [
        "own/request-id.max-length/longer-request-id-is-refused/client-credentials",
    ]


def test_last_failed_runs_what_failed(project: Project, run: RunHere) -> None:
    """--lf runs again only the item that failed."""
    project.write_scenarios(FAILING)
    run()
    run("--lf")
    assert project.outcomes() == {f"{GRANT_ID}/password": "failed"}


def test_first_failure_ends_the_run_if_asked(project: Project, run: RunHere) -> None:
    """With -x the verdicts up to the failure are kept."""
    project.write_scenarios(FAILING)
    assert run("-x").ret == 1
    assert project.outcomes() == {f"{GRANT_ID}/client-credentials": "passed", f"{GRANT_ID}/password": "failed"}


@pytest.mark.parametrize("where", [(), IN_PARALLEL], ids=["alone", "in parallel"])
def test_broken_set_up_of_the_user_is_a_broken_verdict(project: Project, run: RunHere, where: tuple[str, ...]) -> None:
    """A fixture of the project that fails leaves a line for each item that it kept from running."""
    project.write_scenarios(GRANT)
    project.write(
        "conftest.py",
        "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef database(request):\n"
        "    if 'password' in request.node.name:\n        raise RuntimeError('no database')\n",
    )
    assert run(*where).ret == 1
    assert project.outcomes() == {
        f"{GRANT_ID}/client-credentials": "passed",
        f"{GRANT_ID}/password": "broken",
        f"{GRANT_ID}/refresh": "passed",
    }
    told = project.verdicts()[f"{GRANT_ID}/password"]["observed"]
    assert re.fullmatch(r"RuntimeError: no database \(\S*conftest\.py:7\)", told)


def test_broken_tear_down_of_the_user_leaves_the_verdict(project: Project, run: RunHere) -> None:
    """A fixture of the project that fails afterwards is pytest's error; the verdict stands."""
    project.write_scenarios(GRANT)
    project.write(
        "conftest.py",
        "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef database():\n    yield\n"
        "    raise RuntimeError('no database')\n",
    )
    ended = run("-k", "refresh")
    assert ended.ret == 1
    assert "1 passed, 2 deselected, 1 error" in ended.out
    assert project.outcomes() == {f"{GRANT_ID}/refresh": "passed"}


def test_a_worker_that_dies_leaves_a_broken_verdict(project: Project, run: RunHere) -> None:
    """An item that takes its process with it has a line, and the others have theirs."""
    dying = GRANT.replace("    server.call", "    if operation == 'password':\n        os._exit(3)\n    server.call")
    project.write_scenarios("import os\n\n\n", dying)
    assert run(*IN_PARALLEL).ret == 1
    assert project.outcomes() == {
        f"{GRANT_ID}/client-credentials": "passed",
        f"{GRANT_ID}/password": "broken",
        f"{GRANT_ID}/refresh": "passed",
    }


@pytest.mark.parametrize(
    ("ending", "outcome"),
    [("raise SystemExit(0)", "broken"), ("pytest.fail('enough')", "broken"), ("pytest.skip('not today')", "skipped")],
)
def test_an_item_that_ends_itself_has_a_verdict(project: Project, run: RunHere, ending: str, outcome: str) -> None:
    """Whatever a scenario raises, its item has a line, and it is not green."""
    project.write_scenarios(
        "import pytest\n\n\n",
        GRANT.replace("    server.call", f"    if operation == 'password':\n        {ending}\n    server.call"),
    )
    run()
    assert project.outcomes()[f"{GRANT_ID}/password"] == outcome


def test_every_line_fits_the_schema(project: Project, run: RunHere, runs_of_all: RunAll) -> None:
    """Lines of judged items, and of one that ended without a verdict, are as the package's JSON Schema says."""
    project.write_scenarios(
        "import pytest\n\n\n", GRANT.replace("    server.call", "    pytest.fail('enough')\n    server.call")
    )
    run()
    schema = jsonschema_rs.validator_for(json.loads(schema_file("verdict").read_text("utf-8")))
    lines = [*project.verdicts().values(), *runs_of_all("plain")[1].verdicts().values()]
    assert [error.message for line in lines for error in schema.iter_errors(line)] == []


PROFILE = """\
import hypothesis

hypothesis.settings.register_profile("loud", max_examples=1000, verbosity=hypothesis.Verbosity.debug)
hypothesis.settings.load_profile("loud")
"""


def test_profile_of_the_user_changes_nothing(project: Project, run: RunHere) -> None:
    """A loaded Hypothesis profile is for the user's own properties: neither more requests nor more talk."""
    project.write_scenarios(LENGTH)
    run("--oauth-fuzz=4")
    (before,) = project.verdicts().values()
    project.write("conftest.py", PROFILE)
    ended = project.run("--oauth-fuzz=4", "-s")
    (after,) = project.verdicts().values()
    assert after["requests"] == before["requests"]
    assert "rying example" not in ended.out


def test_an_interruption_keeps_the_verdicts_so_far(project: Project, run: RunHere) -> None:
    """Ctrl-C in the second item leaves the line of the first."""
    project.write_scenarios(
        GRANT.replace(
            "    server.call", "    if operation == 'password':\n        raise KeyboardInterrupt\n    server.call"
        )
    )
    assert project.run("--oauth-fuzz=0").ret == 2
    assert project.outcomes() == {f"{GRANT_ID}/client-credentials": "passed"}


def test_output_is_not_captured_if_asked(project: Project, run: RunHere) -> None:
    """With -s what a scenario prints is seen, a secret as its pseudonym."""
    project.write_scenarios(
        GRANT.replace("    server.call", "    print('the secret is', server.client_secret)\n    server.call")
    )
    ended = run("-s")
    assert re.search(r"the secret is <client_secret-\d+>", ended.out)
    assert ended.ret == 0


def test_debugger_opens_at_a_failure(project: Project) -> None:
    """With --pdb a failed item is debugged, and its verdict is written."""
    project.write_scenarios(FAILING)
    ended = project.run("--pdb", "--oauth-fuzz=0", typed="p 6 * 7\nc\n")
    assert "(Pdb) 42" in ended.out
    assert project.outcomes()[f"{GRANT_ID}/password"] == "failed"


PLAIN = """\
import pytest


@pytest.mark.parametrize("word", ["a", "b"], ids=["own:grant.refused:x", "own:words:y"])
def test_words(word):
    where = "here"
    assert word == "a", where


@pytest.mark.skip(reason="not now")
def test_skipped():
    pass


@pytest.mark.parametrize("server", ["one"])
def test_server_of_the_user(server):
    assert server == "one"
"""


@pytest.mark.parametrize("where", [(), IN_PARALLEL], ids=["alone", "in parallel"])
def test_plain_tests_beside_scenarios_are_untouched(project: Project, run: RunHere, where: tuple[str, ...]) -> None:
    """A user's own tests keep their outcome and their traceback, and have no verdict, whatever their ids look like."""
    project.write_scenarios(GRANT)
    project.write("test_plain.py", PLAIN)
    ended = run("--showlocals", *where)
    assert ended.ret == 1
    assert "1 failed, 5 passed, 1 skipped" in ended.out
    assert "where      = 'here'" in ended.out
    assert set(project.outcomes()) == {f"{GRANT_ID}/{case}" for case in ("client-credentials", "password", "refresh")}


@pytest.mark.parametrize("where", [(), IN_PARALLEL], ids=["alone", "in parallel"])
def test_plain_tests_with_such_ids_open_no_run(project: Project, run: RunHere, where: tuple[str, ...]) -> None:
    """Without a scenario there is no verdict file and no summary, whatever the ids look like."""
    project.write("test_plain.py", PLAIN)
    ended = run(*where)
    assert "oauth-conformance:" not in ended.out
    assert "OAuth conformance" not in ended.out
    assert not (project.path / "reports").exists()


def test_alone_items_wait_behind_plain_tests(project: Project, run: RunHere) -> None:
    """The order of everything else is left as it was."""
    project.write_scenarios(EXPIRY, FORMAT)
    project.write("test_zz_plain.py", "def test_b():\n    pass\n\n\ndef test_a():\n    pass\n")
    order = [line.partition("::")[2].partition("[")[0] for line in run("--collect-only", "-q").lines("::")]
    assert order == ["test_token_has_its_format", "test_b", "test_a", "test_token_lives_its_time_and_no_longer"]


def test_scenario_that_asks_nothing_is_broken(project: Project, run: RunHere) -> None:
    """What never spoke to the server has judged nothing."""
    project.write_scenarios(
        '@scenario("grant.accepted")\ndef test_nothing(server, promise):\n    """Asks nothing."""\n'
    )
    assert run().ret == 1
    assert set(project.outcomes().values()) == {"broken"}


@pytest.mark.parametrize("where", [(), IN_PARALLEL], ids=["alone", "in parallel"])
def test_unknown_behaviour_of_a_scenario_is_a_usage_error(
    project: Project, run: RunHere, where: tuple[str, ...]
) -> None:
    """A name with a slip would never be promised, and the scenario would silently not run."""
    project.write_scenarios(GRANT + GRANT.replace("grant.accepted", "grant.acepted").replace("test_valid", "test_slip"))
    ended = run(*where)
    assert ended.ret == 4
    assert re.search(r"test_words\.py:\d+: unknown behaviour 'grant\.acepted'; nearest: grant\.accepted", ended.out)


def test_parametrised_scenario_is_a_usage_error(project: Project, run: RunHere) -> None:
    """Its promises parametrise it, and nobody else."""
    project.write_scenarios("import pytest\n\n\n@pytest.mark.parametrize('n', [1, 2])\n" + GRANT)
    ended = run()
    assert ended.ret == 4
    assert "a scenario is parametrised by its promises; give the values under `each`" in ended.out


def test_operation_that_the_contract_does_not_have_is_told(project: Project, run: RunHere) -> None:
    """With those that it has."""
    project.write_scenarios(GRANT.replace("call(operation)", "call('nope')"))
    ended = run()
    assert "the contract has no operation 'nope'; its operations: client_credentials, password, refresh" in ended.out
