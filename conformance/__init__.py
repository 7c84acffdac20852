"""Does an authorization server keep its word?

A provider documents how its token endpoint behaves.  A *contract* (`suites/<name>/contract.toml`) holds each such
sentence as a *promise*: a named behaviour with that provider's figures.  A *scenario* (`suites/test_<family>.py`) shows
how a behaviour is checked, whoever the provider is.  One run goes one way:

    contract, target  ->  run  ->  verdict  ->  report

`contract` and `target` read what is promised and where it is asked; `run` is what a scenario speaks, over `wire`, which
alone sends and alone sees a secret; `judge` turns answers into verdicts; `report` tells them.  `plugin` ties this to
pytest, `cli` is the command, `reference` holds small servers that keep every promise, or break exactly one.  A module
imports only from lower floors; the floors are in pyproject.toml.
"""

__version__ = "0.1.0"
