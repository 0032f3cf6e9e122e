/* hard_swish(x): x relu6(x + 3) / 6. */
#include "ops/activation.h"

AIFT__ACTIVATION_OP(hard_swish, AIFT__ACT_HARD_SWISH)
