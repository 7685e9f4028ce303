"""Which fusion makes a trimap of what the sources said, and what is written down to make it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from curator.errors import ParameterError
from curator.trimap.calibrated import CalibratedRule, calibration_of, fuse_calibrated, rule_for
from curator.trimap.fusion import fuse
from curator.types import PersonMask, Trimap
from curator.workflow.kernels import Kernels, given

Fusion = Literal["calibrated", "paper"]
FUSIONS: tuple[Fusion, ...] = ("calibrated", "paper")

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
        were calibrated together, and the paper's with its own kernels where they were not (imported
        masks, GrabCut). The parameters say which it was.

    Raises
    ------
    MaskError
        If the masks cannot be fused.
    """
    calibration = calibration_of(sources) if kernels is None else None
    if calibration is not None:
        rule = rule_for(calibration, masks)
        recorded = {name: getattr(rule, name) for name in _RULE}
        recorded["weights"] = list(rule.weights)
        parameters = {"fusion": "calibrated", "calibrated_on": calibration.origin, **recorded}
        return fuse_calibrated(masks, rule), parameters
    kernels = kernels or _PAPER
    height, width = masks[0].shape
    scaled = kernels.scaled(trusts, width, height)
    parameters = {"kernel": kernels.silhouette, "trusted": kernels.trusted, "kernels": scaled}
    return fuse(masks, scaled), parameters


def fuse_again(masks: Sequence[PersonMask], parameters: Mapping[str, Any]) -> Trimap:
    """The trimap that recorded parameters make of the same masks.

    Revisions from before there was a choice name no fusion; theirs is the paper's.
    """
    if parameters.get("fusion") == "calibrated":
        rule = {name: parameters[name] for name in _RULE}
        rule["weights"] = tuple(rule["weights"])
        return fuse_calibrated(masks, CalibratedRule(**rule))
    kernels: Sequence[float] = parameters["kernels"]
    return fuse(masks, kernels)
