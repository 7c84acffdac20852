"""The hook that a user may write: how a state is made at a target of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest


@pytest.hookspec(firstresult=True)
def pytest_oauth_state(target: str, state: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Make a state (`user`, `authorization code`, `time passes`, …) and return its values; None if unknown.

    target: its name in the target file. params: what the state is about, e.g. `{"client_id": …}`.
    """
