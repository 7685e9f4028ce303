"""Published files of weights that a person downloads, and reading them without running them.

The publishers write the beginning of a file's hash into its name; no more of it is known here. A file
that the person names instead is taken as it is. Either way a file holds numbers and nothing else: one
that asks for anything to be run is refused.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from curator import settings
from curator.errors import UnavailableError

#: What arrays and their names are made of, as NumPy 1 and 2 write them.
_HARMLESS = {
    ("collections", "OrderedDict"): OrderedDict,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}
_OF_NUMPY = {
    ("core.multiarray", "_reconstruct"),
    ("core.multiarray", "scalar"),
    ("core.numeric", "_frombuffer"),
}
#: What reading a damaged or foreign file of Python objects raises.
_DAMAGE = (
    pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, KeyError, MemoryError,
    OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Checkpoint:
    """A published file of weights.

    `source` is the source's name, and CURATOR_ with it in capitals the setting that names another
    file; `hash` and `prefix` are the kind and the beginning of the hash that is in its name.
    """

    source: str
    title: str
    file: str
    address: str
    hash: Literal["md5", "sha256"]
    prefix: str
    licence: str

    @property
    def setting(self) -> str:
        """The name of the environment variable that names another file."""
        return f"CURATOR_{self.source.upper()}"


def place(checkpoint: Checkpoint, chosen: str = "") -> Path:
    """Where the weights are: `chosen`, or the file that the setting names, or the weights folder."""
    if chosen:
        return Path(chosen)
    return settings.own_file(checkpoint.source) or settings.weights_folder() / checkpoint.file


def problem(checkpoint: Checkpoint, chosen: str = "") -> str | None:
    """None, or the sentence that says what to fetch and where to put it."""
    file = place(checkpoint, chosen)
    if file.is_file():
        return None
    if chosen or settings.own_file(checkpoint.source) is not None:
        return (
            f"The weights of {checkpoint.title} are not at {file}: name the file in "
            f"{checkpoint.setting}."
        )
    return (
        f"The weights of {checkpoint.title} are not here: run `curl --location --create-dirs --output "
        f"{file} {checkpoint.address}`, or name your own file in {checkpoint.setting}."
    )


def read(checkpoint: Checkpoint, chosen: str = "") -> dict[str, Any]:
    """The arrays (or tensors) of a file of weights by their names.

    Raises
    ------
    UnavailableError
        If the file is absent, is not the published one in its place, or holds no weights.
    """
    missing = problem(checkpoint, chosen)
    if missing is not None:
        raise UnavailableError(missing)
    file = place(checkpoint, chosen)
    if not chosen and settings.own_file(checkpoint.source) is None:
        _check(checkpoint, file)
    try:
        held = _pickled(file) if file.suffix == ".pkl" else _saved(file)
    except _DAMAGE as error:
        raise _unusable(checkpoint, file, str(error).strip().splitlines()[:1]) from error
    state = held.get("model", held) if isinstance(held, dict) else None
    if not isinstance(state, dict) or not state or not all(isinstance(name, str) for name in state):
        raise _unusable(checkpoint, file, ["it holds no named weights"])
    return state


def fill(network: Any, checkpoint: Checkpoint, chosen: str = "") -> None:
    """Put the weights of a file into a network (a torch module), all of them or none.

    Raises
    ------
    UnavailableError
        As `read`, and if some of the network's weights are not in the file, or of another shape.
    """
    import torch

    state = read(checkpoint, chosen)
    file = place(checkpoint, chosen)
    try:
        tensors = {name: torch.as_tensor(value) for name, value in state.items()}
        absent = network.load_state_dict(tensors, strict=False).missing_keys
    except (RuntimeError, TypeError, ValueError) as error:
        raise _unusable(checkpoint, file, ["its weights are of another network"]) from error
    if absent:
        raise _unusable(checkpoint, file, [f"{absent[0]} is not in it"])


class _Numbers(pickle.Unpickler):
    """Makes arrays and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _HARMLESS:
            return _HARMLESS[module, name]
        within = module.removeprefix("numpy.").removeprefix("_")
        if module.startswith("numpy.") and (within, name) in _OF_NUMPY:
            return super().find_class(f"numpy._{within}", name)
        if (module, name) == ("_codecs", "encode"):
            return _encode
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which weights do not need")


def _encode(text: str, encoding: str) -> bytes:
    return text.encode("latin-1" if encoding in ("latin1", "latin-1") else "utf-8")


def _pickled(file: Path) -> Any:
    with file.open("rb") as stream:
        return _Numbers(stream, encoding="latin1").load()


def _saved(file: Path) -> Any:
    import torch

    return torch.load(file, map_location="cpu", weights_only=True)


def _check(checkpoint: Checkpoint, file: Path) -> None:
    facts = file.stat()
    digest = _digest(file, checkpoint.hash, facts.st_size, facts.st_mtime_ns)
    if not digest.startswith(checkpoint.prefix):
        raise UnavailableError(
            f"The file {file} is not {checkpoint.title}'s, perhaps half a download (its "
            f"{checkpoint.hash.upper()} does not begin with {checkpoint.prefix}): remove it and run "
            f"`curl --location --output {file} {checkpoint.address}`."
        )


@lru_cache(maxsize=8)
def _digest(file: Path, kind: str, size: int, changed_ns: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, kind).hexdigest()


def _unusable(checkpoint: Checkpoint, file: Path, why: list[str]) -> UnavailableError:
    reason = (why or ["it cannot be read"])[0].rstrip(".")
    return UnavailableError(
        f"The file {file} does not hold the weights of {checkpoint.title} ({reason}): bring "
        f"{checkpoint.address}, or name another file in {checkpoint.setting}."
    )
