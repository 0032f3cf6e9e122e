/* Dimension expressions: their value and their text. */
#include <stdio.h>

#include "tensor/dim_table.h"

bool aift__dim_apply(aift__dim_op op, int64_t a, int64_t b, int64_t *out)
{
    if (op == AIFT__DIM_MIN || op == AIFT__DIM_MAX) {
        *out = (op == AIFT__DIM_MIN) == (a < b) ? a : b;
        return true;
    }
    if (b <= 0) /* sizes are divided by sizes */
        return false;
    int64_t q = a / b, r = a % b;
    *out = op == AIFT__DIM_FLOORDIV ? q - (r < 0) : q + (r > 0);
    return true;
}

static bool eval_term(const aift__dims *dims, const term *t, const int64_t *symbols, const int64_t *values,
                      int64_t *out)
{
    int64_t product = t->coefficient;
    for (int32_t i = 0; i < t->n; i++) {
        const atom *a = &dims->atoms[t->atoms[i]];
        int64_t x;
        if (a->op == DIM_SYMBOL)
            x = symbols[a->symbol];
        else if (!aift__dim_apply((aift__dim_op)a->op, values[a->a], values[a->b], &x))
            return false;
        if (__builtin_mul_overflow(product, x, &product))
            return false;
    }
    *out = product;
    return true;
}

/* An expression's parts were interned before it, so one pass in order is enough. */
aift_status aift__dims_eval(const aift__dims *dims, const int64_t *symbols, int64_t *values)
{
    for (size_t d = 0; d < dims->n_polys; d++) {
        const poly *p = &dims->polys[d];
        int64_t sum = 0, x;
        for (int32_t i = 0; i < p->n; i++)
            if (!eval_term(dims, &p->terms[i], symbols, values, &x) || __builtin_add_overflow(sum, x, &sum)) {
                char text[256];
                return aift__fail(AIFT_E_RANGE, "the dimension %s overflows or divides by zero",
                                  aift__dim_text(dims, (aift__dim)d, text, sizeof text));
            }
        values[d] = sum;
    }
    return AIFT_OK;
}

static size_t put(char *buf, size_t size, size_t used, const char *text)
{
    if (used < size)
        snprintf(buf + used, size - used, "%s", text);
    size_t n = 0;
    while (text[n])
        n++;
    return used + n;
}

static size_t put_dim(const aift__dims *dims, aift__dim d, char *buf, size_t size, size_t used);

static size_t put_atom(const aift__dims *dims, const atom *a, char *buf, size_t size, size_t used)
{
    static const char *const names[] = {"floordiv", "ceildiv", "min", "max"};
    if (a->op == DIM_SYMBOL)
        return put(buf, size, used, dims->symbols[a->symbol]);
    used = put(buf, size, used, names[a->op]);
    used = put_dim(dims, a->a, buf, size, put(buf, size, used, "("));
    used = put_dim(dims, a->b, buf, size, put(buf, size, used, ", "));
    return put(buf, size, used, ")");
}

static size_t put_dim(const aift__dims *dims, aift__dim d, char *buf, size_t size, size_t used)
{
    const poly *p = &dims->polys[d];
    if (p->n == 0)
        return put(buf, size, used, "0");
    for (int32_t i = 0; i < p->n && used < size; i++) {
        const term *t = &p->terms[i];
        char number[32];
        snprintf(number, sizeof number, "%lld", (long long)t->coefficient);
        if (i)
            used = put(buf, size, used, " + ");
        if (t->n == 0 || t->coefficient != 1)
            used = put(buf, size, used, number);
        for (int32_t k = 0; k < t->n; k++) {
            if (k || t->coefficient != 1)
                used = put(buf, size, used, "*");
            used = put_atom(dims, &dims->atoms[t->atoms[k]], buf, size, used);
        }
    }
    return used;
}

const char *aift__dim_text(const aift__dims *dims, aift__dim d, char *buf, size_t size)
{
    if (size)
        buf[0] = '\0';
    if (d >= 0)
        put_dim(dims, d, buf, size, 0);
    return buf;
}
