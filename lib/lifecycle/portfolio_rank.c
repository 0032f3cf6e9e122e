/* The public call that ranks: options, the page that is asked for, and its format. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/options.h"
#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

void aift_rank_options_init(aift_rank_options *options)
{
    AIFT__DEFAULTS(options, aift_rank_options, AIFT_RANK_OPTIONS_INIT);
}

static aift_status write_json(aift_store *store, const aift__ranking *ranking, aift__buf *out)
{
    aift__json *answer = aift__json_new_object();
    aift_status status = answer ? aift__ranking_json(ranking, answer) : aift__fail_nomem(0);
    status = aift__portfolio_put_json(store->context, status, answer, out);
    aift__json_free(answer);
    return status;
}

static aift_status write_page(aift_store *store, const aift__ranking *ranking, aift__buf *out)
{
    return aift__portfolio_page(store, ranking, NULL, out);
}

enum { CSV = 1, PAGE = 2 };
static const char *const names[] = {"json", "csv", "html", NULL};
static aift_status (*const writers[])(aift_store *store, const aift__ranking *ranking,
                                      aift__buf *out) = {write_json, aift__ranking_csv, write_page};

static aift_status read_options(const aift_rank_options *given, aift_rank_options *own)
{
    char number[32];
    *own = (aift_rank_options)AIFT_RANK_OPTIONS_INIT;
    if (given)
        AIFT__TRY(aift__options_read(own, sizeof *own, given, "aift_rank_options"));
    if (own->limit < 0)
        return aift__fail(AIFT_E_INVALID, "limit is %lld: expected 0 or more", (long long)own->limit);
    if (!(own->sensitivity >= 0 && own->sensitivity < 1))
        return aift__fail(AIFT_E_INVALID, "sensitivity is %s: expected a number from 0 to below 1",
                          aift__dtoa(number, own->sensitivity));
    return AIFT_OK;
}

/* Behind the use case of that id. */
static aift_status find_first(const aift__portfolio *p, const char *after, size_t *first)
{
    *first = 0;
    if (!after)
        return AIFT_OK;
    for (size_t i = 0; i < p->rows; i++)
        if (strcmp(p->row[p->ranked[i].row].id, after) == 0) {
            *first = i + 1;
            return AIFT_OK;
        }
    return aift__fail(AIFT_E_INVALID, "after is \"%.100s\": expected a \"next\" of an earlier answer", after);
}

static aift_status rank(aift_store *store, const aift_rank_options *options, size_t format,
                        const aift__rank_method *method, aift__buf *out)
{
    aift__portfolio portfolio;
    aift__ranking ranking = {.portfolio = NULL};
    size_t first;
    const bool some = format != PAGE && !options->after && options->limit > 0; /* that must be in order */
    const size_t most = AIFT__MAX((size_t)options->limit, (size_t)AIFT__PORTFOLIO_SMALL);
    AIFT__TRY(aift__portfolio_read(store, method, some ? most : SIZE_MAX, &portfolio));
    aift_status status = find_first(&portfolio, options->after, &first);
    if (status == AIFT_OK) {
        const size_t left = portfolio.rows - first, limit = (size_t)options->limit;
        const size_t end = limit && limit < left ? first + limit : portfolio.rows;
        status = aift__ranking_make(store, &portfolio, first, end, format == CSV ? 0 : options->sensitivity,
                                    &ranking);
    }
    if (status == AIFT_OK)
        status = writers[format](store, &ranking, out);
    aift__ranking_free(&ranking);
    aift__portfolio_free(&portfolio);
    return status;
}

aift_status aift_portfolio_rank(aift_store *store, const aift_rank_options *options, aift_text **out)
{
    aift_rank_options own;
    aift__portfolio_call call;
    *out = NULL;
    AIFT__TRY(read_options(options, &own));
    AIFT__TRY(aift__portfolio_begin(store, own.format, names, own.method, own.weights, &call));
    const aift_status status = rank(store, &own, call.format, &call.method.of, &call.text);
    return aift__portfolio_end(store, status, &call, out);
}
