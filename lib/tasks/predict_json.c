/* Predictions as JSON, an object a row. */
#include <string.h>

#include "codec/json.h"
#include "codec/utf8.h"
#include "tasks/predictions.h"

/* A picture or recording that is a file is named by it. */
static aift_status add_file(const aift_predictions *p, aift__json *object, size_t row)
{
    const aift_media *media = p->media ? &p->media[row] : NULL;
    if (!media || media->kind != AIFT_MEDIA_FILE)
        return AIFT_OK;
    aift__buf shown; /* a name need not be UTF-8 */
    aift__buf_init(&shown, p->context, PTRDIFF_MAX);
    aift_status status = aift__utf8_repair(media->path, strlen(media->path), &shown);
    if (status == AIFT_OK)
        status = aift__json_set(object, "file", aift__json_new_string(shown.data ? shown.data : ""));
    aift__buf_finish(&shown);
    return status;
}

static aift_status add_label(aift__json *object, const char *label, float score)
{
    AIFT__TRY(aift__json_set(object, "label", aift__json_new_string(label)));
    return aift__json_set(object, "score", aift__json_new_float(score));
}

/* Those that are more likely than not. */
static aift_status add_labels(const aift_predictions *p, aift__json *object, size_t row)
{
    aift__json *labels = aift__json_new_array();
    AIFT__TRY(aift__json_set(object, "labels", labels));
    for (size_t i = 0; i < p->num_labels; i++)
        if (p->logits[row * p->num_labels + i] > 0)
            AIFT__TRY(aift__json_push(labels, aift__json_new_string(p->labels[i])));
    return AIFT_OK;
}

aift_status aift__prediction_json(aift_predictions *p, size_t row)
{
    const char *best = p->labels[p->best[row]];
    const float *of_row = p->scores + row * p->num_labels;
    aift__json *object = aift__json_new_object(), *scores = aift__json_new_object();
    aift_status status = add_file(p, object, row);
    for (size_t i = 0; status == AIFT_OK && i < p->num_labels; i++)
        status = aift__json_set(scores, p->labels[i], aift__json_new_float(of_row[i]));
    if (status == AIFT_OK && p->multi_label)
        status = add_labels(p, object, row);
    else if (status == AIFT_OK)
        status = add_label(object, best, of_row[p->best[row]]);
    if (status == AIFT_OK)
        status = aift__json_set(object, "scores", scores);
    else
        aift__json_free(scores);
    if (status == AIFT_OK)
        status = aift__json_write(p->context, object, 0, &p->json[row]);
    aift__json_free(object);
    return status;
}

aift_status aift__prediction_error(aift_predictions *p, size_t row, const char *message)
{
    aift__json *object = aift__json_new_object();
    p->best[row] = -1;
    p->errors[row] = aift__strdup(p->context, message);
    aift_status status = p->errors[row] ? add_file(p, object, row) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = aift__json_set(object, "error", aift__json_new_string(message));
    if (status == AIFT_OK)
        status = aift__json_write(p->context, object, 0, &p->json[row]);
    aift__json_free(object);
    return status;
}
