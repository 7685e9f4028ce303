"""What native code writes to stderr is passed on, but for the greeting."""

from __future__ import annotations

import os

import pytest

from curator.proposal.quiet import without_greeting

GREETING = b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"


def test_only_the_greeting_is_held_back(capfd):
    with without_greeting():
        os.write(2, b"before\n" + GREETING + b"after\n")
    os.write(2, b"outside\n")
    assert capfd.readouterr().err == "before\nafter\noutside\n"


def test_an_error_inside_gives_stderr_back(capfd):
    with pytest.raises(RuntimeError), without_greeting():
        os.write(2, b"a cause\n")
        raise RuntimeError
    os.write(2, b"outside\n")
    assert capfd.readouterr().err == "a cause\noutside\n"
