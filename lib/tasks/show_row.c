/* Cards of a page: one row of a data set, as it is and as a model gets it. */
#include <math.h>

#include "base/number.h"
#include "codec/html.h"
#include "tasks/decode.h"
#include "tasks/show.h"
#include "text/tokenizer.h"

enum { SHOWN_TEXT = 2000 };

void aift__show_note(aift__show *s, int which, const char *what, double value)
{
    aift__show_size *size = &s->sizes[which];
    size->what = what;
    if (size->n < (size_t)s->options.num_rows)
        size->values[size->n++] = value;
}

/* A row's sample as it is; for a model that takes grey pictures, grey. */
static aift__decoding whole(const aift__show *s)
{
    aift__decoding how = {.context = s->context, .modality = s->rows.modality};
    how.grey = s->model && aift__decoding_of(s->model, false).grey;
    return how;
}

static aift_status decode(aift__show *s, size_t row, aift__decoding how)
{
    const aift__items *items = &s->rows.items;
    aift__item item;
    char place[512];
    AIFT__TRY(items->get(items->user, row, &item));
    items->place(items->user, row, place, sizeof place);
    if (item.kind == AIFT__ITEM_VALUES)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: is a tensor, which has no picture", place);
    return aift__decode_item(&how, &item, place, &s->sample);
}

/* "224 x 224 x 3 numbers, -2.1 to 2.6" */
static aift_status say_numbers(aift__show *s, const char *what)
{
    const aift__shape *shape = &s->sample.shape;
    const size_t n = aift__shape_count(shape);
    double least = INFINITY, most = -INFINITY, sum = 0;
    char a[32], b[32], c[32];
    for (size_t i = 0; i < n; i++) {
        least = AIFT__MIN(least, (double)s->sample.values[i]);
        most = AIFT__MAX(most, (double)s->sample.values[i]);
        sum += (double)s->sample.values[i];
    }
    AIFT__TRY(aift__buf_addf(&s->out, "<div class=\"numbers\">%s: %lld &times; %lld", what,
                             (long long)shape->size[0], (long long)shape->size[1]));
    if (shape->kind == AIFT__SAMPLE_FLOATS)
        AIFT__TRY(aift__buf_addf(&s->out, " &times; %lld", (long long)shape->size[2]));
    return aift__buf_addf(&s->out, ", %s to %s, mean %s</div>", aift__dtoa_short(a, least, 4),
                          aift__dtoa_short(b, most, 4), aift__dtoa_short(c, n ? sum / (double)n : 0, 3));
}

static aift_status say_size(aift__show *s)
{
    const aift__shape *shape = &s->sample.shape;
    char seconds[32];
    if (shape->kind == AIFT__SAMPLE_PICTURE) {
        aift__show_note(s, 0, "width, pixels", (double)shape->size[1]);
        aift__show_note(s, 1, "height, pixels", (double)shape->size[0]);
        return aift__buf_addf(&s->out, "<div class=\"numbers\">%lld &times; %lld pixels</div>",
                              (long long)shape->size[1], (long long)shape->size[0]);
    }
    const double length = (double)shape->size[1] / AIFT__MAX(shape->rate, 1);
    aift__show_note(s, 0, "length, seconds", length);
    aift__show_note(s, 1, "rate, Hz", shape->rate);
    aift__dtoa_short(seconds, length, 3);
    return aift__buf_addf(&s->out, "<div class=\"numbers\">%s s at %d Hz, %lld channel%s</div>", seconds,
                          (int)shape->rate, (long long)shape->size[0], shape->size[0] == 1 ? "" : "s");
}

/* Decoded anew each time: a pipeline works in place. */
static aift_status show_prepared(aift__show *s, size_t row, bool training, const char *caption)
{
    const aift__draw draw = {.training = training, .seed = s->options.seed, .epoch = 0, .row = row};
    AIFT__TRY(decode(s, row, aift__decoding_of(s->model, training)));
    AIFT__TRY(aift__pipeline_run(s->model->pipeline, &draw, &s->space, &s->sample));
    return aift__show_image(&s->out, &s->sample, caption);
}

aift_status aift__show_media(aift__show *s, size_t row)
{
    const bool sound = s->rows.modality == AIFT__AUDIO;
    AIFT__TRY(decode(s, row, whole(s)));
    AIFT__TRY(say_size(s));
    AIFT__TRY(aift__buf_addf(&s->out, "<div class=\"views%s\">", sound ? " spectra" : ""));
    AIFT__TRY(sound ? aift__show_player(&s->out, &s->sample)
                    : aift__show_image(&s->out, &s->sample, "as it is"));
    if (s->model) {
        AIFT__TRY(show_prepared(s, row, true, "in training"));
        AIFT__TRY(show_prepared(s, row, false, "in evaluation"));
    }
    AIFT__TRY(aift__buf_add_text(&s->out, "</div>"));
    return s->model ? say_numbers(s, "in evaluation") : AIFT_OK;
}

/* Bytes of a text that there is room for: whole characters. */
static size_t shown_of(const char *text, size_t size)
{
    size_t n = AIFT__MIN(size, (size_t)SHOWN_TEXT);
    while (n < size && n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--;
    return n;
}

aift_status aift__show_text(aift__show *s, size_t row)
{
    const aift__items *items = &s->rows.items;
    aift__item item;
    AIFT__TRY(items->get(items->user, row, &item));
    AIFT__TRY(aift__buf_add_text(&s->out, "<div class=\"text\">"));
    AIFT__TRY(aift__html_text(&s->out, item.data, shown_of(item.data, item.size)));
    aift__show_note(s, 0, "bytes", (double)item.size);
    AIFT__TRY(aift__buf_addf(&s->out, "%s</div><div class=\"numbers\">%zu bytes",
                             item.size > SHOWN_TEXT ? " ..." : "", item.size));
    if (s->model) {
        aift__ids ids;
        aift__ids_init(&ids, s->context);
        aift_status status =
            aift__tokenizer_encode_ids(s->model->tokenizer, item.data, item.size, 1 << 20, true, &ids);
        const size_t n = ids.n;
        aift__ids_finish(&ids);
        AIFT__TRY(status);
        aift__show_note(s, 1, "tokens", (double)n);
        AIFT__TRY(aift__buf_addf(&s->out, ", %zu tokens%s", n,
                                 n > (size_t)aift_model_max_length(s->model) ? " (cut in training)" : ""));
    }
    return aift__buf_add_text(&s->out, "</div>");
}
