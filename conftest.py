"""Shared by `pytest suites` and `pytest tests`: the plugin is tested from outside, with pytest's own pytester."""

pytest_plugins = ["pytester"]
