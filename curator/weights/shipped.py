"""Weights that curator trained and carries: safetensors in half precision, each with a card.

`networks/NAME.safetensors` holds the tensors, `networks/NAME.json` the card: what they were trained on,
how, and what they score. A file is used only while its SHA-256 is the card's. Reading runs no code.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as read_tensors

from curator.errors import UnavailableError

_FOLDER = Path(__file__).with_name("networks")


@dataclass(frozen=True)
class Card:
    """What is to be known of weights.

    Attributes
    ----------
    name, title
        The network's name, and what it is.
    network
        The widths that the network is built with, and `side`, the photo's side in pixels.
    data
        What it was trained on: folder, photos, fingerprint, what the truth is.
    validation
        What it was chosen by, likewise.
    recipe
        The recipe as it was, a table of tables.
    commit
        The source's commit; empty where it was trained from no checkout.
    seed
        What all that is random came from.
    step
        The stage and the step that the weights are of.
    scores
        What the weights of this file score on the photos they were chosen by.
    made_with
        Versions: curator, torch.
    sha256
        Of the safetensors file.
    note
        What a person must know before they use them; empty where the scores say all.
    """

    name: str
    title: str
    network: Mapping[str, Any]
    data: Mapping[str, Any]
    validation: Mapping[str, Any]
    recipe: Mapping[str, Any]
    commit: str
    seed: int
    step: str
    scores: Mapping[str, float]
    made_with: Mapping[str, str]
    sha256: str
    note: str

    @property
    def version(self) -> str:
        """Tells these weights from others of the same network."""
        return self.sha256[:12]


def card(name: str, folder: Path = _FOLDER) -> Card:
    """The card of shipped weights.

    Raises
    ------
    UnavailableError
        If it is not there or is no card.
    """
    place = folder / f"{name}.json"
    try:
        said = json.loads(place.read_text("utf-8"))
        return Card(**{field.name: said[field.name] for field in dataclasses.fields(Card)})
    except OSError as error:
        raise UnavailableError(
            f"The card of the {name} weights, {place}, cannot be read ({error.strerror}): install "
            "curator anew."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnavailableError(f"{place} is no card of weights: install curator anew.") from error


def tensors(name: str, folder: Path = _FOLDER) -> dict[str, NDArray[np.float32]]:
    """The tensors of shipped weights by name, checked, float32.

    Raises
    ------
    UnavailableError
        If the file or its card is not there, the file's SHA-256 is not the card's, or a weight is not a
        finite number.
    """
    place = folder / f"{name}.safetensors"
    sha256 = card(name, folder).sha256
    try:
        content = place.read_bytes()
    except OSError as error:
        raise UnavailableError(
            f"The {name} weights at {place} cannot be read ({error.strerror}): install curator anew."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnavailableError(
            f"The file {place} is not the {name} weights of its card (its SHA-256 is another): install "
            "curator anew."
        )
    try:
        found = {key: each.astype(np.float32) for key, each in read_tensors(content).items()}
    except SafetensorError as error:
        raise UnavailableError(f"{place} is no safetensors file ({error}).") from error
    if not all(np.isfinite(each).all() for each in found.values()):
        raise UnavailableError(f"The {name} weights at {place} hold what is no number.")
    return found
