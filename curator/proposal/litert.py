"""Networks in TensorFlow Lite files, run by LiteRT: each is loaded once, and threads take turns."""

from __future__ import annotations

import importlib.util
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator import weights
from curator.proposal.quiet import without_greeting


def run(file: Path, picture: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """What a network says of one picture.

    Parameters
    ----------
    file
        The network, with one input of 1 x H x W x C.
    picture
        float32, H x W x C, in the range that the network was made for.

    Returns
    -------
    tuple of arrays
        Its outputs in the file's order, each without the leading axis.
    """
    return _network(file).run(picture)


def missing(source: str, names: tuple[str, ...]) -> str | None:
    """The sentence that says what a source of LiteRT lacks: the package, or one of its weights."""
    if importlib.util.find_spec("ai_edge_litert") is None:
        return (
            f"The {source} source needs the package ai-edge-litert: run `pip install ai-edge-litert`."
        )
    problems = [each.problem for each in weights.status() if each.weights.name in names]
    return next((problem for problem in problems if problem is not None), None)


class _Network:
    """One interpreter holds one set of tensors, so that one photo at a time goes through it."""

    def __init__(self, interpreter: Any) -> None:
        self._interpreter = interpreter
        self._turn = threading.Lock()
        self._input = interpreter.get_input_details()[0]["index"]
        self._outputs = [output["index"] for output in interpreter.get_output_details()]

    def run(self, picture: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        with self._turn:
            self._interpreter.set_tensor(self._input, picture[np.newaxis])
            self._interpreter.invoke()
            # get_tensor copies.
            answers = [self._interpreter.get_tensor(output) for output in self._outputs]
        return tuple(np.asarray(answer[0], dtype=np.float32) for answer in answers)


@lru_cache(maxsize=8)
def _network(file: Path) -> _Network:
    from ai_edge_litert.interpreter import Interpreter

    with without_greeting():
        interpreter = Interpreter(model_path=str(file), num_threads=1)
        interpreter.allocate_tensors()
    return _Network(interpreter)
