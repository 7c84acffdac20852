"""States that the provider's own operations make, where no states endpoint does."""

from __future__ import annotations

import pytest

from conformance.reference import Answer, Request, make_server
from conformance.reference.door import Background
from tests.plugin.conftest import RunHere
from tests.plugin.projects import GRANT, Project

USER = 'user = { username = "nobody.here", password = "no-such-password-1" }'


def write_finapi_target(pytester: pytest.Pytester, base_url: str, states: str = "") -> Project:
    """Write a target of the shipped contract without a states endpoint."""
    project = Project(pytester.path, make_server("finapi").credentials)
    text = project.write_target(base_url, contract="finapi").read_text("utf-8")
    project.write("conformance.toml", text.replace(f'url = "{base_url}/_states"', states))
    project.write_scenarios(GRANT)
    return project


def test_client_makes_the_users_that_nobody_else_makes(pytester: pytest.Pytester, run: RunHere, served: str) -> None:
    """With nothing but the credentials of a client the promises about users are judged."""
    project = write_finapi_target(pytester, served)
    run()
    assert set(project.outcomes().values()) == {"passed"}


def test_configured_user_serves_where_no_user_can_be_made(
    pytester: pytest.Pytester, run: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the provider refuses to make is asked for once, and then taken from the configuration."""
    server = make_server("finapi")
    inner, made = server.answer, []

    def answer(request: Request) -> Answer:
        if request.method == "POST" and request.path == "/api/v1/users":
            made.append(request)
            return Answer(404)
        return inner(request)

    monkeypatch.setattr(server, "answer", answer)
    with Background(server) as door:
        project = write_finapi_target(pytester, door.base_url, USER)
        run()
    assert len(made) == 1
    assert sorted(project.outcomes().values()) == ["broken", "not-testable", "passed"]
