"""Makes what ONNX Runtime trains with out of an exported model: ort_artifacts.py MODEL.onnx FOLDER"""
import os
import sys

import onnx
import onnxruntime.training.onnxblock as onnxblock
from onnxruntime.training import artifacts

path, folder = sys.argv[1:]
model = onnx.load(path)
names = [i.name for i in model.graph.initializer]
os.makedirs(folder, exist_ok=True)
artifacts.generate_artifacts(
    model, requires_grad=[n for n in names if n.startswith("net.")], frozen_params=[n for n in names if not n.startswith("net.")],
    loss=artifacts.LossType.CrossEntropyLoss, artifact_directory=folder,
    optimizer=onnxblock.optim.AdamW(eps=1e-8, clip_grad=onnxblock.optim.ClipGradNorm(1.0)))
