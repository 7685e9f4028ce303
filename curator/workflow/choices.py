"""What a person may choose of how trimaps are proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from curator.errors import ParameterError
from curator.workflow.asking import EMBEDDED
from curator.workflow.fusing import ANCHOR, chosen
from curator.workflow.given import of_sources
from curator.workflow.kernels import Kernels

People = Literal["each", "everyone", "main"]
PEOPLE: tuple[People, ...] = ("each", "everyone", "main")
#: COCO's own limit of a small object: 32 x 32 pixels.
SMALLEST = 1024


@dataclass(frozen=True)
class Choices:
    """How to propose; as it stands, the way that `curator propose` has by itself.

    Attributes
    ----------
    sources
        Names of sources to ask. None: the masks that came with the photo, each with the embedded
        sources' word on it; the embedded sources alone where no masks came.
    kernels
        The paper's fusion with these kernels. None: by the sources, see `fusing.fuse_said`.
    people
        `each` gives everybody a trimap, in which the others are known background; `everyone` gives one
        trimap of all people together; `main` proposes for the main person alone.
    smallest
        Imported masks of fewer pixels than this are carried over as they are: too small to matte.
    parameters
        The parameters of a source, by its name; its defaults where there are none.

    Raises
    ------
    ParameterError
        If there is no such choice of people, or `smallest` is negative.
    """

    sources: tuple[str, ...] = ()
    kernels: Kernels | None = None
    people: People = "each"
    smallest: int = SMALLEST
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.people not in PEOPLE:
            raise ParameterError(
                f"There is no choice of people {self.people!r}; there are: {', '.join(PEOPLE)}."
            )
        if self.smallest < 0:
            raise ParameterError(
                f"The smallest person must be of 0 pixels or more, not {self.smallest}."
            )


def choose(
    sources: Sequence[str] | None,
    fusion: str | None,
    kernels: Sequence[float] | None,
    people: str,
    smallest: int,
    settings: Sequence[str] = (),
) -> Choices:
    """Choices as the command line names them; `settings` are `NAME.PARAMETER=VALUE` of sources.

    Raises
    ------
    ParameterError
        If there is no such fusion, choice of people or parameter, a number is out of its range, or
        parameters are of a source that is not asked.
    UnknownNameError
        If parameters are of a source that there is not.
    """
    parameters = of_sources(settings, sources or (ANCHOR, *EMBEDDED))
    return Choices(
        tuple(sources or ()), chosen(fusion, kernels), cast("People", people), smallest, parameters
    )
