/* What the cash flows of a use case are worth: net present value, return, payback, and how sure that is.
 *
 * Flow t is paid at the end of period t; the first is paid at once. A flow is a triangular distribution {min, mode, max};
 * one whose three are equal is certain. */
#ifndef AIFT_LIB_LIFECYCLE_FINANCE_H
#define AIFT_LIB_LIFECYCLE_FINANCE_H

#include "base/base.h"

enum { AIFT__MAX_FLOWS = 600, AIFT__MAX_DRAWS = 10000000 };

typedef struct aift__flow {
    double min, mode, max;
} aift__flow;

typedef enum aift__irr_status { AIFT__IRR_NONE, AIFT__IRR_ONE, AIFT__IRR_MULTIPLE } aift__irr_status;

typedef struct aift__irr {
    aift__irr_status status;
    size_t n;
    double rates[AIFT__MAX_FLOWS]; /* ascending */
} aift__irr;

typedef struct aift__finance {
    double npv;
    double roi;                         /* undiscounted; NaN where nothing is spent */
    double payback, payback_discounted; /* periods, interpolated; NaN: never */
    aift__irr irr;
} aift__finance;

/* Of the flows' modes. AIFT_E_RANGE: the rate is not above -1, there are too many flows, or a number is not finite. */
aift_status aift__finance_of(const aift__flow *flows, size_t n, double rate, aift__finance *out);

/* The rates above -1 at which the flows are worth nothing: Descartes' rule of signs in the Bernstein basis, and bisection
 * (Collins and Akritas 1976; Lane and Riesenfeld 1981). */
void aift__irr_of(const double *flows, size_t n, aift__irr *out);

typedef struct aift__monte_carlo {
    double p5, p50, p95; /* of the net present value; between draws, linear */
    double p_negative;   /* the share of draws below 0 */
} aift__monte_carlo;

/* The same draws for the same seed. AIFT_E_RANGE as above, or a flow's min, mode and max are not in this order. */
aift_status aift__monte_carlo_of(aift_context *context, const aift__flow *flows, size_t n, double rate,
                                 int64_t draws, uint64_t seed, aift__monte_carlo *out);

#endif
