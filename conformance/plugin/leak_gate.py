"""The leak gate: however a run ends, what it wrote is searched for every secret that it knew.

Searched are our reports, recordings and Allure results, pytest's own log and JUnit file, and every other file that an
option names and that changed since the run began: reporters of other plugins are told by an option where to write.
Workers hand over their secrets when they end; one that ended before it could is told, because what it wrote was
searched for the secrets of the others only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_Stamp = tuple[int, int] | None
"""When a file was written, and its size; None if it is not there."""


class LeakGate:
    """Knows what a run writes, and whose secrets it may hold."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._began = time.time()
        self._workers: list[Any] = []
        self._before = {file: _stamp(file) for file in self._named_by_options()}

    def follow(self, worker: Any) -> None:
        """Expect the secrets of this worker."""
        self._workers.append(worker)

    def stop(self, places: list[Path], *, expects_secrets: bool) -> list[str]:
        """Overwrite every secret in these places and in what other reporters wrote; tell of each file that held one.

        expects_secrets: workers know secrets that this process does not.
        """
        from conformance.report import leaks

        lost = self._take_over()
        changed = [file for file, before in self._before.items() if _stamp(file) != before]
        return leaks.stop([*places, *changed], since=self._began) + (_told(lost) if lost and expects_secrets else [])

    def _take_over(self) -> list[str]:
        """Register what the workers knew; return the names of those that could not say."""
        from conformance.secrets import take_over

        lost = []
        for worker in self._workers:
            packed = getattr(worker, "workeroutput", {}).get("oauth_secrets")
            if packed is None:
                lost.append(worker.gateway.id)
            else:
                take_over(packed)
        return lost

    def _named_by_options(self) -> Iterator[Path]:
        """Yield what may be a file that an option of pytest or of another plugin names, or log_file of the ini file."""
        given = [value for name, value in vars(self._config.option).items() if not name.startswith("oauth_")]
        if self._config.pluginmanager.has_plugin("logging"):
            given.append(self._config.getini("log_file"))
        for value in given:
            if isinstance(value, str | Path) and value:
                yield self._config.invocation_params.dir / value


def _stamp(file: Path) -> _Stamp:
    try:
        found = file.stat() if file.is_file() else None
    except (OSError, ValueError):  # an option's value may be anything
        return None
    return (found.st_mtime_ns, found.st_size) if found else None


def _told(lost: list[str]) -> list[str]:
    return [
        f"worker {' and '.join(lost)} ended before handing over the secrets that only it knew: nothing was searched "
        "for those; look through what was written before you publish it"
    ]
