"""The editor's JavaScript agrees with the types in its comments, as TypeScript's checker reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EDITOR = ROOT / "curator" / "ui" / "editor"


def _checker() -> str:
    installed = ROOT / ".ci" / "js" / "node_modules" / ".bin"
    found = shutil.which("tsc", path=str(installed)) or shutil.which("tsc")
    if found is None:
        pytest.skip("TypeScript's checker is not here: npm install --prefix .ci/js typescript@5.9.3")
    return found


def _check(config: Path) -> subprocess.CompletedProcess[str]:
    command = [_checker(), "--pretty", "false", "--project", str(config)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_the_editor_agrees_with_its_types() -> None:
    done = _check(EDITOR / "jsconfig.json")
    assert done.returncode == 0, done.stdout


def test_a_wrong_type_is_found(tmp_path: Path) -> None:
    shutil.copytree(EDITOR, tmp_path / "editor")
    wrong = 'import { toUnits } from "./modules/raster.js";\n\ntoUnits("three");\n'
    (tmp_path / "editor" / "wrong.js").write_text(wrong, encoding="utf-8")
    done = _check(tmp_path / "editor" / "jsconfig.json")
    assert done.returncode != 0
    assert "wrong.js(3,9): error TS2345" in done.stdout
