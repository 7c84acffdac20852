"""What a contract may be called: a built-in name, a name with a version, or a path.

`finapi` is `suites/finapi/contract.toml`, `finapi@1.115.1` is `suites/finapi/1.115.1.toml` beside it.
"""

from __future__ import annotations

from pathlib import Path

from conformance.document import nearest
from conformance.outcomes import ConfigurationError

NEWEST = "contract.toml"


def built_in_contracts(suites: Path) -> dict[str, Path]:
    """Return every built-in name with its file; of each provider the newest version first."""
    found: dict[str, Path] = {}
    for newest in sorted(suites.glob(f"*/{NEWEST}")):
        provider = newest.parent
        found[provider.name] = newest
        older = sorted(file for file in provider.glob("*.toml") if file != newest)
        found |= {f"{provider.name}@{file.stem}": file for file in older}
    return found


def find_contract(name_or_path: str | Path, *, suites: Path) -> Path:
    """Return the file of a built-in name, or the path itself; neither: ConfigurationError."""
    built_in = built_in_contracts(suites)
    text = str(name_or_path)
    if text in built_in:
        return built_in[text]
    path = Path(name_or_path)
    if path.is_file():
        return path.resolve()
    if path.suffix == ".toml" or "/" in text or isinstance(name_or_path, Path):
        raise ConfigurationError(f"contract {text}: there is no such file; check the path")
    raise ConfigurationError(f"unknown contract '{text}'; {nearest(text, built_in)}, or give the path of a file")


def contract_name(file: Path) -> str:
    """Return what the contract is called in verdicts: its provider, whatever the version."""
    is_of_provider = file.name == NEWEST or (file.parent / NEWEST).is_file()
    return file.parent.name if is_of_provider else file.stem
