/* sigmoid(x): the logistic function. */
#include "ops/activation.h"

AIFT__ACTIVATION_OP(sigmoid, AIFT__ACT_SIGMOID)
