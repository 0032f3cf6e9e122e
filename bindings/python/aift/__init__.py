"""libaift from Python: data sets, models, fine-tuning, evaluation, prediction.

    import aift

    model = aift.Model.load("bert-base", new_head=True)
    report = aift.Trainer(model, aift.Dataset.from_csv("train.csv"), learning_rate=5e-5).train()
    print(report.to_dict()["loss"], model.predict(["will it rain"]).labels)

Failures are exceptions (aift.Error and its subclasses); options are keywords with the names of the C options; other
threads run while the library works. Objects are released when nothing refers to them, by close(), or by `with`.
"""
from . import errors
from ._library import build_info, version
from .context import Context, default_context
from .dataset import Dataset, Reader
from .errors import *  # noqa: F403
from .errors import Error, Status
from .metrics import Metrics
from .model import Model
from .predict import Evaluation, Predictions
from .profile import mask, profile, profile_page, scan
from .store import Store, categorize
from .tensor import Dtype, Tensor
from .tokenizer import Encoding, Tokenizer
from .train import Outline, Plan, Progress, Trainer, TrainReport
from .usecase import Kpi, UseCase

__version__ = version()
__all__ = ["Context", "Dataset", "Dtype", "Encoding", "Error", "Evaluation", "Kpi", "Metrics", "Model", "Outline", "Plan", "Predictions",
           "Progress", "Reader", "Status", "Store", "Tensor", "Tokenizer", "TrainReport", "Trainer", "UseCase", "build_info",
           "categorize", "default_context", "mask", "profile", "profile_page", "scan", "version", *errors.__all__]
