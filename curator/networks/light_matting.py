"""Light dense network and feathering block as one network, and how it is made ready to answer."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from curator.networks.feathering import Feathering
from curator.networks.light_dense import LightDense


class LightMatting(nn.Module):
    """Photo to score maps and alpha (Zhu et al. 2017, Fig. 2)."""

    def __init__(
        self,
        initial: int,
        growths: Sequence[int],
        dilations: Sequence[Sequence[int]],
        feathering: int,
        radius: int,
    ) -> None:
        super().__init__()
        self.segmentation = LightDense(initial, growths, dilations)
        self.feathering = Feathering(feathering, radius)

    def forward(self, photo: Tensor) -> tuple[Tensor, Tensor]:
        """The segmentation's scores before the softmax (N x 2 x H x W) and alpha (N x H x W)."""
        scores = self.segmentation(photo)
        return scores, self.feathering(photo, scores.softmax(dim=1))


def folded(network: LightMatting) -> LightMatting:
    """The network with its batch normalisations folded into the convolutions before them.

    It answers the same to within rounding, in evaluation alone; the network given is changed.
    """
    network.eval()
    for module in list(network.modules()):
        if isinstance(module, nn.Sequential):
            convolution, normalisation, _ = module
            if isinstance(convolution, nn.Conv2d) and isinstance(normalisation, nn.BatchNorm2d):
                module[0] = fuse_conv_bn_eval(convolution, normalisation)
                module[1] = nn.Identity()
    return network
