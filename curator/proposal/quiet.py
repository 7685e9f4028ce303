"""Keep a library's greeting off the terminal, where a command's one-line error belongs."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_GREETING = b"Created TensorFlow Lite XNNPACK delegate"


@contextmanager
def without_greeting() -> Iterator[None]:
    """Hold back what native code writes to stderr, and pass on all of it but the greeting."""
    sys.stderr.flush()
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            held.seek(0)
            for line in held:
                if _GREETING not in line:
                    os.write(2, line)
