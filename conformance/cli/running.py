"""`run`: pytest on the shipped suites."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from conformance.locations import suite_ini, suites_dir

INTERRUPTED = 2


def run(arguments: Sequence[str]) -> int:
    """Run pytest on the shipped suites with our own ini, so that no ini of the user's changes what is collected.

    In a process of its own: pytest rewrites the asserts of a plugin when it imports it, and we are imported already.
    """
    chosen = [_full_path(argument) for argument in arguments]
    everything = [] if chosen != list(arguments) else [str(suites_dir())]
    plugin = ["-p", "conformance.plugin"] if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD") else []
    # Node ids begin at rootdir, so it is the same folder whatever is asked for; what is written goes to the user's.
    ours = ["-c", str(suite_ini()), "--rootdir", str(suites_dir().parent), *plugin]
    here = ["-o", f"oauth_report_dir={Path.cwd() / 'reports'}"]
    if "no:cacheprovider" not in arguments:
        here += ["-o", f"cache_dir={Path.cwd() / '.pytest_cache'}"]
    environment = {"HYPOTHESIS_STORAGE_DIRECTORY": str(_storage()), **os.environ}
    command = [sys.executable, "-m", "pytest", *ours, *here, *chosen, *everything]
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return INTERRUPTED


def _storage() -> Path:
    """Return where Hypothesis may keep what it likes, so that no folder of its own appears in the user's."""
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"oauth-conformance-{user}" / "hypothesis"


def _full_path(argument: str) -> str:
    """Return the full path of a test file that is there, else of a shipped one, as a printed node id names it."""
    file, separator, case = argument.partition("::")
    places = (Path.cwd() / file, suites_dir() / Path(file).name)
    found = next((place for place in places if file.endswith(".py") and place.is_file()), None)
    return f"{found}{separator}{case}" if found else argument
