/* The table of cases; see ops.h. */
#include "cases/ops.h"
#include "kernels/tail.h"

/* Inputs that many have. */
#define IDS(shape_, of_)                                                                                     \
    {                                                                                                        \
        shape_, AIFT_CASE_IDS, .of = of_                                                                     \
    }
#define COUNTED(shape_)                                                                                      \
    {                                                                                                        \
        shape_, AIFT_CASE_IDS, .of = 'T', .any_content = true                                                \
    }
#define OFFSETS(shape_, of_)                                                                                 \
    {                                                                                                        \
        shape_, AIFT_CASE_OFFSETS, .of = of_                                                                 \
    }
#define OUTPUT(shape_, from_, with_, output_)                                                                \
    {                                                                                                        \
        shape_, AIFT_CASE_OUTPUT, .from = from_, .with = with_, .output = output_                            \
    }
#define ABSENT                                                                                               \
    {                                                                                                        \
        NULL, AIFT_CASE_ABSENT                                                                               \
    }
#define WEIGHTS(shape_)                                                                                      \
    {                                                                                                        \
        shape_, .lo = 0.2, .hi = 2, .no_gradient = true                                                      \
    }
#define PROBABILITIES(shape_)                                                                                \
    {                                                                                                        \
        shape_, .lo = 0, .hi = 1, .no_gradient = true                                                        \
    }

/* The largest call for which one thread's share is more than one piece is made by scaling; these are small. */
#define PLANE "T=5 W=3", "T=1 W=1", "T=9 W=8"
#define RAGGED "T=9 R=3 W=5", "T=1 R=1 W=4", "T=4 R=4 W=3"
#define LOGITS "R=4 C=3", "R=1 C=2", "R=3 C=9"
#define PRODUCT "T=6 I=4 O=3", "T=1 I=1 O=1", "T=3 I=8 O=9"
#define ROWS "Q=9 K=9 R=3 H=4", "Q=3 K=8 R=3 H=6", "Q=5 K=5 R=1 H=2"

const aift_case aift_cases[] = {
    {"add", .in = {{"TW"}, {"TW"}}, .out = {"TW"}, .sizes = {PLANE}},
    {"copy", .in = {{"TW", .any_rank = true}}, .out = {"TW"}, .sizes = {PLANE}},
    {"gelu", .in = {{"TW", .lo = -4, .hi = 4, .any_rank = true}}, .out = {"TW"}, .sizes = {PLANE}},
    {"gelu", .attrs = {{"tanh", .i = 1}}, .in = {{"TW", .lo = -4, .hi = 4, .any_rank = true}}, .out = {"TW"},
     .sizes = {PLANE}},
    {"gelu_grad", .in = {{"TW", .lo = -4, .hi = 4}, {"TW"}}, .out = {"TW"}, .sizes = {PLANE}},
    {"gelu_grad", .attrs = {{"tanh", .i = 1}}, .in = {{"TW", .lo = -4, .hi = 4}, {"TW"}}, .out = {"TW"},
     .sizes = {PLANE}},
    {"tanh", .in = {{"TW", .lo = -3, .hi = 3, .any_rank = true}}, .out = {"TW"}, .sizes = {PLANE}},
    {"tanh_grad", .in = {{"TW"}, {"TW"}}, .out = {"TW"}, .sizes = {PLANE}},
    {"relu", .in = {{"TW", AIFT_CASE_FAR, .any_rank = true}}, .out = {"TW"}, .sizes = {PLANE}},
    {"relu_grad", .in = {{"TW", AIFT_CASE_FAR}, {"TW"}}, .out = {"TW"}, .sizes = {PLANE}},

    {"dropout", .attrs = {{"p", .f = 0.4}, {"stream", .i = 77}},
     .in = {{"TW", .any_rank = true}, OFFSETS("R+", 'T')}, .out = {"TW"}, .sizes = {RAGGED}},
    {"dropout", .attrs = {{"p", .f = 0.1}, {"stream", .i = INT64_MAX}}, .in = {{"TW", .any_rank = true}},
     .out = {"TW"}, .sizes = {"T=7 W=9", "T=3 W=5"}},

    {"dropout_channels", .attrs = {{"p", .f = 0.4}, {"stream", .i = 77}}, .in = {{"RHWC"}}, .out = {"RHWC"},
     .sizes = {"R=3 H=2 W=3 C=5", "R=1 H=1 W=1 C=1"}},
    {"spectrum_image", .in = {{"RTF"}}, .out = {"RFT1"}, .sizes = {"R=2 T=3 F=5", "R=1 T=1 F=1"}},

    {"embedding", .in = {{"VW"}, IDS("T", 'V')}, .out = {"TW"}, .sizes = {"T=7 V=4 W=3", "T=1 V=1 W=9"}},
    {"embedding_grad", .in = {{"VW"}, IDS("T", 'V'), {"TW"}}, .out = {"VW", "V"},
     .sizes = {"T=7 V=4 W=3", "T=1 V=3 W=9"}},
    {"embedding_grad", .attrs = {{"padding_idx", .i = 1}}, .in = {{"VW"}, IDS("T", 'V'), {"TW"}},
     .out = {"VW", "V"}, .sizes = {"T=7 V=4 W=3", "T=9 V=3 W=9"}},
    {"positions", .in = {COUNTED("T"), OFFSETS("R+", 'T')}, .out = {"T"}, .sizes = {"T=9 R=3", "T=1 R=1"}},
    {"positions", .attrs = {{"first", .i = 2}}, .in = {COUNTED("T"), OFFSETS("R+", 'T')}, .out = {"T"},
     .sizes = {"T=9 R=3"}},

    {"linear", .in = {{"TI"}, {"OI"}, {"O"}}, .out = {"TO"}, .sizes = {PRODUCT}, .product = true},
    {"linear", .in = {{"TI"}, {"OI"}}, .out = {"TO"}, .sizes = {PRODUCT}, .product = true},
    {"linear_grad_input", .in = {{"TO"}, {"OI"}}, .out = {"TI"}, .sizes = {PRODUCT}, .product = true},
    {"linear_grad_input", .in = {{"TO"}, {"OI"}, {"TI"}}, .out = {"TI"}, .sizes = {PRODUCT}, .product = true},
    {"linear_gelu", .in = {{"TI", .lo = -2, .hi = 2}, {"OI"}, {"O"}}, .out = {"TO", "TO"}, .sizes = {PRODUCT},
     .product = true},
    {"linear_gelu", .attrs = {{"tanh", .i = 1}}, .in = {{"TI", .lo = -2, .hi = 2}, {"OI"}},
     .out = {"TO", "TO"}, .sizes = {PRODUCT}, .product = true},
    {"linear_grad_input_gelu", .in = {{"TO"}, {"OI"}, {"TI", .lo = -4, .hi = 4}}, .out = {"TI"},
     .sizes = {PRODUCT}, .product = true},
    {"linear_grad_input_gelu", .attrs = {{"tanh", .i = 1}}, .in = {{"TO"}, {"OI"}, {"TI", .lo = -4, .hi = 4}},
     .out = {"TI"}, .sizes = {PRODUCT}, .product = true},
    {"linear_qkv", .in = {{"TI"}, {"OI"}, {"PI"}, {"QI"}, {"O"}, {"P"}, {"Q"}}, .out = {"TO", "TP", "TQ"},
     .sizes = {"T=5 I=3 O=7 P=2 Q=1", "T=130 I=40 O=100 P=97 Q=8"}, .product = true},
    {"linear_qkv", .in = {{"TI"}, {"OI"}, {"PI"}, {"QI"}}, .out = {"TO", "TP", "TQ"},
     .sizes = {"T=1 I=9 O=16 P=3 Q=3"}, .product = true},
    {"linear_grad_weight", .in = {{"TI"}, {"TO"}}, .out = {"OI"}, .sizes = {PRODUCT}, .product = true},
    {"column_sum", .in = {{"TO", .any_rank = true}}, .out = {"O"},
     .sizes = {"T=6 O=3", "T=1 O=1", "T=3 O=9"}},

    {"layer_norm", .in = {{"TW"}, {"W", .lo = 0.5, .hi = 1.5}, {"W"}}, .out = {"TW", "T", "T"},
     .sizes = {"T=4 W=6", "T=1 W=9"}},
    {"layer_norm", .attrs = {{"eps", .f = 0.1}},
     .in = {{"TW", .lo = 2, .hi = 3}, {"W", .lo = 0.5, .hi = 1.5}, {"W"}}, .out = {"TW", "T", "T"},
     .sizes = {"T=4 W=6"}},
    {"layer_norm_grad_input",
     .in = {{"TW"},
            {"W", .lo = 0.5, .hi = 1.5},
            OUTPUT("T", "layer_norm", "0 1 1", 1),
            OUTPUT("T", "layer_norm", "0 1 1", 2),
            {"TW"}},
     .out = {"TW"}, .sizes = {"T=4 W=6", "T=1 W=9"}},
    {"layer_norm_grad_weight",
     .in = {{"TW"}, {"T", .lo = -0.2, .hi = 0.2}, {"T", .lo = 0.5, .hi = 2}, {"TW"}}, .out = {"W", "W"},
     .sizes = {"T=4 W=6", "T=1 W=9"}},

    {"add_norm", .attrs = {{"p", .f = 0.4}, {"stream", .i = 77}},
     .in = {{"TW"}, {"TW"}, {"W", .lo = 0.5, .hi = 1.5}, {"W"}, OFFSETS("R+", 'T')},
     .out = {"TW", "TW", "T", "T"}, .sizes = {RAGGED}},
    {"add_norm", .attrs = {{"eps", .f = 0.1}}, .in = {{"TW"}, {"TW"}, {"W", .lo = 0.5, .hi = 1.5}, {"W"}},
     .out = {"TW", "TW", "T", "T"}, .sizes = {"T=4 W=6", "T=1 W=9"}},
    {"add_norm_grad", .attrs = {{"p", .f = 0.4}, {"stream", .i = 77}},
     .in = {{"TW"},
            {"W", .lo = 0.5, .hi = 1.5},
            OUTPUT("T", "layer_norm", "0 1 1", 1),
            OUTPUT("T", "layer_norm", "0 1 1", 2),
            {"TW"},
            OFFSETS("R+", 'T')},
     .out = {"TW", "TW"}, .sizes = {RAGGED}},
    {"add_norm_grad", .attrs = {{"p", .f = 0.4}, {"stream", .i = 77}},
     .in = {{"TW"},
            {"W", .lo = 0.5, .hi = 1.5},
            OUTPUT("T", "layer_norm", "0 1 1", 1),
            OUTPUT("T", "layer_norm", "0 1 1", 2),
            {"TW"}},
     .out = {"TW", "TW"}, .sizes = {"T=4 W=6", "T=1 W=9"}},

    {"attention", .attrs = {{"heads", .i = 2}, {"scale", .f = 0.6}},
     .in = {{"QH"}, {"KH"}, {"KH"}, OFFSETS("R+", 'Q'), OFFSETS("R+", 'K')}, .out = {"QH", "Q2"},
     .sizes = {ROWS}},
    {"attention",
     .attrs = {{"heads", .i = 2}, {"scale", .f = 0.6}, {"dropout", .f = 0.3}, {"stream", .i = 5}},
     .in = {{"QH"}, {"KH"}, {"KH"}, OFFSETS("R+", 'Q'), OFFSETS("R+", 'K')}, .out = {"QH", "Q2"},
     .sizes = {ROWS}},
    {"attention_grad", .attrs = {{"heads", .i = 2}, {"scale", .f = 0.6}},
     .in = {{"QH"},
            {"KH"},
            {"KH"},
            OUTPUT("QH", "attention", "0 1 2 6 7", 0),
            OUTPUT("Q2", "attention", "0 1 2 6 7", 1),
            {"QH"},
            OFFSETS("R+", 'Q'),
            OFFSETS("R+", 'K')},
     .out = {"QH", "KH", "KH"}, .sizes = {ROWS}},
    {"attention_grad",
     .attrs = {{"heads", .i = 2}, {"scale", .f = 0.6}, {"dropout", .f = 0.3}, {"stream", .i = 5}},
     .in = {{"QH"},
            {"KH"},
            {"KH"},
            OUTPUT("QH", "attention", "0 1 2 6 7", 0),
            OUTPUT("Q2", "attention", "0 1 2 6 7", 1),
            {"QH"},
            OFFSETS("R+", 'Q'),
            OFFSETS("R+", 'K')},
     .out = {"QH", "KH", "KH"}, .sizes = {ROWS}},

    {"first_token", .in = {{"TW"}, OFFSETS("R+", 'T')}, .out = {"RW"}, .sizes = {RAGGED}},
    {"first_token_grad", .in = {{"TW"}, OFFSETS("R+", 'T'), {"RW"}}, .out = {"TW"}, .sizes = {RAGGED}},
    {"first_token", .attrs = {{"count", .i = 2}}, .in = {{"TW"}, OFFSETS("r+", 'T')}, .out = {"rW"},
     .sizes = {"T=5 r=1 W=3", "T=2 r=1 W=1"}},
    {"first_token_grad", .attrs = {{"count", .i = 2}}, .in = {{"TW"}, OFFSETS("r+", 'T'), {"rW"}},
     .out = {"TW"}, .sizes = {"T=5 r=1 W=3"}},
    {"mean_pool", .in = {{"TW"}, OFFSETS("R+", 'T')}, .out = {"RW"}, .sizes = {RAGGED}},
    {"mean_pool_grad", .in = {{"TW"}, OFFSETS("R+", 'T'), {"RW"}}, .out = {"TW"}, .sizes = {RAGGED}},

    {"softmax", .in = {{"RC", .lo = -3, .hi = 3}}, .out = {"RC"}, .sizes = {LOGITS}},
    {"softmax_grad", .in = {OUTPUT("RC", "softmax", "1", 0), {"RC"}}, .out = {"RC"}, .sizes = {LOGITS}},
    {"softmax_cross_entropy", .in = {{"RC", .lo = -3, .hi = 3}, IDS("R", 'C')}, .out = {"1", "R"},
     .sizes = {LOGITS}},
    {"softmax_cross_entropy", .attrs = {{"label_smoothing", .f = 0.1}},
     .in = {{"RC", .lo = -3, .hi = 3}, IDS("R", 'C'), WEIGHTS("C")}, .out = {"1", "R"}, .sizes = {LOGITS}},
    {"softmax_cross_entropy", .in = {{"RC", .lo = -3, .hi = 3}, PROBABILITIES("RC")}, .out = {"1", "R"},
     .sizes = {LOGITS}},
    {"softmax_cross_entropy", .attrs = {{"label_smoothing", .f = 0.1}},
     .in = {{"RC", .lo = -3, .hi = 3}, PROBABILITIES("RC"), WEIGHTS("C")}, .out = {"1", "R"},
     .sizes = {LOGITS}},
    {"softmax_cross_entropy_grad", .in = {{"RC", .lo = -3, .hi = 3}, IDS("R", 'C'), ABSENT, {"1"}},
     .out = {"RC"}, .sizes = {LOGITS}},
    {"softmax_cross_entropy_grad", .attrs = {{"label_smoothing", .f = 0.1}},
     .in = {{"RC", .lo = -3, .hi = 3}, IDS("R", 'C'), WEIGHTS("C"), {"1"}}, .out = {"RC"}, .sizes = {LOGITS}},
    {"softmax_cross_entropy_grad", .attrs = {{"label_smoothing", .f = 0.1}},
     .in = {{"RC", .lo = -3, .hi = 3}, PROBABILITIES("RC"), WEIGHTS("C"), {"1"}}, .out = {"RC"},
     .sizes = {LOGITS}},
    {"binary_cross_entropy", .in = {{"RC", .lo = -3, .hi = 3}, PROBABILITIES("RC")}, .out = {"1", "R"},
     .sizes = {LOGITS}},
    {"binary_cross_entropy_grad", .in = {{"RC", .lo = -3, .hi = 3}, {"RC", .lo = 0, .hi = 1}, {"1"}},
     .out = {"RC"}, .sizes = {LOGITS}},
#include "cases/ops_pictures.def"
};
const size_t aift_n_cases = AIFT__COUNT(aift_cases);
