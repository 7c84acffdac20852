"""Who may use a target at the same time: every item shares it, an `alone` item has it to itself.

The lock is a file for each base URL, so that workers of one run and runs beside each other exclude one another.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(base_url: str, *, alone: bool) -> Iterator[None]:
    """Hold the target, shared or alone, while the body runs."""
    from filelock import ReadWriteLock

    lock = ReadWriteLock(str(_place(base_url)))
    with lock.write_lock() if alone else lock.read_lock():
        yield


def shared_folder() -> Path:
    """Return the folder of this machine where runs meet, made if it is not there."""
    folder = Path(tempfile.gettempdir()) / "oauth-conformance"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _place(base_url: str) -> Path:
    return shared_folder() / f"{hashlib.sha256(base_url.encode()).hexdigest()[:16]}.lock"
