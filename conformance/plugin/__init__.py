"""The pytest plugin.

Our entry point is loaded into every pytest run of a user: this module imports nothing heavy, and as long as no scenario
is collected nothing is opened, written or printed.  What acts are two plugin objects:

    items        in every process that runs tests: from scenarios and promises to items, from items to verdicts
    gathering    in the process that reports: verdict file, summary, exit code
"""

from __future__ import annotations

import pytest

from conformance.options import SETTINGS


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    from conformance import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("oauth", "OAuth conformance")
    for setting in SETTINGS:
        action = {"several": "append", "flag": "store_true"}.get(setting.kind, "store")
        group.addoption(setting.option, dest=setting.ini, action=action, default=None, help=setting.says)
        is_list = setting.kind == "several"
        parser.addini(setting.ini, f"as {setting.option}", type="args" if is_list else "string", default=None)


def pytest_configure(config: pytest.Config) -> None:
    from conformance.plugin.gathering import Gathering
    from conformance.plugin.items import Items

    items = Items(config)
    config.pluginmanager.register(items, "oauth-conformance-items")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Gathering(config, items), "oauth-conformance-gathering")
