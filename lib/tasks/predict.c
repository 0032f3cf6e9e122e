/* aift_model_predict: labels, scores and outputs of rows. */
#include <stdio.h>
#include <string.h>

#include "tasks/classify.h"
#include "tasks/predictions.h"

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
    free_texts(context, p->errors, p->rows);
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
    p->multi_label = aift__model_is_multi_label(model);
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
    p->errors = aift__calloc(p->context, rows, sizeof *p->errors);
    if (!p->best || !p->logits || !p->scores || !p->exact || !p->tokens || !p->json || !p->errors)
        return AIFT_E_NOMEM;
    p->rows = rows;
    if (hidden && !(p->hidden = aift__calloc(p->context, rows, sizeof *p->hidden)))
        return AIFT_E_NOMEM;
    return AIFT_OK;
}

static aift_status keep_row(void *user, const aift__row_outputs *outputs)
{
    aift_predictions *p = user;
    size_t at = outputs->row * p->num_labels;
    memcpy(p->logits + at, outputs->logits, p->num_labels * sizeof(float));
    p->best[outputs->row] =
        (p->multi_label ? aift__sigmoid_row : aift__softmax_row)(outputs->logits, p->num_labels, p->exact);
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
    return aift__prediction_json(p, outputs->row);
}

static aift_status write_errors(aift_predictions *p, const aift__skipped *skipped)
{
    for (size_t i = 0; i < skipped->n; i++)
        AIFT__TRY(aift__prediction_error(p, skipped->rows[i], skipped->messages[i]));
    for (size_t row = 0; row < p->rows && skipped->count > skipped->n; row++)
        if (!p->json[row])
            AIFT__TRY(aift__prediction_error(p, row, "cannot be read"));
    return AIFT_OK;
}

static aift_status run(const aift_model *model, aift__weights *weights, const aift__items *items,
                       const aift_predict_options *options, aift_predictions *p)
{
    aift__feed *feed;
    aift__skipped skipped;
    const bool skip = options->on_error == AIFT_ON_ERROR_SKIP;
    aift__skipped_init(&skipped, model->context);
    AIFT__TRY(aift__classify_feed(model, items, options, skip ? &skipped : NULL, &feed));
    const aift__outputs outputs = options->output_hidden_states ? AIFT__LOGITS_AND_HIDDEN : AIFT__LOGITS;
    aift_status status = aift__classify(model, weights, outputs, feed, options, keep_row, p);
    aift__feed_close(feed);
    if (status == AIFT_OK)
        status = write_errors(p, &skipped);
    aift__skipped_finish(&skipped);
    return status;
}

static aift_status predict(const aift_model *model, const aift__items *items, const aift_media *media,
                           const aift_predict_options *own, aift_predictions **out)
{
    aift_predict_options options;
    AIFT__TRY(aift__predict_options(model, 0, own, &options));
    aift__weights *weights;
    AIFT__TRY(aift__model_ready(model, &weights));
    aift_predictions *p = NULL;
    aift_status status = create(model, items->n, options.output_hidden_states, &p);
    if (status == AIFT_OK) {
        p->media = media;
        status = run(model, weights, items, &options, p);
        p->media = NULL;
    }
    aift__weights_release(weights);
    if (status != AIFT_OK) {
        aift_predictions_release(p);
        return status;
    }
    *out = p;
    return AIFT_OK;
}

aift_status aift_model_predict(const aift_model *model, const char *const *texts, const size_t *sizes,
                               size_t num_texts, const aift_predict_options *options, aift_predictions **out)
{
    *out = NULL;
    if (model->arch->modality != AIFT__TEXT)
        return aift__fail(AIFT_E_INVALID,
                          "the model does %s, so it takes no texts: use aift_model_predict_media()",
                          aift_model_task(model));
    aift__text_items of = {texts, sizes, num_texts};
    const aift__items items = aift__items_of_texts(&of);
    return predict(model, &items, NULL, options, out);
}

static aift_status check_media_model(const aift_model *model)
{
    if (model->arch->modality != AIFT__TEXT)
        return AIFT_OK;
    return aift__fail(AIFT_E_INVALID,
                      "the model does text-classification, so it takes no pictures or recordings");
}

aift_status aift_model_predict_media(const aift_model *model, const aift_media *media, size_t num_items,
                                     const aift_predict_options *options, aift_predictions **out)
{
    *out = NULL;
    AIFT__TRY(check_media_model(model));
    aift__media_items of = {media, num_items};
    const aift__items items = aift__items_of_media(&of);
    return predict(model, &items, media, options, out);
}

const char *aift_predictions_error(const aift_predictions *p, size_t row)
{
    return row < p->rows ? p->errors[row] : NULL;
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
