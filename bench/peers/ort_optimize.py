"""Optimizes a model once, so that a process that loads it need not: ort_optimize.py IN.onnx OUT.onnx"""
import sys

import onnxruntime

options = onnxruntime.SessionOptions()
options.log_severity_level = 3
options.optimized_model_filepath = sys.argv[2]
onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
