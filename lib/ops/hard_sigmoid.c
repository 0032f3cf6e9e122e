/* hard_sigmoid(x): relu6(x + 3) / 6. */
#include "ops/activation.h"

AIFT__ACTIVATION_OP(hard_sigmoid, AIFT__ACT_HARD_SIGMOID)
