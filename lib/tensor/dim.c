/* Dimension expressions: interning and arithmetic. */
#include <string.h>

#include "tensor/dim_table.h"

aift__dims *aift__dims_create(aift_context *context)
{
    aift__dims *dims = aift__calloc(context, 1, sizeof *dims);
    if (dims)
        dims->context = context;
    return dims;
}

void aift__dims_destroy(aift__dims *dims)
{
    if (!dims)
        return;
    for (size_t i = 0; i < dims->n_symbols; i++)
        aift__free(dims->context, dims->symbols[i]);
    aift__free(dims->context, dims->symbols);
    aift__free(dims->context, dims->atoms);
    aift__free(dims->context, dims->polys);
    aift__free(dims->context, dims);
}

static int compare_term(const term *x, const term *y)
{
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    for (int32_t i = 0; i < x->n; i++)
        if (x->atoms[i] != y->atoms[i])
            return x->atoms[i] < y->atoms[i] ? -1 : 1;
    return 0;
}

static bool same_poly(const poly *x, const poly *y)
{
    if (x->n != y->n)
        return false;
    for (int32_t i = 0; i < x->n; i++)
        if (x->terms[i].coefficient != y->terms[i].coefficient ||
            compare_term(&x->terms[i], &y->terms[i]) != 0)
            return false;
    return true;
}

static aift__dim intern(aift__dims *dims, const poly *p)
{
    for (size_t i = 0; i < dims->n_polys; i++)
        if (same_poly(&dims->polys[i], p))
            return (aift__dim)i;
    if (AIFT__RESERVE(dims->context, dims->polys, dims->n_polys, dims->cap_polys) != AIFT_OK)
        return AIFT__DIM_NONE;
    dims->polys[dims->n_polys] = *p;
    return (aift__dim)dims->n_polys++;
}

/* Adds a term to p, in its place. */
static bool add_term(poly *p, const term *t)
{
    if (t->coefficient == 0)
        return true;
    int32_t i = 0;
    while (i < p->n && compare_term(&p->terms[i], t) < 0)
        i++;
    if (i < p->n && compare_term(&p->terms[i], t) == 0) {
        if (__builtin_add_overflow(p->terms[i].coefficient, t->coefficient, &p->terms[i].coefficient))
            return false;
        if (p->terms[i].coefficient == 0) {
            memmove(&p->terms[i], &p->terms[i + 1], (size_t)(p->n - i - 1) * sizeof *t);
            p->n--;
        }
        return true;
    }
    if (p->n == DIM_MAX_TERMS)
        return false;
    memmove(&p->terms[i + 1], &p->terms[i], (size_t)(p->n - i) * sizeof *t);
    p->terms[i] = *t;
    p->n++;
    return true;
}

static bool multiply_terms(const term *x, const term *y, term *out)
{
    if (x->n + y->n > DIM_MAX_ATOMS ||
        __builtin_mul_overflow(x->coefficient, y->coefficient, &out->coefficient))
        return false;
    int32_t i = 0, j = 0;
    out->n = x->n + y->n;
    for (int32_t k = 0; k < out->n; k++) {
        bool left = j == y->n || (i < x->n && x->atoms[i] <= y->atoms[j]);
        out->atoms[k] = left ? x->atoms[i++] : y->atoms[j++];
    }
    return true;
}

static aift__dim too_complex(void)
{
    aift__fail(AIFT_E_UNSUPPORTED, "a dimension is too complex: at most %d terms of %d factors",
               (int)DIM_MAX_TERMS, (int)DIM_MAX_ATOMS);
    return AIFT__DIM_NONE;
}

aift__dim aift__dim_const(aift__dims *dims, int64_t value)
{
    poly p = {0};
    add_term(&p, &(term){.coefficient = value});
    return intern(dims, &p);
}

static aift__dim of_atom(aift__dims *dims, const atom *a)
{
    size_t i = 0;
    while (i < dims->n_atoms && memcmp(&dims->atoms[i], a, sizeof *a) != 0)
        i++;
    if (i == dims->n_atoms) {
        if (AIFT__RESERVE(dims->context, dims->atoms, dims->n_atoms, dims->cap_atoms) != AIFT_OK)
            return AIFT__DIM_NONE;
        dims->atoms[dims->n_atoms++] = *a;
    }
    poly p = {.n = 1, .terms = {{.coefficient = 1, .n = 1, .atoms = {(int32_t)i}}}};
    return intern(dims, &p);
}

aift__dim aift__dim_symbol(aift__dims *dims, const char *name)
{
    int32_t symbol = aift__dims_find_symbol(dims, name);
    if (symbol < 0) {
        if (AIFT__RESERVE(dims->context, dims->symbols, dims->n_symbols, dims->cap_symbols) != AIFT_OK)
            return AIFT__DIM_NONE;
        char *copy = aift__strdup(dims->context, name);
        if (!copy)
            return AIFT__DIM_NONE;
        symbol = (int32_t)dims->n_symbols;
        dims->symbols[dims->n_symbols++] = copy;
    }
    return of_atom(dims, &(atom){DIM_SYMBOL, symbol, AIFT__DIM_NONE, AIFT__DIM_NONE});
}

static aift__dim combine(aift__dims *dims, aift__dim a, aift__dim b, int64_t factor)
{
    if (a < 0 || b < 0)
        return AIFT__DIM_NONE;
    poly p = dims->polys[a];
    for (int32_t i = 0; i < dims->polys[b].n; i++) {
        term t = dims->polys[b].terms[i];
        t.coefficient *= factor;
        if (!add_term(&p, &t))
            return too_complex();
    }
    return intern(dims, &p);
}

aift__dim aift__dim_add(aift__dims *dims, aift__dim a, aift__dim b)
{
    return combine(dims, a, b, 1);
}

aift__dim aift__dim_sub(aift__dims *dims, aift__dim a, aift__dim b)
{
    return combine(dims, a, b, -1);
}

aift__dim aift__dim_mul(aift__dims *dims, aift__dim a, aift__dim b)
{
    if (a < 0 || b < 0)
        return AIFT__DIM_NONE;
    poly p = {0};
    for (int32_t i = 0; i < dims->polys[a].n; i++)
        for (int32_t j = 0; j < dims->polys[b].n; j++) {
            term t;
            if (!multiply_terms(&dims->polys[a].terms[i], &dims->polys[b].terms[j], &t) || !add_term(&p, &t))
                return too_complex();
        }
    return intern(dims, &p);
}

bool aift__dim_is_const(const aift__dims *dims, aift__dim d, int64_t *value)
{
    if (d < 0 || dims->polys[d].n > 1 || (dims->polys[d].n == 1 && dims->polys[d].terms[0].n > 0))
        return false;
    *value = dims->polys[d].n ? dims->polys[d].terms[0].coefficient : 0;
    return true;
}

/* a / b where every coefficient can be divided: 4*t / 4 is t. */
static bool divide_exactly(aift__dims *dims, aift__dim a, int64_t b, aift__dim *out)
{
    poly p = dims->polys[a];
    for (int32_t i = 0; i < p.n; i++) {
        if (b <= 0 || p.terms[i].coefficient % b)
            return false;
        p.terms[i].coefficient /= b;
    }
    *out = intern(dims, &p);
    return true;
}

aift__dim aift__dim_binary(aift__dims *dims, aift__dim_op op, aift__dim a, aift__dim b)
{
    if (a < 0 || b < 0)
        return AIFT__DIM_NONE;
    bool order_free = op == AIFT__DIM_MIN || op == AIFT__DIM_MAX;
    int64_t x, y;
    aift__dim exact;
    bool b_const = aift__dim_is_const(dims, b, &y);
    if (b_const && aift__dim_is_const(dims, a, &x)) {
        if (aift__dim_apply(op, x, y, &x))
            return aift__dim_const(dims, x);
        aift__fail(AIFT_E_SHAPE, "a dimension is divided by %lld", (long long)y);
        return AIFT__DIM_NONE;
    }
    if (order_free && a == b)
        return a;
    if (!order_free && b_const && divide_exactly(dims, a, y, &exact))
        return exact;
    if (order_free && a > b)
        return of_atom(dims, &(atom){(int32_t)op, 0, b, a});
    return of_atom(dims, &(atom){(int32_t)op, 0, a, b});
}

int32_t aift__dims_num_symbols(const aift__dims *dims)
{
    return (int32_t)dims->n_symbols;
}

const char *aift__dims_symbol_name(const aift__dims *dims, int32_t symbol)
{
    return dims->symbols[symbol];
}

int32_t aift__dims_find_symbol(const aift__dims *dims, const char *name)
{
    for (size_t i = 0; i < dims->n_symbols; i++)
        if (strcmp(dims->symbols[i], name) == 0)
            return (int32_t)i;
    return -1;
}

int32_t aift__dims_count(const aift__dims *dims)
{
    return (int32_t)dims->n_polys;
}
