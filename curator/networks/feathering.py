"""The feathering block: a guided filter whose coefficients are learnt, from score maps to alpha.

Source
------
Zhu et al. 2017 (see `light_dense`), section 3.2, Fig. 4 and equations (2) and (5). Where the text is
silent, it is read so:

- The score maps S_F and S_B are the softmax of the segmentation's scores, so they are in [0, 1].
- The inputs are the photo I, both score maps, the photo squared, and the photo times S_F: eleven maps.
- Sixteen channels lie between the two convolutions, with batch normalisation and the rectifier.
- The window w of equation (5) is 5 x 5. At the photo's border the mean is over the part inside.
- The block starts as the identity, a = 1 and b = c = 0, so that its training starts from S_F.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from curator.networks.light_dense import convolution


class Feathering(nn.Module):
    """Photo and score maps to alpha.

    Parameters
    ----------
    width
        Channels between the two convolutions.
    radius
        The window of equation (5) has 2 radius + 1 pixels on a side.
    """

    def __init__(self, width: int = 16, radius: int = 2) -> None:
        super().__init__()
        self.radius = radius
        self.first = convolution(11, width)
        self.second = nn.Conv2d(width, 3, 3, padding=1)
        nn.init.normal_(self.second.weight, std=0.01)
        with torch.no_grad():
            # A new block lets S_F through.
            self.second.bias.copy_(torch.tensor([1.0, 0.0, 0.0]))  # type: ignore[union-attr]

    def forward(self, photo: Tensor, scores: Tensor) -> Tensor:
        """Alpha, N x H x W, not clipped: what training needs beyond 0 and 1 is there.

        `photo` is N x 3 x H x W in [0, 1]; `scores` N x 2 x H x W in [0, 1], background and foreground.
        """
        foreground = scores[:, 1:]
        said = torch.cat([photo, scores, photo * photo, photo * foreground], dim=1)
        return feathered(self.second(self.first(said)), scores, self.radius)


def feathered(coefficients: Tensor, scores: Tensor, radius: int) -> Tensor:
    """Equation (5): alpha as the windows' mean of a S_F + b S_B + c.

    Parameters
    ----------
    coefficients
        a, b and c of the window about each pixel: N x 3 x H x W.
    scores
        S_B and S_F: N x 2 x H x W.
    radius
        Of the window, in pixels.

    Returns
    -------
    Tensor
        N x H x W.
    """
    # A convolution a map sums the windows in a tenth of the time that torch's pooling takes.
    window = coefficients.new_ones(3, 1, 2 * radius + 1, 2 * radius + 1)
    inside = functional.conv2d(torch.ones_like(coefficients[:1, :1]), window[:1], padding=radius)
    sums = functional.conv2d(coefficients, window, padding=radius, groups=3)
    a, b, c = (sums / inside).unbind(1)
    background, foreground = scores.unbind(1)
    return a * foreground + b * background + c
