"""What is shipped: the wheel holds everything a run needs, and runs anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOREIGN_INI = """\
[pytest]
python_files = check_*.py test_*.py
addopts = --strict-markers
filterwarnings = error
"""
FOREIGN_TEST = """\
def test_of_the_project_itself():
    assert True
"""


def call(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with nothing of this test run in its environment."""
    ours = ("PYTEST_", "PYTHON", "VIRTUAL_ENV", "OAUTH_CONFORMANCE_", "COV_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)


def call_well(command: Sequence[str | Path], folder: Path) -> str:
    """Run a command that must end with 0, and return what it printed."""
    done = call(command, folder)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive as an installer would do it."""
    folder = tmp_path_factory.mktemp("dist")
    call_well([sys.executable, "-m", "build", "--no-isolation", "-q", "-o", folder, ROOT], folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """The files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.mark.parametrize("folder", ["suites", "conformance", "cassettes"])
def test_wheel_holds_every_file_of_the_checkout(names: list[str], folder: str) -> None:
    """Scenarios, contracts, OpenAPI documents, recordings, schemas, ini and py.typed are all in the package."""
    listed = [file for file in (ROOT / folder).rglob("[!.]*") if file.is_file() and "__pycache__" not in file.parts]
    shipped = {name.removeprefix("conformance/") if folder != "conformance" else name for name in names}
    assert listed
    assert sorted({file.relative_to(ROOT).as_posix() for file in listed} - shipped) == []


@pytest.mark.parametrize(
    "name",
    [
        "conformance/py.typed",
        "conformance/schemas/contract.schema.json",
        "conformance/schemas/target.schema.json",
        "conformance/schemas/verdict.schema.json",
        "conformance/suite.ini",
        "conformance/suites/__init__.py",
        "conformance/suites/behaviours.toml",
        "conformance/suites/finapi/contract.toml",
        "conformance/suites/finapi/openapi.yaml",
        "conformance/suites/oauth2/contract.toml",
    ],
)
def test_wheel_holds_what_a_run_reads(names: list[str], name: str) -> None:
    """A file without which an installed run would fail."""
    assert name in names


def test_wheel_adds_one_package_only(names: list[str]) -> None:
    """Neither the tests nor a top-level `suites` goes to site-packages."""
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"conformance"}


def test_package_says_its_version(wheel: Path) -> None:
    """The version of the distribution is the package's."""
    printed = call_well([sys.executable, "-c", "import conformance; print(conformance.__version__)"], ROOT)
    assert wheel.name.startswith(f"pytest_oauth_conformance-{printed.strip()}-")


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment outside the checkout that has the wheel and nothing of ours besides."""
    folder = tmp_path_factory.mktemp("elsewhere")
    call_well([sys.executable, "-m", "venv", folder / "venv"], folder)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    constraints = ROOT / "constraints.txt"
    call_well([scripts / "python", "-m", "pip", "install", "-q", "-c", constraints, wheel], folder)
    return scripts


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a strict ini and a test file that has the name of one of ours."""
    (tmp_path / "pytest.ini").write_text(FOREIGN_INI, encoding="utf-8")
    (tmp_path / "test_grant.py").write_text(FOREIGN_TEST, encoding="utf-8")
    return tmp_path


def read_outcomes(folder: Path) -> dict[str, str]:
    """Return the verdicts that a run in this folder left, by identity."""
    lines = (folder / "reports" / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    verdicts = [json.loads(line) for line in lines]
    return {verdict["id"]: verdict["outcome"] for verdict in verdicts}


@pytest.mark.slow
def test_installed_run_judges_as_the_checkout_does(elsewhere: Path, project: Path, tmp_path: Path) -> None:
    """In another project `oauth-conformance run` collects our scenarios, not its tests, with the same verdicts."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    call_well([elsewhere / "oauth-conformance", "run"], project)
    call_well([Path(sys.executable).parent / "oauth-conformance", "run"], checkout)
    outcomes = read_outcomes(project)
    assert "passed" in outcomes.values()
    assert outcomes == read_outcomes(checkout)


@pytest.mark.slow
def test_installed_plugin_leaves_other_tests_alone(elsewhere: Path, project: Path) -> None:
    """The project's own pytest run passes under its strict ini and leaves no report behind."""
    printed = call_well([elsewhere / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider"], project)
    assert "1 passed" in printed
    assert not (project / "reports").exists()
