/* relu6(x): x between 0 and 6. */
#include "ops/activation.h"

AIFT__ACTIVATION_OP(relu6, AIFT__ACT_RELU6)
