"""The last search: no artefact of the run may hold a secret, in any form.  A hit is overwritten, and fails the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.secrets import leaks, redact

_LARGEST = 64 * 1024 * 1024


def stop(places: Sequence[Path], *, since: float) -> list[str]:
    """Search files and folders written since then (seconds since 1970); tell of each file that held a secret."""
    return [line for file in sorted(set(_files(places, since))) for line in _cleaned(file)]


def _files(places: Sequence[Path], since: float) -> Iterator[Path]:
    for place in places:
        inside = place.rglob("*") if place.is_dir() else [place]
        yield from (file for file in inside if file.is_file() and file.stat().st_mtime >= since - 1)


def _cleaned(file: Path) -> Iterator[str]:
    if file.stat().st_size > _LARGEST:
        file.unlink()
        yield f"{file.name} was too large to be searched for secrets and was deleted"
        return
    text = file.read_text(encoding="utf-8", errors="surrogateescape")
    if found := leaks(text):
        file.write_text(redact(text), encoding="utf-8", errors="surrogateescape")
        yield f"{file} held {', '.join(found)}; overwritten"
