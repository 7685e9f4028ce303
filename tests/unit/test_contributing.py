"""CONTRIBUTING.md's method of one file: written as printed there, found, listed and run."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import curator
from curator.registry import METHODS
from curator.workflow.listing import registered

PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


def test_the_printed_file_is_a_whole_method(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    METHODS.names()
    monkeypatch.setattr(METHODS, "_records", dict(METHODS._records))
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "flat.py").write_text(code, "utf-8")
    spec = importlib.util.spec_from_file_location("flat", tmp_path / "flat.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "flat", module)
    spec.loader.exec_module(module)

    trimap = np.array([[0, 128, 255]], np.uint8)
    alpha = curator.estimate_alpha(np.zeros((1, 3, 3), np.uint8), trimap, "flat", opacity=0.25)
    assert alpha.tolist() == [[0.0, 0.25, 1.0]]
    assert "flat" in [method["name"] for method in registered()["methods"]]
