"""One photo, no project: trimap and alpha straight from files to files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from curator.errors import InputError, PhotoError, TrimapError
from curator.imaging.checks import check_mask, check_trimap
from curator.imaging.compositing import straight_rgba
from curator.imaging.decode import decode_photo
from curator.imaging.encode import (
    decode_mask,
    decode_trimap,
    encode_alpha,
    encode_png,
    encode_trimap,
)
from curator.imaging.names import shown
from curator.matting import estimate_alpha
from curator.records import Prompt, SubjectMask
from curator.refinement.foreground import estimate_foreground
from curator.registry import SOURCES
from curator.store.whole import write_file
from curator.types import Alpha, Image, PersonMask, Trimap
from curator.workflow.asking import EMBEDDED, Said, ask_about
from curator.workflow.choices import Choices
from curator.workflow.drafting import fused
from curator.workflow.fusing import ANCHOR
from curator.workflow.given import of_all, only_of
from curator.workflow.propose import people_in

_MAIN = Choices(people="main")
#: The source whose masks are mattes already: the way to a matte that needs no trimap.
WITHOUT_TRIMAP: Final = "light-dense"


def trimap_file(
    photo: Path,
    out: Path,
    choices: Choices = _MAIN,
    masks: Sequence[Path] = (),
) -> Trimap:
    """Propose a trimap for a photo and write it as a PNG of 0, 128 and 255.

    `masks` are person masks of one subject (grey PNGs of the photo's size), fused with what the
    sources say of that subject; where masks are given, only the sources that are named are asked,
    otherwise the embedded sources that are here. Of a photo with several people the main one is
    written, or all of them as one.

    Raises
    ------
    InputError, UnavailableError, NoPersonError
        As decoding and the sources raise them; nothing is written then.
    """
    check_written((out,), (photo, *masks))
    trimap = _propose(_photo(photo), choices, masks)
    write_file(out, encode_trimap(trimap))
    return trimap


def alpha_file(
    photo: Path,
    out: Path,
    trimap: Path | None = None,
    method: str = "closed-form",
    cutout: Path | None = None,
    settings: Sequence[str] = (),
) -> None:
    """Estimate the alpha of a photo and write it as a 16-bit PNG.

    Without a trimap one is proposed first (sources, fusion). The method `light-dense` takes none: its
    network goes from the photo to alpha (Zhu et al. 2017, Fig. 2). `cutout` gets a straight RGBA PNG
    with estimated foreground colours. `settings` are `NAME.PARAMETER=VALUE` of the method, and of the
    embedded sources where they are asked.

    Raises
    ------
    InputError, UnknownNameError, UnavailableError, NoPersonError, ConvergenceError
        As each step raises them; nothing is written then.
    """
    check_written((out, cutout), (photo, trimap))
    parameters = of_all(settings)
    alone = method == WITHOUT_TRIMAP
    if alone and trimap is not None:
        raise TrimapError(
            f"{method} makes a matte of the photo alone and would not look at {shown(trimap.name)}: "
            "leave --trimap out, or name a method that keeps to it."
        )
    only_of((method, *(EMBEDDED if trimap is None and not alone else ())), parameters)
    image = _photo(photo)
    if alone:
        source = SOURCES.get(method)
        alpha = source.function(image, Prompt(), source.parameters())[0].mask
    else:
        alpha = _by_trimap(image, trimap, method, parameters)
    encoded = encode_alpha(alpha)
    if cutout is not None:
        write_file(cutout, encode_png(straight_rgba(estimate_foreground(image, alpha), alpha)))
    write_file(out, encoded)


def _by_trimap(image: Image, trimap: Path | None, method: str, parameters: Mapping[str, Any]) -> Alpha:
    if trimap is None:
        known = _propose(image, replace(_MAIN, parameters=parameters), ())
    else:
        known = decode_trimap(read_file(trimap), trimap.name)
        check_trimap(known, image.shape[:2], trimap.name)
    chosen = asdict(parameters[method]) if method in parameters else {}
    return estimate_alpha(image, known, method, **chosen)


def proposed(image: Image, choices: Choices) -> Trimap:
    """The trimap that is proposed for the first of a photo's people.

    Raises
    ------
    UnavailableError, NoPersonError, MaskError
        As the sources and the fusion raise them.
    """
    return fused(people_in(image, Prompt(), choices)[0], choices.kernels)[0]


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named.

    Raises
    ------
    PhotoError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise PhotoError(f"{shown(str(path))} cannot be read: {error.strerror}.") from error


def check_written(outs: Sequence[Path | None], read: Sequence[Path | None]) -> None:
    """Check that files to be written are PNGs by name, each apart from the others and from those read.

    Meant for before anything is computed. What is None was not asked for.

    Raises
    ------
    InputError
        If a name does not end in .png, or names a file twice.
    """
    taken = {path.resolve(): "is read" for path in read if path is not None}
    for out in (path for path in outs if path is not None):
        name = shown(str(out))
        if out.suffix.lower() != ".png":
            raise InputError(f"{name} would be written as a PNG: give it a name that ends in .png.")
        if out.resolve() in taken:
            raise InputError(f"{name} {taken[out.resolve()]} as well: write to another file.")
        taken[out.resolve()] = "is written"


def _photo(path: Path) -> Image:
    return decode_photo(read_file(path), path.name)


def _propose(image: Image, choices: Choices, masks: Sequence[Path]) -> Trimap:
    if not masks:
        return proposed(image, choices)
    source = SOURCES.get(ANCHOR)
    given = [SubjectMask(_mask(path, image.shape[:2])) for path in masks]
    said = [Said(source, mask, source.parameters()) for mask in given]
    if choices.sources:
        said += ask_about(image, given[0].mask, choices.sources, choices.parameters)
    return fused(said, choices.kernels)[0]


def _mask(path: Path, shape: tuple[int, int]) -> PersonMask:
    mask = decode_mask(read_file(path), path.name)
    check_mask(mask, shape, path.name)
    return mask
