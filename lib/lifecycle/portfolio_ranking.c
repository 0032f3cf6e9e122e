/* A page of the ranking: its titles, the pairs that a small change turns round, and both as JSON and CSV. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "lifecycle/export.h"
#include "lifecycle/portfolio.h"
#include "lifecycle/records.h"

/* ---- making ---- */

static aift_status read_titles(aift_store *store, aift__ranking *r)
{
    const aift__portfolio *p = r->portfolio;
    r->titles = aift__calloc(p->context, r->end - r->first, sizeof *r->titles);
    if (!r->titles)
        return AIFT_E_NOMEM;
    for (size_t i = r->first; i < r->end; i++)
        AIFT__TRY(aift__portfolio_title(store, p->n[p->ranked[i].row], &r->titles[i - r->first]));
    return AIFT_OK;
}

/* Of so many use cases from there on. */
static aift_status look_at(aift__ranking *r, size_t from, size_t n)
{
    const aift__portfolio *p = r->portfolio;
    const size_t inputs = p->method->n;
    r->from = from;
    r->looked_at = n;
    double *values = aift__malloc(p->context, n * inputs, sizeof *values);
    if (!values)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        memcpy(values + i * inputs, p->values + p->ranked[r->from + i].row * inputs, inputs * sizeof *values);
    const aift_status status = aift__rank_reversals(p->context, p->method, p->known, n, values, r->share,
                                                    &r->reversals, &r->n_reversals, &r->all_reversals);
    aift__free(p->context, values);
    return status;
}

/* All use cases, or those that are shown: of a large portfolio nearly every change turns pairs round, and there would be
 * no end of them. */
static aift_status find_reversals(aift__ranking *r)
{
    const aift__portfolio *p = r->portfolio;
    if (p->rows <= AIFT__PORTFOLIO_SMALL) {
        AIFT__TRY(look_at(r, 0, p->rows));
        if (r->all_reversals == r->n_reversals)
            return AIFT_OK;
        aift__free(p->context, r->reversals);
        r->reversals = NULL;
    }
    return look_at(r, r->first, r->end - r->first);
}

aift_status aift__ranking_make(aift_store *store, const aift__portfolio *portfolio, size_t first, size_t end,
                               double share, aift__ranking *out)
{
    *out = (aift__ranking){.portfolio = portfolio, .first = first, .end = end, .share = share};
    aift_status status = read_titles(store, out);
    if (status == AIFT_OK && share != 0)
        status = find_reversals(out);
    if (status != AIFT_OK)
        aift__ranking_free(out);
    return status;
}

void aift__ranking_free(aift__ranking *r)
{
    if (!r->portfolio)
        return;
    aift_context *context = r->portfolio->context;
    for (size_t i = 0; r->titles && i < r->end - r->first; i++)
        aift__free(context, r->titles[i]);
    aift__free(context, r->titles);
    aift__free(context, r->reversals);
    *r = (aift__ranking){.portfolio = NULL};
}

/* ---- parts ---- */

const char *aift__ranking_id(const aift__ranking *r, size_t shown)
{
    return r->portfolio->row[r->portfolio->ranked[r->first + shown].row].id;
}

const char *aift__ranking_turned(const aift__ranking *r, size_t row)
{
    return r->portfolio->row[r->portfolio->ranked[r->from + row].row].id;
}

aift_status aift__ranking_change(const aift__ranking *r, const aift__reversal *reversal, aift__buf *out)
{
    char factor[32];
    const aift__rank_method *method = r->portfolio->method;
    if (method->kind != AIFT__RANK_WEIGHTED) {
        AIFT__TRY(aift__buf_add_text(out, aift__ranking_turned(r, reversal->row)));
        AIFT__TRY(aift__buf_add_text(out, "."));
    }
    AIFT__TRY(aift__buf_add_text(out, method->inputs[reversal->input].name));
    AIFT__TRY(aift__buf_add_text(out, "*"));
    return aift__buf_add_text(out, aift__dtoa_short(factor, reversal->factor, 12));
}

static aift_status put_missing(const aift__rank_method *method, uint64_t missing, aift__json *to)
{
    aift__json *names = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "missing", names));
    for (size_t i = 0; i < method->n; i++)
        if (missing >> i & 1)
            AIFT__TRY(aift__json_push(names, aift__json_new_string(method->inputs[i].name)));
    return AIFT_OK;
}

/* rank, score, low, high, missing, quadrant */
static aift_status put_figures(const aift__portfolio *p, const aift__ranked *item, aift__json *to)
{
    const aift__quadrant quadrant = aift__rank_quadrant(&p->axes, item->row);
    AIFT__TRY(aift__json_set(to, "score", aift__json_new_real(item->missing ? NAN : item->low)));
    AIFT__TRY(aift__json_set(to, "low", aift__json_new_real(item->low)));
    AIFT__TRY(aift__json_set(to, "high", aift__json_new_real(item->high)));
    AIFT__TRY(put_missing(p->method, item->missing, to));
    return aift__json_set(to, "quadrant", aift__json_new_string(aift__quadrant_names[quadrant]));
}

/* ---- JSON ---- */

static aift_status put_item(const aift__ranking *r, size_t shown, aift__json *items)
{
    const aift__ranked *item = &r->portfolio->ranked[r->first + shown];
    aift__json *to = aift__json_new_object();
    AIFT__TRY(aift__json_push(items, to));
    AIFT__TRY(aift__json_set(to, "rank", aift__json_new_int(item->rank)));
    AIFT__TRY(aift__json_set(to, "id", aift__json_new_string(aift__ranking_id(r, shown))));
    AIFT__TRY(aift__json_set(to, "title", aift__json_new_string(r->titles[shown])));
    return put_figures(r->portfolio, item, to);
}

static aift_status put_reversal(const aift__ranking *r, const aift__reversal *reversal, aift__json *list)
{
    aift__buf text;
    aift__json *to = aift__json_new_object(), *pair = aift__json_new_array();
    aift__buf_init(&text, r->portfolio->context, AIFT__PORTFOLIO_MAX);
    aift_status status = aift__json_push(list, to);
    if (status == AIFT_OK)
        status = aift__ranking_change(r, reversal, &text);
    if (status == AIFT_OK)
        status = aift__json_set(to, "change", aift__json_new_text(text.data, text.size));
    aift__buf_finish(&text);
    if (status != AIFT_OK) {
        aift__json_free(pair);
        return status;
    }
    AIFT__TRY(aift__json_set(to, "pair", pair));
    AIFT__TRY(aift__json_push(pair, aift__json_new_string(aift__ranking_turned(r, reversal->a))));
    return aift__json_push(pair, aift__json_new_string(aift__ranking_turned(r, reversal->b)));
}

/* Whether `sensitivity` has every pair of the portfolio, and what it has. */
static aift_status put_scope(const aift__ranking *r, aift__json *to)
{
    const bool complete = r->looked_at == r->portfolio->rows && r->all_reversals == r->n_reversals;
    aift__json *scope = r->share != 0 ? aift__json_new_object() : aift__json_new_null();
    AIFT__TRY(aift__json_set(to, "sensitivity_scope", scope));
    if (r->share == 0)
        return AIFT_OK;
    AIFT__TRY(aift__json_set(scope, "complete", aift__json_new_bool(complete)));
    AIFT__TRY(aift__json_set(scope, "usecases", aift__json_new_int((int64_t)r->looked_at)));
    return aift__json_set(scope, "pairs", aift__json_new_int((int64_t)r->all_reversals));
}

aift_status aift__ranking_json(const aift__ranking *r, aift__json *to)
{
    const aift__portfolio *p = r->portfolio;
    aift__json *items, *list;
    AIFT__TRY(aift__json_set(to, "method", aift__json_new_string(p->method->name)));
    AIFT__TRY(aift__json_set(to, "items", items = aift__json_new_array()));
    for (size_t i = 0; i < r->end - r->first; i++)
        AIFT__TRY(put_item(r, i, items));
    AIFT__TRY(put_scope(r, to));
    AIFT__TRY(aift__json_set(to, "sensitivity", list = aift__json_new_array()));
    for (size_t i = 0; i < r->n_reversals; i++)
        AIFT__TRY(put_reversal(r, &r->reversals[i], list));
    AIFT__TRY(aift__json_set(to, "total", aift__json_new_int((int64_t)p->rows)));
    const bool more = r->end < p->rows && r->end > r->first;
    const char *next = more ? aift__ranking_id(r, r->end - r->first - 1) : NULL;
    return aift__json_set(to, "next", aift__json_new_string(next));
}

/* ---- CSV: what is calculated, and beside it all that it is calculated from ---- */

static aift_status set_copy(aift__json *to, const char *key, const aift__json *value)
{
    aift__json *copy;
    if (!value)
        return AIFT_OK;
    AIFT__TRY(aift__json_copy(value, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status put_line(const aift__ranking *r, size_t shown, const aift__json *record, aift__json *lines)
{
    static const char *const keys[] = {"id", "title", "created", "scores"};
    const aift__ranked *item = &r->portfolio->ranked[r->first + shown];
    aift__json *to = aift__json_new_object(), *own = aift__json_new_object();
    aift_status status = aift__json_push(lines, to);
    if (status != AIFT_OK) {
        aift__json_free(own);
        return status;
    }
    AIFT__TRY(aift__json_set(to, "aift", own));
    AIFT__TRY(aift__json_set(own, "rank", aift__json_new_int(item->rank)));
    AIFT__TRY(put_figures(r->portfolio, item, own));
    for (size_t i = 0; i < AIFT__COUNT(keys); i++)
        AIFT__TRY(set_copy(to, keys[i], aift__json_get(record, keys[i])));
    return AIFT_OK;
}

aift_status aift__ranking_csv(aift_store *store, const aift__ranking *r, aift__buf *out)
{
    aift__json *lines = aift__json_new_array();
    aift_status status = lines ? AIFT_OK : aift__fail_nomem(0);
    for (size_t i = 0; i < r->end - r->first && status == AIFT_OK; i++) {
        aift__json *record;
        status = aift__record_get(store, aift__ranking_id(r, i), &record);
        if (status == AIFT_OK)
            status = put_line(r, i, record, lines);
        aift__json_free(record);
    }
    const aift__export export = {.records = lines};
    const aift__export_format *format = NULL;
    if (status == AIFT_OK)
        status = aift__export_find("csv", &format);
    if (status == AIFT_OK)
        status = format->write(&export, out);
    aift__json_free(lines);
    return status;
}
