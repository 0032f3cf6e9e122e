/* aift_dataset_show: facts about a data set, its labels, and a sample of its rows. */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/options.h"
#include "base/philox.h"
#include "base/sink.h"
#include "codec/html.h"
#include "data/dataset.h"
#include "data/folder_files.h"
#include "tasks/show.h"

enum { LOOKED_AT = 16, MOST_SKIPPED = 200, PAGE_BYTES = 1 << 30 };

void aift_show_options_init(aift_show_options *options)
{
    AIFT__DEFAULTS(options, aift_show_options, AIFT_SHOW_OPTIONS_INIT);
}

/* ---- rows ---- */

static aift_status write_card(aift__show *s, size_t row)
{
    char place[600];
    aift_dataset_row_place(s->dataset, row, place, sizeof place);
    AIFT__TRY(aift__buf_add_text(&s->out, "<div class=\"card\"><div class=\"label\">"));
    AIFT__TRY(aift__show_label(s, row));
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
    aift_status status = aift__buf_addf(&s->out, "<section><h2>%zu row%s%s</h2><div class=\"cards\">\n", n,
                                        n == 1 ? "" : "s", n < all ? ", drawn at random" : "");
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

/* Without a model a column tells by its name, or by what is in it: paths of files of one kind. */
static aift__modality modality_of(const aift_dataset *dataset, const char *column)
{
    static const struct {
        const char *name;
        aift__modality modality;
    } known[] = {{"image", AIFT__IMAGE}, {"audio", AIFT__AUDIO}, {"text", AIFT__TEXT}};
    const size_t n = AIFT__MIN(aift_dataset_num_rows(dataset), (size_t)LOOKED_AT);
    const int32_t at = aift_dataset_column_index(dataset, column);
    aift__file_media all = AIFT__NO_MEDIA;
    for (size_t i = 0; i < AIFT__COUNT(known); i++)
        if (strcmp(column, known[i].name) == 0)
            return known[i].modality;
    for (size_t row = 0; row < n && at >= 0; row++) {
        const char *value = aift_dataset_value(dataset, row, (size_t)at, NULL);
        const aift__file_media media = value ? aift__file_media_of(value) : AIFT__NO_MEDIA;
        if (media == AIFT__NO_MEDIA || (row && media != all))
            return AIFT__TEXT;
        all = media;
    }
    return all == AIFT__NO_MEDIA ? AIFT__TEXT : all == AIFT__PICTURE_FILE ? AIFT__IMAGE : AIFT__AUDIO;
}

static const char *usual_column(const aift_dataset *dataset)
{
    static const char *const names[] = {"image", "audio"};
    for (size_t i = 0; i < AIFT__COUNT(names); i++)
        if (aift_dataset_column_index(dataset, names[i]) >= 0)
            return names[i];
    return "text";
}

/* A column that is named must be there; the usual ones of labels may be missing. */
static aift_status find_columns(aift__show *s)
{
    const char *column = s->options.text_column, *label = s->options.label_column;
    size_t named;
    if (s->model)
        column = aift__text_column(s->model, column);
    else if (!column)
        column = usual_column(s->dataset);
    AIFT__TRY(aift__rows_of(s->dataset, s->model ? s->model->arch->modality : modality_of(s->dataset, column),
                            column, &s->rows));
    if (label)
        AIFT__TRY(aift__dataset_need_column(s->dataset, label, &named));
    else
        label = s->model ? aift__label_column(s->model, NULL) : "label";
    s->label_column = aift_dataset_column_index(s->dataset, label);
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
        status = aift__show_head(s);
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
