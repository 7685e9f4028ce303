"""Which photos each step sees, and how they are changed: a function of seed, stage and step alone.

Nothing random has a state that would have to be kept: a training that goes on where it was stopped
sees what it would have seen.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def drawn(
    number: int, size: int, *, seed: int, stage: int, step: int
) -> Iterator[tuple[int, np.random.Generator]]:
    """Which of `number` photos a batch of `size` has, each with what it is changed by.

    Each epoch goes through all photos in an order of its own, and a batch may reach into the next.
    """
    for place in range(step * size, (step + 1) * size):
        epoch, position = divmod(place, number)
        order = np.random.default_rng((seed, stage, epoch)).permutation(number)
        yield int(order[position]), np.random.default_rng((seed, stage, epoch, position))
