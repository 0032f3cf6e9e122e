"""An ONNX Runtime session with the settings that are tried."""
import onnxruntime


def add_arguments(parser):
    parser.add_argument("--onnx", required=True, help="the exported model")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--level", default="ENABLE_ALL")
    parser.add_argument("--spinning", default="1")
    parser.add_argument("--arena", default="yes")


def open_session(args):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = args.threads
    options.enable_cpu_mem_arena = args.arena == "yes"
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, "ORT_" + args.level)
    options.add_session_config_entry("session.intra_op.allow_spinning", args.spinning)
    return onnxruntime.InferenceSession(args.onnx, options, providers=["CPUExecutionProvider"])
