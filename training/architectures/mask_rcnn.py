"""Mask R-CNN (He et al. 2017) as torchvision builds and exports it, and panoptic FPN (Kirillov et al. 2019) on the
same trunk.

One training gives three models: `mask-rcnn` with masks of the whole patch, `mask-rcnn-28` with masks of 28 x 28 pixels
over each box, and `panoptic-fpn` with scores of all classes beside the instances.
"""

import sys

import torch
from common.data import BUILT_UP, FIELDS, TREES, WATER
from common.export import export
from common.instances import InstanceCourse, train_instances
from common.layers import conv
from common.model_item import Description, Port
from common.semantic import seed_all
from common.trained import trained
from torch import nn
from torch.nn import functional as F
from torchvision.models.detection import MaskRCNN, roi_heads
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.ops import MultiScaleRoIAlign

BANDS = ('blue', 'green', 'red', 'nir')
SCALING = [{'type': 'min-max', 'minimum': 0, 'maximum': 0.4}]
SIDE = 128
WIDTH = 16
# Things follow the stuff.
PANOPTIC = (WATER, TREES, BUILT_UP, *FIELDS)


class Pyramid(nn.Module):
    """Strides 4, 8 and 16, brought together at stride 4."""

    out_channels = WIDTH

    def __init__(self) -> None:
        super().__init__()
        self.at4 = nn.Sequential(conv(len(BANDS), 8, stride=2), conv(8, WIDTH, stride=2), conv(WIDTH, WIDTH))
        self.at8 = nn.Sequential(conv(WIDTH, WIDTH, stride=2), conv(WIDTH, WIDTH))
        self.at16 = nn.Sequential(conv(WIDTH, WIDTH, stride=2), conv(WIDTH, WIDTH))
        self.lateral4 = nn.Conv2d(WIDTH, WIDTH, 1)
        self.lateral8 = nn.Conv2d(WIDTH, WIDTH, 1)

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        at4 = self.at4(x)
        at8 = self.at8(at4)
        at16 = self.at16(at8)
        top = self.lateral8(at8) + F.interpolate(at16, scale_factor=2.0, mode='nearest')
        return {'0': self.lateral4(at4) + F.interpolate(top, scale_factor=2.0, mode='nearest')}


class BoxHead(nn.Module):
    """Looks at 7 x 7 places of each box."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.squeeze = conv(WIDTH, WIDTH, stride=2)
        self.first = nn.Linear(WIDTH * 4 * 4, outputs)
        self.second = nn.Linear(outputs, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.second(F.relu(self.first(self.squeeze(x).flatten(1)))))


class PanopticFpn(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        count = len(FIELDS) + 1
        self.detector = MaskRCNN(
            Pyramid(),
            min_size=SIDE,
            max_size=SIDE,
            # Values are scaled before the network.
            image_mean=[0.0] * len(BANDS),
            image_std=[1.0] * len(BANDS),
            rpn_anchor_generator=AnchorGenerator(((16, 28, 48),), ((0.5, 1.0, 2.0),)),
            rpn_nms_thresh=0.8,
            rpn_pre_nms_top_n_test=300,
            rpn_post_nms_top_n_test=150,
            rpn_batch_size_per_image=128,
            box_roi_pool=MultiScaleRoIAlign(['0'], 7, 2),
            box_head=BoxHead(32),
            box_predictor=FastRCNNPredictor(32, count),
            box_batch_size_per_image=64,
            box_score_thresh=0.15,
            box_nms_thresh=0.6,
            box_detections_per_img=100,
            mask_roi_pool=MultiScaleRoIAlign(['0'], 14, 2),
            mask_head=MaskRCNNHeads(WIDTH, (WIDTH, WIDTH), 1),
            mask_predictor=MaskRCNNPredictor(WIDTH, WIDTH, count),
        )
        self.semantic = nn.Sequential(
            conv(WIDTH, WIDTH),
            nn.Upsample(scale_factor=2.0, mode='bilinear'),
            conv(WIDTH, WIDTH),
            nn.Conv2d(WIDTH, len(PANOPTIC), 1),
            nn.Upsample(scale_factor=2.0, mode='bilinear'),
        )

    def forward(self, images: list[torch.Tensor], targets: list[dict] | None = None):
        detected = self.detector(images, targets)
        scores = self.semantic(self.detector.backbone(torch.stack(images))['0'])
        return detected, scores


class Detections(nn.Module):
    """Takes 1 x C x H x W, and answers as torchvision's models do when they are exported."""

    def __init__(self, network: PanopticFpn, has_semantic: bool) -> None:
        super().__init__()
        self.network = network
        self.has_semantic = has_semantic

    def forward(self, x: torch.Tensor):
        (found,) = self.network.detector([x[0]])
        instances = (found['boxes'], found['labels'], found['scores'], found['masks'])
        if not self.has_semantic:
            return instances
        return (self.network.semantic(self.network.detector.backbone(x)['0']), *instances)


def describe(name: str, text: str, mask_side: int, has_semantic: bool) -> Description:
    task = 'panoptic-segmentation' if has_semantic else 'instance-segmentation'
    semantic = Port('logits', 'NKHW', (1, len(PANOPTIC), SIDE, SIDE), task=task, classes=PANOPTIC)
    instances = (
        Port('boxes', 'IX', (-1, 4), task=task),
        Port('labels', 'I', (-1,), 'int64', task=task, classes=FIELDS, first=1),
        Port('scores', 'I', (-1,), task=task),
        Port('masks', 'ICHW', (-1, 1, mask_side, mask_side), task=task),
    )
    return Description(
        name=name,
        architecture='Panoptic FPN' if has_semantic else 'Mask R-CNN',
        text=text,
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NCHW', (1, len(BANDS), SIDE, SIDE)),
        outputs=(semantic, *instances) if has_semantic else instances,
        tasks=(task,),
    )


def main(folder: str) -> None:
    seed_all(1)
    network = PanopticFpn()
    course = InstanceCourse(BANDS, SCALING, PANOPTIC, SIDE)
    metrics = trained(network, 'panoptic-fpn', folder, lambda: train_instances(network, course, folder))
    texts = {
        'mask-rcnn': 'Mask R-CNN on one level of a pyramid; one image of 128 x 128 pixels, masks of the whole of it.',
        'panoptic-fpn': 'Panoptic FPN: the mask-rcnn of the same trunk, and logits of stuff and things.',
        'mask-rcnn-28': 'Mask R-CNN on one level of a pyramid; one image of 128 x 128 pixels, masks of boxes.',
    }
    for name in ('mask-rcnn', 'panoptic-fpn'):
        is_panoptic = name == 'panoptic-fpn'
        description = describe(name, texts[name], SIDE, is_panoptic)
        export(Detections(network, is_panoptic), description, SIDE, metrics)
    # As the paper's own output: masks are not pasted into the image.
    roi_heads.paste_masks_in_image = lambda masks, *_: masks
    network.detector.transform.postprocess = lambda result, *_: result
    export(Detections(network, False), describe('mask-rcnn-28', texts['mask-rcnn-28'], 28, False), SIDE, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
