/* The internal rates of return of cash flows: all of them, or none.
 *
 * With x = 1 / (1 + rate) the flows' worth is a polynomial in x, and with x = t / (1 - t) one in t between 0 and 1, whose
 * coefficients in the Bernstein basis are the flows divided by binomials. Where their signs change never, there is no root;
 * where they change once, there is one; else the interval is halved. */
#include <math.h>

#include "lifecycle/finance.h"

enum { HALVINGS = 48 }; /* of an interval that seems to hold several roots: then they count as one */

typedef struct search {
    const double *flows; /* without zeros in front and behind */
    size_t n;
    aift__irr *out;
} search;

static int sign(double x)
{
    return (x > 0) - (x < 0);
}

/* The sign of the flows' worth at t; from the nearer side, so that no power overflows. */
static int sign_at(const search *s, double t)
{
    double sum = 0;
    if (t <= 0.5)
        for (size_t i = s->n; i-- > 0;)
            sum = sum * (t / (1 - t)) + s->flows[i];
    else
        for (size_t i = 0; i < s->n; i++)
            sum = sum * ((1 - t) / t) + s->flows[i];
    return sign(sum);
}

static void found(search *s, double t)
{
    const double rate = 1 / t - 2;
    aift__irr *out = s->out;
    /* a root at the border of two intervals is found from both */
    if (out->n > 0 && fabs(out->rates[out->n - 1] - rate) <= 1e-10 * (1 + fabs(rate)))
        return;
    if (out->n < AIFT__MAX_FLOWS)
        out->rates[out->n++] = rate;
}

static void bisect(search *s, double low, double high, int sign_low)
{
    for (double middle = low + (high - low) / 2; middle > low && middle < high;
         middle = low + (high - low) / 2) {
        const int here = sign_at(s, middle);
        if (here == 0) {
            low = middle;
            break;
        }
        if (here == sign_low)
            low = middle;
        else
            high = middle;
    }
    found(s, low);
}

/* How often the signs change, zeros left out; the first sign. */
static int sign_changes(const double *b, size_t n, int *first)
{
    int changes = 0, last = 0;
    *first = 0;
    for (size_t i = 0; i < n; i++) {
        const int here = sign(b[i]);
        changes += here && last && here != last;
        last = here ? here : last;
        *first = *first ? *first : last;
    }
    return changes;
}

/* Halves the interval of `b`: what is left of the middle goes to `left`, what is right of it stays (de Casteljau). */
static void halve(double *b, size_t n, double *left)
{
    for (size_t k = 0; k < n; k++) {
        left[k] = b[0];
        for (size_t i = 0; i + k + 1 < n; i++)
            b[i] = b[i] / 2 + b[i + 1] / 2;
    }
}

/* Roots between low and high, whose coefficients are `b`; from right to left, as rates ascend then. */
static void search_between(search *s, double low, double high, double *b, int halvings)
{
    int first;
    const int changes = sign_changes(b, s->n, &first);
    if (changes == 0)
        return;
    if (changes == 1) {
        bisect(s, low, high, first);
        return;
    }
    const double middle = low + (high - low) / 2;
    if (halvings == 0) {
        found(s, middle);
        return;
    }
    double left[AIFT__MAX_FLOWS];
    halve(b, s->n, left);
    search_between(s, middle, high, b, halvings - 1);
    if (b[0] == 0)
        found(s, middle);
    search_between(s, low, middle, left, halvings - 1);
}

void aift__irr_of(const double *flows, size_t n, aift__irr *out)
{
    *out = (aift__irr){AIFT__IRR_NONE};
    while (n > 0 && flows[0] == 0) {
        flows++;
        n--;
    }
    while (n > 0 && flows[n - 1] == 0)
        n--;
    double most = 0, scaled[AIFT__MAX_FLOWS], b[AIFT__MAX_FLOWS], binomial = 1;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(flows[i]));
    for (size_t i = 0; i < n; i++) {
        scaled[i] = flows[i] / most;
        b[i] = scaled[i] / binomial;
        binomial *= (double)(n - 1 - i) / (double)(i + 1);
    }
    search s = {scaled, n, out};
    if (n > 1)
        search_between(&s, 0, 1, b, HALVINGS);
    out->status = out->n == 0 ? AIFT__IRR_NONE : out->n == 1 ? AIFT__IRR_ONE : AIFT__IRR_MULTIPLE;
}
