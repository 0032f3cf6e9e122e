/* How firm a ranking is, for people who decide: which use cases would change places, and by what. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "codec/html.h"
#include "lifecycle/portfolio.h"

enum {
    PAIRS = 20,
    CHANGES = 8,
    TITLE = 42
}; /* that are shown: pairs, changes of one, characters of a title */

aift_status aift__ranking_words(const char *name, aift__buf *out)
{
    for (size_t n = strcspn(name, "_"); name[n]; n = strcspn(name, "_")) {
        AIFT__TRY(aift__html_text(out, name, n));
        AIFT__TRY(aift__buf_add_text(out, " "));
        name += n + 1;
    }
    return aift__html_text(out, name, strlen(name));
}

/* The pairs of the best first, and of one pair the changes of one use case in one direction side by side. */
static int by_pair(const void *x, const void *y)
{
    const aift__reversal *a = x, *b = y;
    const size_t left[] = {a->a, a->b, a->row}, right[] = {b->a, b->b, b->row};
    for (size_t i = 0; i < AIFT__COUNT(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    if (a->factor != b->factor)
        return a->factor < b->factor ? -1 : 1;
    return (a->input > b->input) - (a->input < b->input);
}

static bool same_pair(const aift__reversal *v, const aift__reversal *w)
{
    return v->a == w->a && v->b == w->b;
}

/* How many of the changes, from the first on, are of one pair. */
static size_t length_of(const aift__reversal *sorted, size_t n)
{
    size_t length = 1;
    while (length < n && same_pair(&sorted[0], &sorted[length]))
        length++;
    return length;
}

/* ---- one pair ---- */

static aift_status put_usecase(const aift__ranking *r, size_t row, aift__buf *out)
{
    const size_t place = r->from + row;
    AIFT__TRY(aift__buf_add_text(out, "<td><span class=\"soft\">"));
    AIFT__TRY(aift__svg_text(out, aift__ranking_turned(r, row), 30));
    AIFT__TRY(aift__buf_add_text(out, "</span> "));
    if (place >= r->first && place < r->end)
        AIFT__TRY(aift__svg_text(out, r->titles[place - r->first], TITLE));
    return aift__buf_add_text(out, "</td>");
}

/* "UC-7: reach, impact -20%, effort +20%; UC-9: ..." */
static aift_status put_changes(const aift__ranking *r, const aift__reversal *of, size_t n, aift__buf *out)
{
    char percent[32];
    const aift__rank_method *method = r->portfolio->method;
    const size_t shown = AIFT__MIN(n, (size_t)CHANGES);
    for (size_t i = 0; i < shown; i++) {
        const aift__reversal *v = &of[i];
        const bool first = i == 0 || of[i - 1].row != v->row;
        AIFT__TRY(aift__buf_add_text(out, i == 0 ? "" : first ? "; " : ", "));
        if (first && method->kind == AIFT__RANK_WEIGHTED)
            AIFT__TRY(aift__buf_add_text(out, "weight of "));
        else if (first) {
            AIFT__TRY(aift__svg_text(out, aift__ranking_turned(r, v->row), 30));
            AIFT__TRY(aift__buf_add_text(out, ": "));
        }
        AIFT__TRY(aift__ranking_words(method->inputs[v->input].name, out));
        if (i + 1 == shown || of[i + 1].row != v->row || of[i + 1].factor != v->factor)
            AIFT__TRY(aift__buf_addf(out, " %s%s%%", v->factor < 1 ? "\xE2\x88\x92" : "+",
                                     aift__dtoa_short(percent, 100 * fabs(v->factor - 1), 6)));
    }
    return n > shown ? aift__buf_addf(out, ", and %zu more", n - shown) : AIFT_OK;
}

static aift_status put_pair(const aift__ranking *r, const aift__reversal *of, size_t n, aift__buf *out)
{
    AIFT__TRY(aift__buf_add_text(out, "<tr>"));
    AIFT__TRY(put_usecase(r, of->a, out));
    AIFT__TRY(put_usecase(r, of->b, out));
    AIFT__TRY(aift__buf_add_text(out, "<td>"));
    AIFT__TRY(put_changes(r, of, n, out));
    return aift__buf_add_text(out, "</td></tr>\n");
}

static aift_status put_pairs(const aift__ranking *r, const aift__reversal *sorted, aift__buf *out)
{
    size_t at = 0;
    AIFT__TRY(aift__buf_add_text(
        out, "<table><tr><th>Comes first</th><th>Would overtake it</th><th>With</th></tr>\n"));
    for (size_t i = 0; i < PAIRS && at < r->n_reversals; i++) {
        const size_t n = length_of(sorted + at, r->n_reversals - at);
        AIFT__TRY(put_pair(r, sorted + at, n, out));
        at += n;
    }
    return aift__buf_add_text(out, "</table>\n");
}

/* ---- all of them ---- */

static size_t count_pairs(const aift__reversal *sorted, size_t n)
{
    size_t pairs = 0;
    for (size_t at = 0; at < n; pairs++)
        at += length_of(sorted + at, n - at);
    return pairs;
}

static size_t count_firm(const aift__ranking *r, bool *turned)
{
    size_t firm = r->looked_at;
    for (size_t i = 0; i < r->n_reversals; i++) {
        turned[r->reversals[i].a] = true;
        turned[r->reversals[i].b] = true;
    }
    for (size_t row = 0; row < r->looked_at; row++)
        firm -= turned[row];
    return firm;
}

static aift_status put_summary(const aift__ranking *r, size_t firm, size_t pairs, aift__buf *out)
{
    char percent[32];
    AIFT__TRY(aift__buf_addf(
        out,
        "<section><h2>How firm it is</h2><p class=\"soft\">Each %s was changed alone, by %s%% up and down. ",
        r->portfolio->method->kind == AIFT__RANK_WEIGHTED ? "weight" : "figure of each use case",
        aift__dtoa_short(percent, 100 * r->share, 6)));
    if (r->looked_at < r->portfolio->rows)
        AIFT__TRY(
            aift__buf_addf(out, "Looked at are the %zu use cases above, among themselves. ", r->looked_at));
    if (pairs == 0)
        return aift__buf_add_text(out, "No two use cases change their order.</p>");
    AIFT__TRY(aift__buf_addf(out, "%zu of %zu use cases keep their place in any case; %zu %s.", firm,
                             r->looked_at, pairs,
                             pairs == 1 ? "pair changes its order" : "pairs change their order"));
    if (r->all_reversals > r->n_reversals)
        AIFT__TRY(aift__buf_add_text(out, " There are more than are counted here."));
    if (pairs > PAIRS)
        AIFT__TRY(aift__buf_addf(out, " Here are the %d of the best-ranked; %zu more are not shown.", PAIRS,
                                 pairs - PAIRS));
    return aift__buf_add_text(out, "</p>\n");
}

aift_status aift__ranking_firmness(const aift__ranking *r, aift__buf *out)
{
    aift_context *context = r->portfolio->context;
    if (r->share == 0)
        return AIFT_OK;
    aift__reversal *sorted = aift__malloc(context, r->n_reversals, sizeof *sorted);
    bool *turned = aift__calloc(context, r->looked_at, sizeof *turned);
    aift_status status = sorted && turned ? AIFT_OK : AIFT_E_NOMEM;
    if (status == AIFT_OK) {
        if (r->n_reversals)
            memcpy(sorted, r->reversals, r->n_reversals * sizeof *sorted);
        qsort(sorted, r->n_reversals, sizeof *sorted, by_pair);
        const size_t pairs = count_pairs(sorted, r->n_reversals);
        status = put_summary(r, count_firm(r, turned), pairs, out);
        if (status == AIFT_OK && pairs)
            status = put_pairs(r, sorted, out);
    }
    aift__free(context, sorted);
    aift__free(context, turned);
    return status == AIFT_OK ? aift__buf_add_text(out, "</section>\n") : status;
}
