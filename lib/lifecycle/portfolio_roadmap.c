/* The public call that makes a roadmap, and the roadmap as JSON and CSV. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/options.h"
#include "codec/csv_write.h"
#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

enum { SHOWN = 50 }; /* use cases in the ranking of a page */

void aift_roadmap_options_init(aift_roadmap_options *options)
{
    AIFT__DEFAULTS(options, aift_roadmap_options, AIFT_ROADMAP_OPTIONS_INIT);
}

/* ---- JSON ---- */

static aift_status put_item(const aift__plan_of *plan, const aift__planned *item, aift__json *items)
{
    aift__json *to = aift__json_new_object(), *after;
    AIFT__TRY(aift__json_push(items, to));
    AIFT__TRY(aift__json_set(to, "id", aift__json_new_string(item->id)));
    AIFT__TRY(aift__json_set(to, "title", aift__json_new_string(item->title)));
    AIFT__TRY(aift__json_set(to, "start", aift__json_new_string(item->start)));
    AIFT__TRY(aift__json_set(to, "end", aift__json_new_string(item->end)));
    AIFT__TRY(aift__json_set(to, "people", aift__json_new_real(item->people)));
    after = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "after", after));
    for (size_t i = 0; i < item->n_after; i++)
        AIFT__TRY(aift__json_push(after, aift__json_new_string(plan->items[item->after[i]].id)));
    return AIFT_OK;
}

static aift_status put_left_out(const aift__left_out *item, aift__json *items)
{
    aift__json *to = aift__json_new_object();
    AIFT__TRY(aift__json_push(items, to));
    AIFT__TRY(aift__json_set(to, "id", aift__json_new_string(item->id)));
    return aift__json_set(to, "reason", aift__json_new_string(item->reason));
}

static aift_status fill_json(const aift__plan_of *plan, aift__json *to)
{
    aift__json *items = aift__json_new_array(), *left_out;
    AIFT__TRY(aift__json_set(to, "items", items));
    for (size_t i = 0; i < plan->n; i++)
        AIFT__TRY(put_item(plan, &plan->items[i], items));
    left_out = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "left_out", left_out));
    for (size_t i = 0; i < plan->n_left_out; i++)
        AIFT__TRY(put_left_out(&plan->left_out[i], left_out));
    AIFT__TRY(aift__json_set(to, "method", aift__json_new_string(plan->portfolio->method->name)));
    AIFT__TRY(aift__json_set(to, "capacity", aift__json_new_real(plan->capacity)));
    AIFT__TRY(aift__json_set(to, "start", aift__json_new_string(plan->start)));
    return aift__json_set(to, "end", aift__json_new_string(plan->end));
}

static aift_status write_json(aift_store *store, const aift__plan_of *plan, aift__buf *out)
{
    aift__json *answer = aift__json_new_object();
    aift_status status = answer ? fill_json(plan, answer) : aift__fail_nomem(0);
    status = aift__portfolio_put_json(store->context, status, answer, out);
    aift__json_free(answer);
    return status;
}

/* ---- CSV ---- */

static aift_status add_after(const aift__plan_of *plan, const aift__planned *item, aift__buf *out)
{
    aift__buf ids;
    aift__buf_init(&ids, out->context, AIFT__PORTFOLIO_MAX);
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < item->n_after && status == AIFT_OK; i++) {
        status = aift__buf_add_text(&ids, i ? " " : "");
        if (status == AIFT_OK)
            status = aift__buf_add_text(&ids, plan->items[item->after[i]].id);
    }
    if (status == AIFT_OK)
        status = aift__csv_cell(out, ids.data ? ids.data : "", ids.size);
    aift__buf_finish(&ids);
    return status;
}

static aift_status write_csv(aift_store *store, const aift__plan_of *plan, aift__buf *out)
{
    char number[32];
    (void)store;
    AIFT__TRY(aift__buf_add_text(out, "id,title,state,start,end,days,people,after\r\n"));
    for (size_t i = 0; i < plan->n; i++) {
        const aift__planned *item = &plan->items[i];
        const char *const texts[] = {item->id, item->title, item->state, item->start, item->end};
        for (size_t k = 0; k < AIFT__COUNT(texts); k++) {
            AIFT__TRY(aift__csv_cell(out, texts[k], strlen(texts[k])));
            AIFT__TRY(aift__buf_add_text(out, ","));
        }
        AIFT__TRY(aift__buf_addf(out, "%lld,%s,", (long long)(item->end_day - item->first_day),
                                 aift__dtoa(number, item->people)));
        AIFT__TRY(add_after(plan, item, out));
        AIFT__TRY(aift__buf_add_text(out, "\r\n"));
    }
    return AIFT_OK;
}

/* ---- the call ---- */

static aift_status write_mermaid(aift_store *store, const aift__plan_of *plan, aift__buf *out)
{
    (void)store;
    return aift__plan_mermaid(plan, out);
}

static aift_status write_svg(aift_store *store, const aift__plan_of *plan, aift__buf *out)
{
    (void)store;
    return aift__plan_svg(plan, SIZE_MAX, true, out);
}

static aift_status write_page(aift_store *store, const aift__plan_of *plan, aift__buf *out)
{
    aift__ranking ranking;
    const aift__portfolio *p = plan->portfolio;
    AIFT__TRY(aift__ranking_make(store, p, 0, AIFT__MIN(p->rows, (size_t)SHOWN), 0.2, &ranking));
    const aift_status status = aift__portfolio_page(store, &ranking, plan, out);
    aift__ranking_free(&ranking);
    return status;
}

static const char *const names[] = {"json", "mermaid", "svg", "html", "csv", NULL};
static aift_status (*const writers[])(aift_store *store, const aift__plan_of *plan, aift__buf *out) = {
    write_json, write_mermaid, write_svg, write_page, write_csv};

static aift_status plan(aift_store *store, const aift_roadmap_options *options, size_t format,
                        const aift__rank_method *method, int64_t *left_out, aift__buf *out)
{
    aift__portfolio portfolio;
    aift__plan_of made = {.portfolio = NULL};
    AIFT__TRY(aift__portfolio_read(store, method, SIZE_MAX, &portfolio));
    aift_status status = aift__plan_make(store, &portfolio, options->start, options->capacity, &made);
    if (status == AIFT_OK)
        status = writers[format](store, &made, out);
    *left_out = (int64_t)made.n_left_out;
    aift__plan_free(&made);
    aift__portfolio_free(&portfolio);
    return status;
}

aift_status aift_portfolio_roadmap(aift_store *store, const aift_roadmap_options *options, int64_t *left_out,
                                   aift_text **out)
{
    aift_roadmap_options own = AIFT_ROADMAP_OPTIONS_INIT;
    aift__portfolio_call call;
    *out = NULL;
    *left_out = 0;
    AIFT__TRY(aift__options_read(&own, sizeof own, options, "aift_roadmap_options"));
    AIFT__TRY(aift__portfolio_begin(store, own.format, names, own.method, own.weights, &call));
    aift_status status = plan(store, &own, call.format, &call.method.of, left_out, &call.text);
    status = aift__portfolio_end(store, status, &call, out);
    if (status != AIFT_OK)
        *left_out = 0;
    return status;
}
