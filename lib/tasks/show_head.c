/* The head of a page about a data set: facts, and how often each label is there; the labels of a row. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "codec/html.h"
#include "tasks/label_list.h"
#include "tasks/show.h"

enum { MOST_LABELS = 200 };

/* ---- labels, counted ---- */

/* The texts are copies: those of a list live no longer than it. */
typedef struct counts {
    aift_context *context;
    aift__map *numbers; /* from a label to its bar */
    aift__html_bar *bars;
    size_t n, cap;
} counts;

static aift_status count(void *user, const char *label)
{
    counts *c = user;
    int64_t i;
    if (!aift__map_get(c->numbers, label, strlen(label), &i)) {
        i = (int64_t)c->n;
        AIFT__TRY(AIFT__RESERVE(c->context, c->bars, c->n, c->cap));
        AIFT__TRY(aift__map_put(c->numbers, label, strlen(label), i, NULL));
        if (!(c->bars[i].name = aift__strdup(c->context, label)))
            return AIFT_E_NOMEM;
        c->bars[c->n++].value = 0;
    }
    c->bars[i].value++;
    return AIFT_OK;
}

/* A row whose label is missing or malformed has none; its card shows what is there. */
static aift_status count_all(const aift__show *s, counts *c)
{
    if (s->label_column < 0)
        return AIFT_OK;
    const size_t column = (size_t)s->label_column;
    const bool lists = aift__has_label_lists(s->dataset, column);
    for (size_t row = 0; row < aift_dataset_num_rows(s->dataset); row++)
        if (aift__row_labels(s->dataset, row, column, lists, count, c) == AIFT_E_NOMEM)
            return AIFT_E_NOMEM;
    return AIFT_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const aift__html_bar *)a)->name, ((const aift__html_bar *)b)->name);
}

static aift_status fact(aift__show *s, const char *what, size_t value)
{
    return aift__buf_addf(&s->out, "<div class=\"fact\"><b>%zu</b><span>%s</span></div>", value, what);
}

static aift_status facts(aift__show *s, size_t num_labels)
{
    AIFT__TRY(aift__buf_add_text(&s->out, "<div class=\"facts\">"));
    AIFT__TRY(fact(s, "rows", aift_dataset_num_rows(s->dataset)));
    AIFT__TRY(fact(s, "columns", aift_dataset_num_columns(s->dataset)));
    if (num_labels)
        AIFT__TRY(fact(s, "labels", num_labels));
    if (aift_dataset_num_skipped(s->dataset))
        AIFT__TRY(fact(s, "left out", aift_dataset_num_skipped(s->dataset)));
    return aift__buf_add_text(&s->out, "</div>");
}

static aift_status write_counts(aift__show *s, counts *c)
{
    AIFT__TRY(facts(s, c->n));
    if (!c->n)
        return AIFT_OK;
    qsort(c->bars, c->n, sizeof *c->bars, by_name);
    AIFT__TRY(aift__buf_addf(&s->out, "<h2>Labels%s</h2>", c->n > MOST_LABELS ? ", the first 200" : ""));
    return aift__html_bars(&s->out, c->bars, AIFT__MIN(c->n, (size_t)MOST_LABELS));
}

static aift_status labels(aift__show *s)
{
    counts c = {.context = s->context, .numbers = aift__map_create(s->context)};
    aift_status status = c.numbers ? count_all(s, &c) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = write_counts(s, &c);
    aift__map_destroy(c.numbers);
    for (size_t i = 0; i < c.n; i++)
        aift__free(s->context, (char *)(uintptr_t)c.bars[i].name);
    aift__free(s->context, c.bars);
    return status;
}

aift_status aift__show_head(aift__show *s)
{
    const char *name = s->dataset->table->name ? s->dataset->table->name : "data set";
    AIFT__TRY(aift__html_begin(&s->out, name));
    AIFT__TRY(aift__buf_add_text(&s->out, "<header><h1>"));
    AIFT__TRY(aift__html_text(&s->out, name, strlen(name)));
    AIFT__TRY(aift__buf_add_text(&s->out, "</h1>"));
    AIFT__TRY(labels(s));
    return aift__buf_add_text(&s->out, "</header>\n");
}

/* ---- those of a row ---- */

typedef struct joined {
    aift__buf *out;
    bool some;
} joined;

static aift_status join(void *user, const char *label)
{
    joined *j = user;
    if (j->some)
        AIFT__TRY(aift__buf_add_text(j->out, ", "));
    j->some = true;
    return aift__html_text(j->out, label, strlen(label));
}

aift_status aift__show_label(aift__show *s, size_t row)
{
    joined j = {.out = &s->out};
    size_t size = 0;
    const size_t before = s->out.size, column = (size_t)s->label_column;
    const char *label = s->label_column >= 0 ? aift_dataset_value(s->dataset, row, column, &size) : NULL;
    if (!label || !size)
        return aift__buf_add_text(&s->out, "(no label)");
    aift_status status =
        aift__row_labels(s->dataset, row, column, aift__has_label_lists(s->dataset, column), join, &j);
    if (status == AIFT_OK)
        return j.some ? AIFT_OK : aift__buf_add_text(&s->out, "(none)");
    if (status == AIFT_E_NOMEM)
        return status;
    s->out.size = before;
    return aift__html_text(&s->out, label, size);
}
