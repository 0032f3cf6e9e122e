/* silu(x): x times its logistic function. */
#include "ops/activation.h"

AIFT__ACTIVATION_OP(silu, AIFT__ACT_SILU)
