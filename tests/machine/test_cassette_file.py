"""The file of a recording: vcrpy reads it, damage is seen, and it is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from vcr.persisters.filesystem import FilesystemPersister
from vcr.serializers import yamlserializer

from conformance.wire.cassette import Unusable, as_text, dated, from_text, sweep, write

ODD = "\x00\x7f\x85\xa0\u2028\ufeff\ufffe é€𐍈 \\ \" ' : - # {[,"
INTERACTION: dict[str, Any] = {
    "request": {
        "method": "POST",
        "uri": "https://target.invalid/token?a=%20",
        "body": f"a=1&b={ODD}",
        "headers": {"ACCEPT": ["text/plain"]},
    },
    "response": {
        "status": {"code": 200, "message": "OK"},
        "headers": {"Set-Cookie": ["a=1", "b=2"]},
        "body": {"string": '{"token": "123"}\n' + ODD},
    },
    "said": {
        "step": "judged",
        "does": "password",
        "request_headers": [["ACCEPT", "text/plain"], ["accept", "a"], ["accept", "b"]],
    },
}
BLOCK = {"item": "own/a.b/c/d", "recorded": "2026-11-21", "package": "0.1.0", "examples": [{"drawn": {"x": 1}}]}


def text_of(*interactions: dict[str, Any], **changes: Any) -> str:
    return as_text({**BLOCK, **changes}, interactions, "A recording.")


def binary() -> dict[str, Any]:
    return {**INTERACTION, "response": {**INTERACTION["response"], "body": {"string": b"\xff\xfe\x00"}}}


@pytest.mark.parametrize("interactions", [(), (INTERACTION,), (INTERACTION, INTERACTION), (binary(), INTERACTION)])
def test_what_is_written_is_read(interactions: tuple[dict[str, Any], ...]) -> None:
    """Texts of every kind, and bodies that are no text, come back as they were."""
    found = from_text(text_of(*interactions))
    assert found["interactions"] == list(interactions)
    assert {name: found["conformance"][name] for name in BLOCK} == BLOCK


@pytest.mark.parametrize("interaction", [INTERACTION, binary()])
def test_vcrpy_reads_it(tmp_path: Path, interaction: dict[str, Any]) -> None:
    """The loader of vcrpy finds the same request and the same answer."""
    file = tmp_path / "a.yaml"
    write(file, text_of(interaction))
    requests, responses = FilesystemPersister.load_cassette(file, yamlserializer)
    body = interaction["response"]["body"]["string"]
    assert (requests[0].method, requests[0].uri) == ("POST", INTERACTION["request"]["uri"])
    assert requests[0].body == INTERACTION["request"]["body"].encode()
    assert responses[0]["status"] == {"code": 200, "message": "OK"}
    assert responses[0]["body"]["string"] == (body if isinstance(body, bytes) else body.encode())
    assert responses[0]["headers"] == {"Set-Cookie": ["a=1", "b=2"]}


def test_exchanges_are_written_by_vcrpy() -> None:
    """What its format cannot hold, a header that was sent twice, is left to what is said beside it."""
    twice = {**INTERACTION, "request": {**INTERACTION["request"], "headers": {"Accept": ["a", "b"]}}}
    found = from_text(text_of(twice))["interactions"][0]
    assert found["request"]["headers"] == {"Accept": ["a"]}
    assert found["said"] == INTERACTION["said"]


def test_file_of_no_exchange_is_read_by_vcrpy(tmp_path: Path) -> None:
    """An item that asked for states only has an empty list of interactions."""
    file = tmp_path / "a.yaml"
    write(file, text_of())
    assert FilesystemPersister.load_cassette(file, yamlserializer) == ([], [])


def test_windows_line_ends_are_no_damage(tmp_path: Path) -> None:
    """A checkout that writes CR LF changes nothing."""
    file = tmp_path / "a.yaml"
    file.write_bytes(text_of(INTERACTION).replace("\n", "\r\n").encode())
    assert from_text(file.read_text(encoding="utf-8"))["interactions"] == [INTERACTION]


def test_every_cut_is_seen() -> None:
    """A file that ends too early anywhere is not judged."""
    text = text_of(INTERACTION)
    for end in range(len(text)):
        with pytest.raises(Unusable):
            from_text(text[:end])


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (text_of(INTERACTION).replace("200", "201"), "changed or cut after it was recorded"),
        (text_of(INTERACTION).replace("2026-11-21", "2026-11-22"), "changed or cut after it was recorded"),
        (
            text_of(INTERACTION).replace("format: 1", "format: 2"),
            "it is of format 2; this version reads formats up to 1",
        ),
        ("interactions: []\nversion: 1\n", "no recording of this tool"),
        ('{"log": {}}', "no recording of this tool"),
        (text_of(INTERACTION)[:30], "truncated or no recording of this tool"),
        ("", "it is empty"),
    ],
    ids=["edited", "dated anew", "future", "vcrpy's own", "another format", "truncated", "empty"],
)
def test_what_is_wrong_is_told(wrong: str, reason: str) -> None:
    """Each kind of damage has its own words."""
    with pytest.raises(Unusable, match=reason):
        from_text(wrong)


def test_new_date_changes_nothing_else() -> None:
    """The file of another day is the same file with another day in it."""
    assert dated(text_of(INTERACTION, binary()), "2027-01-01") == text_of(INTERACTION, binary(), recorded="2027-01-01")


def test_half_written_file_is_swept_away(tmp_path: Path) -> None:
    """What a killed process left is removed, what a living one writes is left alone."""
    left, current = tmp_path / "a" / f".x.{2**22 + 1}.writing", tmp_path / "a" / f".x.{os.getpid()}.writing"
    left.parent.mkdir()
    left.touch()
    current.touch()
    sweep(tmp_path)
    assert (left.exists(), current.exists()) == (False, True)


def test_failed_writing_leaves_the_old_file(tmp_path: Path) -> None:
    """A text that cannot be written destroys nothing and leaves nothing behind."""
    file = tmp_path / "a.yaml"
    write(file, "before\n")
    with pytest.raises(UnicodeEncodeError):
        write(file, "after \ud800\n")
    assert [(each.name, each.read_text("utf-8")) for each in tmp_path.iterdir()] == [("a.yaml", "before\n")]
