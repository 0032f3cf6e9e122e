/* aift_dataset_show: facts about a data set, its labels, and a sample of its rows. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/number.h"
#include "base/options.h"
#include "base/philox.h"
#include "base/sink.h"
#include "codec/html.h"
#include "data/dataset.h"
#include "tasks/show.h"

enum { MOST_LABELS = 200, MOST_SKIPPED = 200, PAGE_BYTES = 1 << 30 };

void aift_show_options_init(aift_show_options *options)
{
    AIFT__DEFAULTS(options, aift_show_options, AIFT_SHOW_OPTIONS_INIT);
}

/* ---- facts ---- */

static aift_status fact(aift__show *s, const char *what, size_t value)
{
    return aift__buf_addf(&s->out, "<div class=\"fact\"><b>%zu</b><span>%s</span></div>", value, what);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const aift__html_bar *)a)->name, ((const aift__html_bar *)b)->name);
}

static aift_status count_labels(aift__show *s, aift__map *map, aift__html_bar **bars, size_t *n)
{
    size_t cap = 0;
    for (size_t row = 0; row < aift_dataset_num_rows(s->dataset) && s->label_column >= 0; row++) {
        size_t size;
        const char *label = aift_dataset_value(s->dataset, row, (size_t)s->label_column, &size);
        int64_t i;
        if (!label)
            continue;
        if (!aift__map_get(map, label, size, &i)) {
            i = (int64_t)*n;
            AIFT__TRY(aift__reserve(s->context, (void **)bars, *n, &cap, sizeof **bars));
            AIFT__TRY(aift__map_put(map, label, size, i, NULL));
            (*bars)[(*n)++] = (aift__html_bar){label, 0};
        }
        (*bars)[i].value++;
    }
    return AIFT_OK;
}

static aift_status write_facts(aift__show *s, aift__html_bar *bars, size_t n)
{
    AIFT__TRY(aift__buf_add_text(&s->out, "<div class=\"facts\">"));
    AIFT__TRY(fact(s, "rows", aift_dataset_num_rows(s->dataset)));
    AIFT__TRY(fact(s, "columns", aift_dataset_num_columns(s->dataset)));
    if (n)
        AIFT__TRY(fact(s, "labels", n));
    if (aift_dataset_num_skipped(s->dataset))
        AIFT__TRY(fact(s, "left out", aift_dataset_num_skipped(s->dataset)));
    AIFT__TRY(aift__buf_add_text(&s->out, "</div>"));
    if (!n)
        return AIFT_OK;
    qsort(bars, n, sizeof *bars, by_name);
    AIFT__TRY(aift__buf_addf(&s->out, "<h2>Labels%s</h2>", n > MOST_LABELS ? ", the first 200" : ""));
    return aift__html_bars(&s->out, bars, AIFT__MIN(n, MOST_LABELS));
}

static aift_status write_head(aift__show *s)
{
    const char *name = s->dataset->table->name ? s->dataset->table->name : "data set";
    aift__html_bar *bars = NULL;
    size_t n = 0;
    AIFT__TRY(aift__html_begin(&s->out, name));
    AIFT__TRY(aift__buf_add_text(&s->out, "<header><h1>"));
    AIFT__TRY(aift__html_text(&s->out, name, strlen(name)));
    AIFT__TRY(aift__buf_add_text(&s->out, "</h1>"));
    aift__map *map = aift__map_create(s->context);
    aift_status status = map ? count_labels(s, map, &bars, &n) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = write_facts(s, bars, n);
    aift__map_destroy(map);
    aift__free(s->context, bars);
    return status == AIFT_OK ? aift__buf_add_text(&s->out, "</header>\n") : status;
}

/* ---- rows ---- */

static aift_status write_card(aift__show *s, size_t row)
{
    char place[600];
    size_t size = 0;
    const char *label =
        s->label_column >= 0 ? aift_dataset_value(s->dataset, row, (size_t)s->label_column, &size) : NULL;
    aift_dataset_row_place(s->dataset, row, place, sizeof place);
    AIFT__TRY(aift__buf_add_text(&s->out, "<div class=\"card\"><div class=\"label\">"));
    AIFT__TRY(aift__html_text(&s->out, label ? label : "(no label)", label ? size : 10));
    AIFT__TRY(aift__buf_add_text(&s->out, "</div><div class=\"place\">"));
    AIFT__TRY(aift__html_text(&s->out, place, strlen(place)));
    AIFT__TRY(aift__buf_add_text(&s->out, "</div>"));
    const size_t before = s->out.size;
    aift_status status = s->rows.modality == AIFT__TEXT ? aift__show_text(s, row) : aift__show_media(s, row);
    if (status == AIFT_E_NOMEM)
        return status;
    if (status != AIFT_OK) {
        s->out.size = before;
        AIFT__TRY(aift__buf_add_text(&s->out, "<div class=\"error\">"));
        AIFT__TRY(aift__html_text(&s->out, aift_last_error(), strlen(aift_last_error())));
        AIFT__TRY(aift__buf_add_text(&s->out, "</div>"));
    }
    return aift__buf_add_text(&s->out, "</div>\n");
}

/* The first rows of a shuffle: those that are shown. */
static aift_status write_rows(aift__show *s)
{
    const size_t all = aift_dataset_num_rows(s->dataset), n = AIFT__MIN(all, (size_t)s->options.num_rows);
    size_t *order = aift__malloc(s->context, all, sizeof *order);
    aift__rng rng;
    if (!order)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < all; i++)
        order[i] = i;
    aift__rng_init(&rng, s->options.seed, aift__name_key("show"));
    aift_status status = aift__buf_addf(&s->out, "<section><h2>%zu rows%s</h2><div class=\"cards\">\n", n,
                                        n < all ? ", drawn at random" : "");
    for (size_t i = 0; i < n && status == AIFT_OK; i++) {
        const size_t j = n < all ? i + (size_t)aift__rng_below(&rng, all - i) : i, row = order[j];
        order[j] = order[i];
        status = write_card(s, row);
    }
    aift__free(s->context, order);
    return status == AIFT_OK ? aift__buf_add_text(&s->out, "</div></section>\n") : status;
}

/* ---- sizes, and what was left out ---- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static aift_status write_sizes(aift__show *s)
{
    if (!s->sizes[0].what)
        return AIFT_OK;
    AIFT__TRY(aift__buf_add_text(&s->out, "<section><h2>Sizes of the rows shown</h2><table><tr><th></th>"
                                          "<th>least</th><th>median</th><th>most</th></tr>"));
    for (size_t i = 0; i < AIFT__COUNT(s->sizes) && s->sizes[i].what; i++) {
        const aift__show_size *size = &s->sizes[i];
        const size_t places[3] = {0, size->n / 2, size->n - 1};
        char number[32];
        qsort(size->values, size->n, sizeof *size->values, by_value);
        AIFT__TRY(aift__buf_addf(&s->out, "<tr><td>%s</td>", size->what));
        for (int k = 0; k < 3; k++)
            AIFT__TRY(
                aift__buf_addf(&s->out, "<td>%s</td>", aift__dtoa_short(number, size->values[places[k]], 7)));
        AIFT__TRY(aift__buf_add_text(&s->out, "</tr>"));
    }
    return aift__buf_add_text(&s->out, "</table></section>\n");
}

static aift_status write_skipped(aift__show *s)
{
    const size_t all = aift_dataset_num_skipped(s->dataset), n = AIFT__MIN(all, (size_t)MOST_SKIPPED);
    if (n == 0)
        return AIFT_OK;
    AIFT__TRY(aift__buf_addf(&s->out, "<section><h2>Left out%s</h2><ul>", n < all ? ", the first 200" : ""));
    for (size_t i = 0; i < n; i++) {
        const char *why = aift_dataset_skipped(s->dataset, i);
        AIFT__TRY(aift__buf_add_text(&s->out, "<li class=\"error\">"));
        AIFT__TRY(aift__html_text(&s->out, why, strlen(why)));
        AIFT__TRY(aift__buf_add_text(&s->out, "</li>"));
    }
    return aift__buf_add_text(&s->out, "</ul></section>\n");
}

/* ---- the page ---- */

static aift_status find_columns(aift__show *s)
{
    static const struct {
        const char *name;
        aift__modality modality;
    } known[] = {{"image", AIFT__IMAGE}, {"audio", AIFT__AUDIO}, {"text", AIFT__TEXT}};
    const char *column = s->options.text_column, *label = s->options.label_column;
    aift__modality modality = s->model ? s->model->arch->modality : AIFT__TEXT;
    for (size_t i = 0; i < AIFT__COUNT(known) && !s->model; i++)
        if (column ? strcmp(column, known[i].name) == 0
                   : aift_dataset_column_index(s->dataset, known[i].name) >= 0) {
            column = known[i].name;
            modality = known[i].modality;
            break;
        }
    if (s->model)
        column = aift__text_column(s->model, column);
    AIFT__TRY(aift__rows_of(s->dataset, modality, column ? column : "text", &s->rows));
    s->label_column = aift_dataset_column_index(s->dataset, s->model ? aift__label_column(s->model, label)
                                                            : label  ? label
                                                                     : "label");
    return AIFT_OK;
}

/* The rows tell the sizes, which stand before them. */
static aift_status write_page(aift__show *s)
{
    AIFT__TRY(find_columns(s));
    for (size_t i = 0; i < AIFT__COUNT(s->sizes); i++) {
        s->sizes[i].values = aift__malloc(s->context, (size_t)s->options.num_rows, sizeof(double));
        if (!s->sizes[i].values)
            return AIFT_E_NOMEM;
    }
    aift_status status = write_rows(s);
    aift__buf rows = s->out;
    aift__buf_init(&s->out, s->context, PAGE_BYTES);
    if (status == AIFT_OK)
        status = write_head(s);
    if (status == AIFT_OK)
        status = write_sizes(s);
    if (status == AIFT_OK)
        status = write_skipped(s);
    if (status == AIFT_OK)
        status = aift__buf_add(&s->out, rows.data, rows.size);
    aift__buf_finish(&rows);
    return status == AIFT_OK ? aift__html_end(&s->out) : status;
}

aift_status aift_dataset_show(const aift_dataset *dataset, const aift_model *model,
                              const aift_show_options *given, aift_write_fn write, void *user)
{
    aift_context *context = dataset->table->context;
    aift__show s = {
        .context = context, .dataset = dataset, .model = model, .options = AIFT_SHOW_OPTIONS_INIT};
    AIFT__TRY(aift__options_read(&s.options, sizeof s.options, given, "aift_show_options"));
    AIFT__TRY(aift__options_reserved(s.options.reserved, "aift_show_options"));
    if (s.options.num_rows < 1 || s.options.num_rows > 1000)
        return aift__fail(AIFT_E_RANGE, "num_rows is %d: it must be 1 to 1000", (int)s.options.num_rows);
    aift__buf_init(&s.out, context, PAGE_BYTES);
    aift__sample_init(&s.sample, context);
    aift__workspace_init(&s.space, context);
    aift_status status = write_page(&s);
    const aift__sink sink = aift__sink_callback(write, user);
    if (status == AIFT_OK)
        status = aift__sink_write(&sink, "index.html", s.out.data, s.out.size);
    for (size_t i = 0; i < AIFT__COUNT(s.sizes); i++)
        aift__free(context, s.sizes[i].values);
    aift__workspace_finish(&s.space);
    aift__sample_finish(&s.sample);
    aift__buf_finish(&s.out);
    return status;
}
