"""Writes model.onnx, model.int8.onnx and model.json from a checkpoint of train.py.

    python export.py DATA --run OUT --to ../../models/land-cover-rgb

Batch norms are folded into the convolutions, and the packing of 4 x 4 pixels into the first of them. The 8-bit variant
is calibrated on windows of the training images.
"""

import argparse
import copy
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from data import Labelled, load_split
from item import make_item
from network import PACKED, LandCoverNet

OPSET = 17
CALIBRATION_WINDOWS = 48
CALIBRATION_SIDE = 256
SEED = 1


class Exported(nn.Module):
    """The network as it is stored: N x 3 x H x W, 8-bit values / 255 -> probabilities of the same size, N x 5 x H x W."""

    def __init__(self, trained: LandCoverNet):
        super().__init__()
        self.network = fold_norms(copy.deepcopy(trained).eval())
        self.network.stem = unpack(self.network.stem[0])
        self.network.pack = nn.Identity()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return enlarge(self.network(image)).softmax(1)


def enlarge(logits: torch.Tensor) -> torch.Tensor:
    """To the size of the image."""
    return F.interpolate(logits, scale_factor=2, mode="bilinear", align_corners=False)


def fold_norms(module: nn.Module) -> nn.Module:
    for child in module.modules():
        if isinstance(child, nn.Sequential) and len(child) == 2 and isinstance(child[1], nn.BatchNorm2d):
            child[0] = fuse_conv_bn_eval(child[0], child[1])
            child[1] = nn.Identity()
    return module


def unpack(conv: nn.Conv2d) -> nn.Conv2d:
    """A 3 x 3 convolution over packed 4 x 4 pixels is one of 12 x 12 with a stride of 4 over pixels."""
    width, side = conv.out_channels, 3 * PACKED
    wide = nn.Conv2d(3, width, side, stride=PACKED, padding=PACKED)
    # Packed channels run colour, row, column within the 4 x 4.
    kernel = conv.weight.detach().reshape(width, 3, PACKED, PACKED, 3, 3)
    with torch.no_grad():
        wide.weight.copy_(kernel.permute(0, 1, 4, 2, 5, 3).reshape(width, 3, side, side))
        wide.bias.copy_(conv.bias)
    return wide


def write_onnx(network: LandCoverNet, path: Path) -> None:
    exported = Exported(network).eval()
    image = torch.rand(1, 3, 64, 96, generator=torch.Generator().manual_seed(SEED))
    torch.onnx.export(
        exported,
        (image,),
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=["image"],
        output_names=["scores"],
        dynamic_axes={"image": {0: "N", 2: "H", 3: "W"}, "scores": {0: "N", 2: "H", 3: "W"}},
    )
    model = onnx.load(path)
    # Left by the exporter: they name the places of this script.
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    compare(network, path, image)


@torch.no_grad()
def compare(network: LandCoverNet, path: Path, image: torch.Tensor) -> None:
    """What ONNX Runtime says must be what the trained network says."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    pair = torch.cat([image, image.flip(3)])
    wanted = enlarge(network.eval()(pair)).softmax(1).numpy()
    (got,) = session.run(["scores"], {"image": pair.numpy()})
    worst = float(np.abs(wanted - got).max())
    if worst > 1e-4:
        raise SystemExit(f"{path} says something else than the network it comes from: {worst}")
    print(f"{path}: {path.stat().st_size} bytes, {worst:.1e} from the trained network")


class Windows(CalibrationDataReader):
    """Windows of the training images, evenly over the images."""

    def __init__(self, images: list[Labelled]):
        rng = np.random.default_rng(SEED)
        self.left = [self.cut(images[i * len(images) // CALIBRATION_WINDOWS].image, rng) for i in range(CALIBRATION_WINDOWS)]

    @staticmethod
    def cut(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        y, x = (rng.integers(side - CALIBRATION_SIDE + 1) for side in image.shape[:2])
        window = image[y : y + CALIBRATION_SIDE, x : x + CALIBRATION_SIDE]
        return window.transpose(2, 0, 1)[None].astype(np.float32) / 255

    def get_next(self) -> dict[str, np.ndarray] | None:
        return {"image": self.left.pop()} if self.left else None


def write_int8(model: Path, path: Path, windows: Windows) -> None:
    quantize_static(
        model,
        path,
        windows,
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
        op_types_to_quantize=["Conv", "Add", "Relu", "Resize"],
    )
    print(f"{path}: {path.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--run", type=Path, required=True, help="what --out of train.py was")
    parser.add_argument("--to", type=Path, required=True, help="folder of the model")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.to.mkdir(parents=True, exist_ok=True)

    state = torch.load(options.run / "checkpoint.pt", weights_only=True)
    network = LandCoverNet().eval()
    network.load_state_dict(state["average"])
    images = load_split(options.data, options.run / "decoded", "training")
    write_onnx(network, options.to / "model.onnx")
    write_int8(options.to / "model.onnx", options.to / "model.int8.onnx", Windows(images))
    settings = {**state["settings"], "steps": state["step"], "minutes": round(state["spent_s"] / 60, 1)}
    parameters = sum(value.numel() for value in network.parameters())
    item = make_item(options.to, parameters, settings)
    (options.to / "model.json").write_text(json.dumps(item, indent=2) + "\n")


if __name__ == "__main__":
    main()
