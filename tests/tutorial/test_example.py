"""The example that mixes traits: short, kept by a server that keeps its guide, broken by one that does not."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.tutorial.page import Reader
from tests.tutorial.server import WAYS

EXAMPLE = Path(__file__).parents[2] / "examples" / "small"
BROKEN = {
    "secret-by-its-beginning": "client-auth.wrong-secret",
    "longer-trace": "request-id.max-length",
    "half-a-sign-out": "revocation.no-hint",
    "no-refresh-token": "token-response.members",
    "late-end": "token.expiry",
    "plain-error": "error.shape",
}
"""How the server breaks its guide -> the behaviour whose promise that breaks."""


def copy_example(folder: Path) -> Path:
    """Copy the example as a reader would, the secrets included, and return its folder."""
    copy = folder / "small"
    shutil.copytree(EXAMPLE, copy)
    (copy / ".env.example").rename(copy / ".env")
    return copy


def run_example(folder: Path, *arguments: str, broken: str = "") -> tuple[int, list[dict[str, str]]]:
    """Run the copied example against a server of its own and return the exit code and the verdicts."""
    with Reader(folder, broken) as reader:
        ended = reader.call("oauth-conformance", "run", "-q", *arguments)
    lines = (folder / "reports" / "verdicts.jsonl").read_text("utf-8").splitlines()
    return ended.returncode, [json.loads(line) for line in lines]


def test_example_is_short() -> None:
    """At least 15 promises, and contract and OpenAPI document have less than 220 lines together."""
    texts = [(EXAMPLE / name).read_text("utf-8") for name in ("contract.toml", "openapi.yaml")]
    assert sum(len(text.splitlines()) for text in texts) < 220
    assert len(tomllib.loads(texts[0])["promise"]) >= 15


def test_server_that_keeps_its_guide_passes(tmp_path: Path) -> None:
    """Every item of every promise is judged, and passed."""
    code, verdicts = run_example(copy_example(tmp_path))
    promised = {each["behaviour"] for each in tomllib.loads((EXAMPLE / "contract.toml").read_text("utf-8"))["promise"]}
    assert (code, {verdict["outcome"] for verdict in verdicts}) == (0, {"passed"})
    assert {verdict["behaviour"] for verdict in verdicts} == promised


def test_every_way_to_break_the_guide_is_tried() -> None:
    """No way of the server is without the behaviour that it breaks."""
    assert sorted(WAYS) == sorted(BROKEN)


@pytest.mark.parametrize("way", BROKEN)
def test_server_that_breaks_its_guide_is_caught(tmp_path: Path, way: str) -> None:
    """Checked by the broken promise alone, a `must` fails, and a `should` is warned of and fails if asked to."""
    code, verdicts = run_example(copy_example(tmp_path), "-k", BROKEN[way], "--oauth-fail-on=should", broken=way)
    found = {(verdict["behaviour"], verdict["outcome"]) for verdict in verdicts} - {(BROKEN[way], "passed")}
    assert (code, found) == (1, {(BROKEN[way], "warned" if way == "plain-error" else "failed")})


def test_example_works_without_its_openapi_document(tmp_path: Path) -> None:
    """What needs the document is not testable and names the line to add; everything else is judged as before."""
    copy = copy_example(tmp_path)
    (copy / "openapi.yaml").unlink()
    text = (copy / "contract.toml").read_text("utf-8")
    (copy / "contract.toml").write_text(text.replace('openapi = "openapi.yaml"\n', ""), encoding="utf-8")
    code, verdicts = run_example(copy)
    others = [verdict for verdict in verdicts if verdict["outcome"] != "passed"]
    assert code == 0
    assert {(verdict["behaviour"], verdict["outcome"], verdict["remedy"]) for verdict in others} == {
        ("token-response.schema", "not-testable", 'openapi = "openapi.yaml"')
    }
