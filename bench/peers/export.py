"""Exports a BertForSequenceClassification folder to ONNX: export.py FOLDER OUT

OUT/plain.onnx  opset 17, for inference; ids and mask
OUT/fused.onnx  the same after ONNX Runtime's own optimizer for BERT: one operator for each attention
OUT/train.onnx  opset 14, with dropout; the mask comes as what is added to the scores, and positions are an input:
                the export of transformers' own mask corrupts memory in onnxruntime-training 1.19.2
"""
import os
import sys
import warnings

import torch
from transformers import BertForSequenceClassification

warnings.filterwarnings("ignore")


class Inference(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, input_ids, attention_mask):
        return self.net(input_ids=input_ids, attention_mask=attention_mask).logits


class Training(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, input_ids, bias, token_type_ids, position_ids):
        bert = self.net.bert
        hidden = bert.embeddings(input_ids=input_ids, token_type_ids=token_type_ids, position_ids=position_ids)
        for layer in bert.encoder.layer:
            out = layer(hidden, bias)
            hidden = out[0] if isinstance(out, tuple) else out
        return self.net.classifier(self.net.dropout(bert.pooler(hidden)))


def export(model, inputs, path, **options):
    axes = {name: {0: "batch", value.dim() - 1: "sequence"} for name, value in inputs.items()}
    torch.onnx.export(model, tuple(inputs.values()), path, dynamo=False, input_names=list(inputs), output_names=["logits"],
                      dynamic_axes={**axes, "logits": {0: "batch"}}, **options)


folder, out = sys.argv[1:]
os.makedirs(out, exist_ok=True)
net = BertForSequenceClassification.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
x = torch.ones(2, 7, dtype=torch.long)
export(Inference(net.eval()), dict(input_ids=x, attention_mask=x), out + "/plain.onnx", opset_version=17)
positions = torch.arange(7)[None].expand(2, 7).contiguous()
export(Training(net.train()), dict(input_ids=x, bias=torch.zeros(2, 1, 1, 7), token_type_ids=x * 0, position_ids=positions),
       out + "/train.onnx", opset_version=14, do_constant_folding=False, training=torch.onnx.TrainingMode.TRAINING)

from onnxruntime.transformers import optimizer  # noqa: E402

config = net.config
fused = optimizer.optimize_model(out + "/plain.onnx", model_type="bert", num_heads=config.num_attention_heads,
                                 hidden_size=config.hidden_size, opt_level=0)
fused.save_model_to_file(out + "/fused.onnx")
