"""`init`: a commented contract and target to begin with, in the current folder.

The files lie in `start/`; `<name>` in them is the provider's name, `<NAME>` the beginning of its variables.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from conformance.locations import schema_file
from conformance.outcomes import ConfigurationError

START = Path(__file__).parent / "start"
FILES = {
    "contract.toml": ("contract.toml", "what is promised, and how a call looks"),
    "conformance.toml": ("conformance.toml", "the server that is asked"),
    ".env.example": ("env.example", "copy it to .env, and write the secrets there"),
}
"""What is written -> the file it is made from, and what it is for."""
NEXT = "next: fill them in, oauth-conformance lint contract.toml, oauth-conformance run"


def init(options: argparse.Namespace) -> int:
    """Write the files; where one of them is already there, none is written."""
    found = [name for name in FILES if Path(name).is_symlink() or Path(name).exists()]
    if found:
        there = f"{', '.join(found)} {'is' if len(found) == 1 else 'are'} already here"
        raise ConfigurationError(f"init: {there}, and nothing was written; begin in an empty folder")
    for name, (origin, purpose) in FILES.items():
        _write(Path(name), _filled((START / origin).read_text("utf-8"), options.name))
        print(f"wrote {name:<16}  {purpose}")
    print(NEXT)
    return 0


def provider_name(text: str) -> str:
    """Return the name that a user gave for the provider; it becomes the name of a target, and begins variables."""
    schema = json.loads(schema_file("target").read_text("utf-8"))
    names = schema["properties"]["targets"]["propertyNames"]
    if not text[:1].isalpha() or not re.fullmatch(names["pattern"], text):
        raise argparse.ArgumentTypeError(f"{names['title']} is expected, a letter first; '{text}' was found")
    return text


def _filled(text: str, name: str) -> str:
    return text.replace("<name>", name).replace("<NAME>", re.sub("[^a-z0-9]", "_", name).upper())


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="\n") as new:
            new.write(text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(f"init: {file} cannot be written ({reason}); choose another folder") from None
