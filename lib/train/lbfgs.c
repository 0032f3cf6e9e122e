/* L-BFGS: the curvature of the last few steps stands for the matrix of second derivatives. */
#include <math.h>
#include <string.h>

#include "train/lbfgs.h"

enum { HISTORY = 10, TRIES = 30, VECTORS = 4 + 2 * HISTORY };

typedef struct lbfgs {
    size_t n;
    double *x, *gradient, *next, *next_gradient, *direction;
    double *steps[HISTORY], *changes[HISTORY]; /* of x and of the gradient, in a ring */
    double inverse[HISTORY];                   /* 1 / (step . change) */
    size_t kept, newest;
    double value;
    aift__lbfgs_fn fn;
    void *user;
} lbfgs;

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void add_scaled(double *to, double factor, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += factor * x[i];
}

static double largest(const double *x, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

/* The place in the ring of the k-th newest. */
static size_t place(const lbfgs *l, size_t k)
{
    return (l->newest + HISTORY - k) % HISTORY;
}

/* direction = -H gradient, by the two loops. */
static void choose_direction(lbfgs *l)
{
    double factors[HISTORY];
    for (size_t i = 0; i < l->n; i++)
        l->direction[i] = -l->gradient[i];
    for (size_t k = 0; k < l->kept; k++) {
        const size_t at = place(l, k);
        factors[k] = l->inverse[at] * dot(l->steps[at], l->direction, l->n);
        add_scaled(l->direction, -factors[k], l->changes[at], l->n);
    }
    if (l->kept) {
        const double *change = l->changes[l->newest];
        const double scale = 1 / (l->inverse[l->newest] * dot(change, change, l->n));
        for (size_t i = 0; i < l->n; i++)
            l->direction[i] *= scale;
    }
    for (size_t k = l->kept; k-- > 0;) {
        const size_t at = place(l, k);
        const double factor = l->inverse[at] * dot(l->changes[at], l->direction, l->n);
        add_scaled(l->direction, factors[k] - factor, l->steps[at], l->n);
    }
}

/* Halves the step until the value falls as the slope promises (Armijo). */
static aift_status search(lbfgs *l, double *value, bool *found)
{
    const double slope = dot(l->gradient, l->direction, l->n);
    double step = l->kept ? 1 : 1 / fmax(sqrt(dot(l->gradient, l->gradient, l->n)), 1e-300);
    *found = false;
    for (int i = 0; i < TRIES && slope < 0; i++, step /= 2) {
        memcpy(l->next, l->x, l->n * sizeof *l->x);
        add_scaled(l->next, step, l->direction, l->n);
        AIFT__TRY(l->fn(l->user, l->next, l->next_gradient, value));
        if (*value <= l->value + 1e-4 * step * slope) {
            *found = true;
            break;
        }
    }
    return AIFT_OK;
}

/* Goes to `next`, and keeps what the step told of the curvature. */
static void go(lbfgs *l, double value)
{
    const size_t at = l->kept ? (l->newest + 1) % HISTORY : 0;
    double *step = l->steps[at], *change = l->changes[at];
    for (size_t i = 0; i < l->n; i++) {
        step[i] = l->next[i] - l->x[i];
        change[i] = l->next_gradient[i] - l->gradient[i];
    }
    const double product = dot(step, change, l->n);
    if (product > 1e-12 * dot(change, change, l->n)) {
        l->inverse[at] = 1 / product;
        l->newest = at;
        l->kept = AIFT__MIN(l->kept + 1, (size_t)HISTORY);
    }
    memcpy(l->x, l->next, l->n * sizeof *l->x);
    memcpy(l->gradient, l->next_gradient, l->n * sizeof *l->x);
    l->value = value;
}

static aift_status descend(lbfgs *l, int32_t max_iterations, double tolerance)
{
    AIFT__TRY(l->fn(l->user, l->x, l->gradient, &l->value));
    for (int32_t i = 0; i < max_iterations && largest(l->gradient, l->n) > tolerance; i++) {
        double value;
        bool found;
        choose_direction(l);
        AIFT__TRY(search(l, &value, &found));
        if (!found && l->kept == 0)
            break; /* rounding hides whatever would be left */
        if (found)
            go(l, value);
        else
            l->kept = 0; /* what was kept misleads: once more straight down */
    }
    return AIFT_OK;
}

aift_status aift__lbfgs(aift_context *context, size_t n, double *x, int32_t max_iterations, double tolerance,
                        aift__lbfgs_fn fn, void *user)
{
    double *block = n <= SIZE_MAX / VECTORS ? aift__calloc(context, n * VECTORS, sizeof *block) : NULL;
    if (!block)
        return n <= SIZE_MAX / VECTORS ? AIFT_E_NOMEM : aift__fail_nomem(n);
    lbfgs l = {.n = n, .x = x, .fn = fn, .user = user};
    double **const vectors[] = {&l.gradient, &l.next, &l.next_gradient, &l.direction};
    size_t used = 0;
    for (size_t i = 0; i < AIFT__COUNT(vectors); i++)
        *vectors[i] = block + n * used++;
    for (size_t i = 0; i < HISTORY; i++) {
        l.steps[i] = block + n * used++;
        l.changes[i] = block + n * used++;
    }
    const aift_status status = descend(&l, max_iterations, tolerance);
    aift__free(context, block);
    return status;
}
