"""A recording as a file: what vcrpy writes of the exchanges, laid out by us, with a block of our own beside it.

Each value stands on one line, written as JSON, which is YAML as well: a change is one line of a diff, and reading takes
a twentieth of the time that a YAML parser needs.  What vcrpy's format has no place for stands in the block
`conformance`, and beside `request` and `response` under `said`; other users of vcrpy read past both.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

FORMAT = 1
_UNWRITTEN = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BINARY = re.compile(r'"\\u0000binary ([A-Za-z0-9+/=]*)"')
_FORMAT_LINE = re.compile(r"^  format: (\d+)$", re.MULTILINE)
_HEAD = 12
"""So many lines hold what is said of the file."""


class Unusable(Exception):
    """The file is no recording that can be judged; the text says why."""


def as_text(block: Mapping[str, Any], interactions: Sequence[Mapping[str, Any]], comment: str) -> str:
    """Return the file of a recording.  block: values by name; `examples` and `lost` are lists of one line each.

    interactions: request and response in vcrpy's words, and under `said` what it has none for.
    """
    version, written = _written_by_vcrpy(interactions)
    lines = [f"# {comment}", f"version: {version}", "conformance:", f"  format: {FORMAT}"]
    for name, value in block.items():
        is_list = isinstance(value, list) and value
        lines += [f"  {name}:", *(f"  - {_line(each)}" for each in value)] if is_list else [f"  {name}: {_line(value)}"]
    lines += ["interactions:"] if interactions else ["interactions: []"]
    for each, exchange in zip(interactions, written, strict=True):
        first, *rest = ((name, _line(value)) for name, value in {**each, **exchange}.items())
        lines += [f"- {first[0]}: {first[1]}", *(f"  {name}: {value}" for name, value in rest)]
    lines.insert(4, f'  checksum: "{_checksum(lines)}"')
    return "\n".join(lines) + "\n"


def dated(text: str, day: str) -> str:
    """Return the file of a recording with another day, and nothing else changed."""
    lines = text.removesuffix("\n").split("\n")
    found = {line.partition(":")[0].strip(): number for number, line in enumerate(lines[:_HEAD])}
    lines[found["recorded"]] = f'  recorded: "{day}"'
    lines[found["checksum"]] = f'  checksum: "{_checksum(lines)}"'
    return "\n".join(lines) + "\n"


def from_text(text: str) -> dict[str, Any]:
    """Return `conformance` and `interactions` of a recording; raise `Unusable` if it is none, or was changed."""
    written = _FORMAT_LINE.search(text[:2000])
    if written is None or "\nconformance:\n" not in text[:2000]:
        raise Unusable("it is truncated or no recording of this tool" if text.strip() else "it is empty")
    if int(written[1]) > FORMAT:
        raise Unusable(f"it is of format {written[1]}; this version reads formats up to {FORMAT}")
    lines = text.removesuffix("\n").split("\n")
    stated = next((line for line in lines[:_HEAD] if line.startswith("  checksum: ")), "")
    if stated != f'  checksum: "{_checksum(lines)}"' or not text.endswith("\n"):
        raise Unusable("it was changed or cut after it was recorded: its checksum is not that of its content")
    try:
        return _by_line(lines)
    except ValueError:
        return _by_vcrpy(text)


def write(file: Path, text: str) -> None:
    """Write the whole file or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{secrets.token_hex(4)}.{os.getpid()}.writing")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed run left half written."""
    for left in folder.rglob(".*.writing"):
        if not _is_running(int(left.name.split(".")[-2])):
            left.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    with suppress(ProcessLookupError):
        try:
            os.kill(process, 0)
        except PermissionError:
            return True
        return True
    return False


class _AsItIs:
    """A serializer of vcrpy's: the text is made by us."""

    @staticmethod
    def serialize(data: dict[str, Any]) -> dict[str, Any]:
        return data


def _written_by_vcrpy(interactions: Sequence[Mapping[str, Any]]) -> tuple[int, list[dict[str, Any]]]:
    """Return the version of vcrpy's format, and each exchange in it."""
    from vcr.request import Request
    from vcr.serialize import serialize

    requests = [Request(**each["request"]) for each in interactions]
    written = serialize({"requests": requests, "responses": [each["response"] for each in interactions]}, _AsItIs)
    return written["version"], written["interactions"]


def _checksum(lines: list[str]) -> str:
    content = "\n".join(line for line in lines if not line.startswith("  checksum: "))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _line(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=_as_binary)
    text = _UNWRITTEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return _BINARY.sub(r'!!binary "\1"', text) if "\\u0000binary " in text else text


def _as_binary(value: Any) -> str:
    assert isinstance(value, bytes)
    return f"\0binary {base64.b64encode(value).decode('ascii')}"


def _by_line(lines: list[str]) -> dict[str, Any]:
    """Read what `as_text` wrote; a ValueError if a line holds more than JSON."""
    middle = lines.index("interactions:") if "interactions:" in lines else lines.index("interactions: []")
    block: dict[str, Any] = {}
    for line in lines[3:middle]:
        if line.startswith("  - "):
            block[list(block)[-1]].append(json.loads(line[4:]))
        else:
            name, _, value = line.strip().partition(":")
            block[name] = json.loads(value) if value else []
    return {"conformance": block, "interactions": list(_interactions(lines[middle + 1 :]))}


def _interactions(lines: list[str]) -> Iterator[dict[str, Any]]:
    found: dict[str, Any] = {}
    for line in lines:
        name, _, value = line[2:].partition(": ")
        if line.startswith("- ") and found:
            yield found
            found = {}
        found[name] = json.loads(value)
    if found:
        yield found


def _by_vcrpy(text: str) -> dict[str, Any]:
    from vcr.serializers import yamlserializer

    try:
        found = yamlserializer.deserialize(text)
    except Exception as error:  # a YAML parser has many ways to say it
        raise Unusable(f"it is no YAML: {type(error).__name__}") from None
    if not isinstance(found, dict) or not isinstance(found.get("conformance"), dict):
        raise Unusable("it is no recording of this tool")
    return found
