"""Every test of the machine begins without secrets, and leaves none to the tests of others."""

from __future__ import annotations

import pytest

from conformance import secrets


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_REGISTER", secrets._Register())
