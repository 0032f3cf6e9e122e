/* aift_model_predict: labels, scores and outputs of texts. */
#include <stdio.h>
#include <string.h>

#include "tasks/classify.h"

struct aift_predictions {
    aift_context *context;
    size_t rows, num_labels;
    char **labels;
    int32_t *best;
    float *logits, *scores; /* [rows, labels] */
    double *exact;          /* one row of scores */
    char **json;
    float **hidden; /* NULL, or by row */
    size_t *tokens, width;
};

static void free_texts(aift_context *context, char **texts, size_t n)
{
    for (size_t i = 0; texts && i < n; i++)
        aift__free(context, texts[i]);
    aift__free(context, texts);
}

void aift_predictions_release(aift_predictions *p)
{
    if (!p)
        return;
    aift_context *context = p->context;
    free_texts(context, p->labels, p->num_labels);
    free_texts(context, p->json, p->rows);
    free_texts(context, (char **)p->hidden, p->hidden ? p->rows : 0);
    aift__free(context, p->best);
    aift__free(context, p->logits);
    aift__free(context, p->scores);
    aift__free(context, p->exact);
    aift__free(context, p->tokens);
    aift__free(context, p);
    aift_context_release(context);
}

static aift_status create(const aift_model *model, size_t rows, bool hidden, aift_predictions **out)
{
    aift_predictions *p = aift__calloc(model->context, 1, sizeof *p);
    if (!p)
        return AIFT_E_NOMEM;
    *out = p;
    p->context = aift_context_retain(model->context);
    p->labels = aift__calloc(p->context, model->num_labels, sizeof *p->labels);
    if (!p->labels)
        return AIFT_E_NOMEM;
    p->num_labels = model->num_labels;
    for (size_t i = 0; i < p->num_labels; i++)
        if (!(p->labels[i] = aift__strdup(p->context, model->labels[i])))
            return AIFT_E_NOMEM;
    size_t row_bytes = p->num_labels * sizeof(float);
    p->best = aift__calloc(p->context, rows, sizeof *p->best);
    p->logits = aift__calloc(p->context, rows, row_bytes);
    p->scores = aift__calloc(p->context, rows, row_bytes);
    p->exact = aift__calloc(p->context, p->num_labels, sizeof *p->exact);
    p->tokens = aift__calloc(p->context, rows, sizeof *p->tokens);
    p->json = aift__calloc(p->context, rows, sizeof *p->json);
    if (!p->best || !p->logits || !p->scores || !p->exact || !p->tokens || !p->json)
        return AIFT_E_NOMEM;
    p->rows = rows;
    if (hidden && !(p->hidden = aift__calloc(p->context, rows, sizeof *p->hidden)))
        return AIFT_E_NOMEM;
    return AIFT_OK;
}

static aift_status write_json(aift_predictions *p, size_t row)
{
    const char *best = p->labels[p->best[row]];
    const float *of_row = p->scores + row * p->num_labels;
    aift__json *object = aift__json_new_object(), *scores = aift__json_new_object();
    aift_status status = AIFT_OK;
    for (size_t i = 0; status == AIFT_OK && i < p->num_labels; i++)
        status = aift__json_set(scores, p->labels[i], aift__json_new_float(of_row[i]));
    if (status == AIFT_OK)
        status = aift__json_set(object, "label", aift__json_new_string(best));
    if (status == AIFT_OK)
        status = aift__json_set(object, "score", aift__json_new_float(of_row[p->best[row]]));
    if (status == AIFT_OK)
        status = aift__json_set(object, "scores", scores);
    else
        aift__json_free(scores);
    if (status == AIFT_OK)
        status = aift__json_write(p->context, object, 0, &p->json[row]);
    aift__json_free(object);
    return status;
}

static aift_status keep_row(void *user, const aift__row_outputs *outputs)
{
    aift_predictions *p = user;
    size_t at = outputs->row * p->num_labels;
    memcpy(p->logits + at, outputs->logits, p->num_labels * sizeof(float));
    p->best[outputs->row] = aift__softmax_row(outputs->logits, p->num_labels, p->exact);
    for (size_t i = 0; i < p->num_labels; i++)
        p->scores[at + i] = (float)p->exact[i];
    if (p->hidden) {
        size_t n = outputs->tokens * outputs->width;
        float *copy = aift__malloc(p->context, n, sizeof *copy);
        if (!copy)
            return AIFT_E_NOMEM;
        memcpy(copy, outputs->hidden, n * sizeof *copy);
        p->hidden[outputs->row] = copy;
        p->tokens[outputs->row] = outputs->tokens;
        p->width = outputs->width;
    }
    return write_json(p, outputs->row);
}

typedef struct given {
    const char *const *texts;
    const size_t *sizes; /* NULL: the texts end in a NUL */
} given;

static aift_status given_text(void *user, size_t row, aift__item *item)
{
    const given *g = user;
    const char *text = g->texts[row];
    if (!text)
        return aift__fail(AIFT_E_FORMAT, "text %zu: the text is missing", row + 1);
    *item =
        (aift__item){.kind = AIFT__ITEM_TEXT, .data = text, .size = g->sizes ? g->sizes[row] : strlen(text)};
    return AIFT_OK;
}

static void given_place(void *user, size_t row, char *buf, size_t size)
{
    snprintf(buf, size, "text %zu", row + 1);
}

aift_status aift_model_predict(const aift_model *model, const char *const *texts, const size_t *sizes,
                               size_t num_texts, const aift_predict_options *own, aift_predictions **out)
{
    *out = NULL;
    aift_predict_options options;
    AIFT__TRY(aift__predict_options(model, own, &options));
    aift__weights *weights;
    AIFT__TRY(aift__model_weights(model, &weights));
    given g = {texts, sizes};
    const aift__items rows = {&g, num_texts, given_text, given_place};
    aift_predictions *p = NULL;
    aift__feed *feed = NULL;
    aift_status status = create(model, num_texts, options.output_hidden_states, &p);
    if (status == AIFT_OK)
        status = aift__classify_feed(model, &rows, &options, NULL, &feed);
    if (status == AIFT_OK)
        status = aift__classify(model, weights, feed, &options, keep_row, p);
    aift__feed_close(feed);
    aift__weights_release(weights);
    if (status != AIFT_OK) {
        aift_predictions_release(p);
        return status;
    }
    *out = p;
    return AIFT_OK;
}

size_t aift_predictions_num_rows(const aift_predictions *p)
{
    return p->rows;
}

size_t aift_predictions_num_labels(const aift_predictions *p)
{
    return p->num_labels;
}

int32_t aift_predictions_label(const aift_predictions *p, size_t row)
{
    return row < p->rows ? p->best[row] : -1;
}

const char *aift_predictions_label_text(const aift_predictions *p, size_t label)
{
    return label < p->num_labels ? p->labels[label] : NULL;
}

const float *aift_predictions_scores(const aift_predictions *p, size_t row)
{
    return row < p->rows ? p->scores + row * p->num_labels : NULL;
}

const float *aift_predictions_logits(const aift_predictions *p, size_t row)
{
    return row < p->rows ? p->logits + row * p->num_labels : NULL;
}

const float *aift_predictions_hidden_state(const aift_predictions *p, size_t row, size_t *num_tokens,
                                           size_t *width)
{
    *num_tokens = *width = 0;
    if (row >= p->rows || !p->hidden)
        return NULL;
    *num_tokens = p->tokens[row];
    *width = p->width;
    return p->hidden[row];
}

const char *aift_predictions_json(const aift_predictions *p, size_t row)
{
    return row < p->rows ? p->json[row] : NULL;
}
