"""Ground truth for portrait mattes: made, corrected, reviewed, exported, and used to judge models.

The three functions of every day, each documented where it lives:

- `curator.fuse(masks, kernels)`: person masks to a trimap (`curator.trimap.fusion`);
- `curator.estimate_alpha(image, trimap, method="closed-form")`: photo and trimap to alpha
  (`curator.matting`);
- `curator.score(alpha, truth, trimap=None)`: every metric of an alpha (`curator.evaluation.scores`).

They are loaded on first use, so that `import curator` stays instant.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from curator.evaluation.scores import score
    from curator.matting import estimate_alpha
    from curator.trimap.fusion import fuse

__version__ = "0.1.0"
__all__ = ["estimate_alpha", "fuse", "score"]

_HOMES = {
    "estimate_alpha": "curator.matting",
    "fuse": "curator.trimap.fusion",
    "score": "curator.evaluation.scores",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'curator' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
