"""Which fusion makes a trimap of what the sources said, and what is written down to make it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from curator.errors import ParameterError
from curator.trimap.anchored import AnchoredRule, fuse_anchored
from curator.trimap.calibrated import (
    CalibratedRule,
    Calibration,
    calibration_of,
    fuse_calibrated,
    rule_for,
)
from curator.trimap.fusion import fuse
from curator.types import PersonMask, Trimap
from curator.workflow.kernels import Kernels, given

Fusion = Literal["calibrated", "paper"]
FUSIONS: tuple[Fusion, ...] = ("calibrated", "paper")

#: The source whose masks say who is meant; the others' word on them can only widen the band.
ANCHOR = "annotation"
#: How far from the anchor's edge the others are heard, in its kernels.
_HEARD = 1.0
#: Of what is thin, the middle that stays foreground: deeper than this part of the greatest depth.
_CORE = 0.6
_PAPER = Kernels()
_RULE = ("weights", "offset", "foreground", "background", "inner", "outer")


def chosen(fusion: str | None, kernels: Sequence[float] | None) -> Kernels | None:
    """What a person chose on the command line: the paper's kernels, or None for the calibrated fusion.

    Kernels alone choose the paper's fusion, which is the one that has them.

    Raises
    ------
    ParameterError
        If there is no such fusion, kernels are given for the calibrated one, or one is out of range.
    """
    if fusion not in (None, *FUSIONS):
        raise ParameterError(f"There is no fusion {fusion!r}; there are: {', '.join(FUSIONS)}.")
    if fusion == "calibrated" and kernels:
        raise ParameterError("Kernels are of the paper's fusion: leave them out, or choose paper.")
    return given(kernels) if kernels or fusion == "paper" else None


def fuse_said(
    masks: Sequence[PersonMask],
    sources: Sequence[str],
    trusts: Sequence[float],
    kernels: Kernels | None,
) -> tuple[Trimap, dict[str, Any]]:
    """The trimap of one subject, and the parameters by which `fuse_again` makes it from the masks.

    Parameters
    ----------
    masks, sources, trusts
        What each source said of the subject, its name, and its trust.
    kernels
        The paper's fusion with these kernels. None: the calibrated fusion where exactly these sources
        were calibrated together; an imported mask is the anchor of what such sources say beside it;
        for all others the paper's with its own kernels, as far as they fit the subject. The
        parameters say which it was.

    Raises
    ------
    MaskError
        If the masks cannot be fused.
    """
    if kernels is not None:
        height, width = masks[0].shape
        return _papers(masks, kernels, kernels.scaled(trusts, width, height))
    calibration = calibration_of(sources)
    if calibration is not None:
        rule = rule_for(calibration, masks)
        parameters = {"fusion": "calibrated", "calibrated_on": calibration.origin, **_recorded(rule)}
        return fuse_calibrated(masks, rule), parameters
    beside = [index for index, name in enumerate(sources) if name != ANCHOR]
    calibration = calibration_of([sources[index] for index in beside])
    if len(beside) == len(sources) - 1 and calibration is not None:
        return _anchored(masks, sources.index(ANCHOR), calibration)
    return _papers(masks, _PAPER, _PAPER.fitting(trusts, masks))


def _papers(
    masks: Sequence[PersonMask], kernels: Kernels, scaled: list[float]
) -> tuple[Trimap, dict[str, Any]]:
    parameters = {"kernel": kernels.silhouette, "trusted": kernels.trusted, "kernels": scaled}
    return fuse(masks, scaled), parameters


def _anchored(
    masks: Sequence[PersonMask], anchor: int, calibration: Calibration
) -> tuple[Trimap, dict[str, Any]]:
    others = [mask for index, mask in enumerate(masks) if index != anchor]
    (kernel,) = _PAPER.fitting([1.0], [masks[anchor]])
    reach, sources = round(_HEARD * kernel, 1), rule_for(calibration, others)
    rule = AnchoredRule(kernel, reach, sources, _CORE)
    parameters = {
        "fusion": "anchored",
        "calibrated_on": calibration.origin,
        "anchor": anchor,
        "kernel": rule.kernel,
        "reach": rule.reach,
        "core": rule.core,
        **_recorded(rule.sources),
    }
    return fuse_anchored(masks[anchor], others, rule), parameters


def _recorded(rule: CalibratedRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in _RULE} | {"weights": list(rule.weights)}


def fuse_again(masks: Sequence[PersonMask], parameters: Mapping[str, Any]) -> Trimap:
    """The trimap that recorded parameters make of the same masks.

    Revisions from before there was a choice name no fusion; theirs is the paper's.
    """
    fusion = parameters.get("fusion")
    if fusion not in ("calibrated", "anchored"):
        kernels: Sequence[float] = parameters["kernels"]
        return fuse(masks, kernels)
    rule = CalibratedRule(
        **{name: parameters[name] for name in _RULE} | {"weights": tuple(parameters["weights"])}
    )
    if fusion == "calibrated":
        return fuse_calibrated(masks, rule)
    anchor = parameters["anchor"]
    others = [mask for index, mask in enumerate(masks) if index != anchor]
    kernel, reach, core = (parameters[name] for name in ("kernel", "reach", "core"))
    anchored = AnchoredRule(kernel, reach, rule, core)
    return fuse_anchored(masks[anchor], others, anchored)
