# Corners: where ReLU and ReLU6 bend, and where a maximum over pixels goes from one pixel to the next. A number that lies so
# near to one that float and double fall on different sides has another slope in each, and every gradient before it
# differs by what that number adds: no error of either. So gradients are compared where no number is near a corner, which is
# a property of the net and its input alone (`distance`), or with the slopes of the one given to the other (`Given`).
import copy

import torch
from torch.overrides import TorchFunctionMode


def bends(func, kwargs):
    """(Lower, upper) corner of an activation; None: it is none that has them."""
    name = getattr(func, "__name__", "")
    if name in ("relu", "relu_"):
        return 0.0, float("inf")
    if name in ("relu6", "hardtanh", "hardtanh_"):
        return kwargs.get("min_val", 0.0), kwargs.get("max_val", 6.0)
    return None


def nearest(x, low, high):
    """The distance of each number from the nearer corner."""
    return torch.minimum((x - low).abs(), (x - high).abs())


def ties(x, kernel, stride, padding):
    """By window of a maximum: the largest number less the second. Behind ReLU, a window of zeros has no slope at all."""
    n, c, h, w = x.shape
    x = torch.nn.functional.pad(x.reshape(n * c, 1, h, w), [padding] * 4, value=float("-inf"))
    top = torch.nn.functional.unfold(x, kernel, stride=stride).topk(2, 1).values
    return torch.where(top[:, 0] > 0, top[:, 0] - top[:, 1], torch.full_like(top[:, 0], float("inf")))


class Watch(TorchFunctionMode):
    """Looks at all that comes to a corner; `nearest` is the smallest distance, in units of the values' deviation."""

    def __init__(self):
        super().__init__()
        self.nearest = float("inf")

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs, met = kwargs or {}, None
        if bends(func, kwargs):
            met = nearest(args[0].detach(), *bends(func, kwargs))
        elif getattr(func, "__name__", "") == "max_pool2d":
            met = ties(args[0].detach(), args[1], kwargs["stride"], kwargs["padding"])
        if met is not None:
            self.nearest = min(self.nearest, (met.min() / args[0].detach().std()).item())
        return func(*args, **kwargs)


def distance(net, x):
    """How near to a corner PyTorch comes with this input, in double and in training."""
    with torch.no_grad(), Watch() as watch:
        copy.deepcopy(net).double().train()(x)
    return watch.nearest


class Bent(torch.autograd.Function):
    """An activation whose slope is 1 where `slopes` say so, and else 0."""

    @staticmethod
    def forward(ctx, x, low, high, slopes):
        ctx.save_for_backward(slopes)
        return x.clamp(low, high)

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0], None, None, None


class Given(TorchFunctionMode):
    """Activations with the slopes of somebody else, boolean arrays in the order of the calls. `count` of them were not its
    own; `farthest` is the distance of the farthest such number from the corner."""

    def __init__(self, slopes):
        super().__init__()
        self.slopes, self.count, self.farthest = iter(slopes), 0, 0.0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if not bends(func, kwargs):
            return func(*args, **kwargs)
        (low, high), x, slopes = bends(func, kwargs), args[0], next(self.slopes)
        other = slopes != ((x > low) & (x < high))
        self.count += int(other.sum())
        if other.any():
            self.farthest = max(self.farthest, (nearest(x, low, high)[other].max() / x.std()).item())
        return Bent.apply(x, low, high, slopes)
