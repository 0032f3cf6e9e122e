/* Counting: rows come in, and parts are merged. */
#include <math.h>
#include <string.h>

#include "base/map.h"
#include "codec/unicode.h"
#include "metrics/metrics.h"

aift_status aift__labels_check(aift_context *context, const char *const *labels, size_t num_labels)
{
    if (num_labels < 2 || num_labels > AIFT__MAX_LABELS)
        return aift__fail(AIFT_E_INVALID, "there are %zu labels: a classifier has 2 to %d", num_labels,
                          AIFT__MAX_LABELS);
    aift__map *seen = aift__map_create(context);
    aift_status status = seen ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; i < num_labels && status == AIFT_OK; i++) {
        bool was = false;
        size_t size = labels[i] ? strlen(labels[i]) : 0;
        if (!labels[i])
            status = aift__fail(AIFT_E_INVALID, "label %zu is missing", i);
        else if (aift__utf8_valid(labels[i], size) != size)
            status = aift__fail(AIFT_E_INVALID, "label %zu, \"%s\", is not UTF-8", i, labels[i]);
        else
            status = aift__map_put(seen, labels[i], size, (int64_t)i, &was);
        if (status == AIFT_OK && was)
            status = aift__fail(AIFT_E_INVALID, "label %zu, \"%s\", stands there twice", i, labels[i]);
    }
    aift__map_destroy(seen);
    return status;
}

static aift_status copy_labels(aift_metrics *metrics, const char *const *labels)
{
    for (int64_t i = 0; i < metrics->num_labels; i++)
        if (!(metrics->labels[i] = aift__strdup(metrics->context, labels[i])))
            return AIFT_E_NOMEM;
    return AIFT_OK;
}

aift_status aift_metrics_create(aift_context *context, const char *const *labels, size_t num_labels,
                                aift_metrics **out)
{
    *out = NULL;
    aift_status status = aift__labels_check(context, labels, num_labels);
    if (status != AIFT_OK)
        return aift__fail_in(status, "metrics: ");
    aift_metrics *metrics = aift__calloc(context, 1, sizeof *metrics);
    if (!metrics)
        return AIFT_E_NOMEM;
    metrics->context = aift_context_retain(context);
    metrics->num_labels = (int64_t)num_labels;
    metrics->labels = aift__calloc(context, num_labels, sizeof *metrics->labels);
    metrics->counts = aift__calloc(context, num_labels, sizeof *metrics->counts);
    metrics->confusion = aift__calloc(context, num_labels * num_labels, sizeof *metrics->confusion);
    if (!metrics->labels || !metrics->counts || !metrics->confusion ||
        copy_labels(metrics, labels) != AIFT_OK) {
        aift_metrics_release(metrics);
        return AIFT_E_NOMEM;
    }
    *out = metrics;
    return AIFT_OK;
}

void aift_metrics_release(aift_metrics *metrics)
{
    if (!metrics)
        return;
    aift_context *context = metrics->context;
    for (int64_t i = 0; metrics->labels && i < metrics->num_labels; i++)
        aift__free(context, metrics->labels[i]);
    aift__free(context, metrics->labels);
    aift__free(context, metrics->counts);
    aift__free(context, metrics->confusion);
    aift__free(context, metrics->json);
    aift__free(context, metrics);
    aift_context_release(context);
}

size_t aift_metrics_num_labels(const aift_metrics *metrics)
{
    return (size_t)metrics->num_labels;
}

/* Neumaier's compensated sum: the order of rows and of merges does not show in 15 digits. */
static void add_loss(aift__totals *totals, double loss)
{
    double sum = totals->loss_sum + loss;
    if (fabs(totals->loss_sum) >= fabs(loss))
        totals->loss_rest += (totals->loss_sum - sum) + loss;
    else
        totals->loss_rest += (loss - sum) + totals->loss_sum;
    totals->loss_sum = sum;
}

static aift_status check_label(const aift_metrics *metrics, const char *name, const int32_t *labels,
                               size_t row)
{
    if (labels[row] >= 0 && labels[row] < metrics->num_labels)
        return AIFT_OK;
    return aift__fail(AIFT_E_RANGE, "metrics: %s[%zu] is %d, expected a label number, 0 to %lld", name, row,
                      labels[row], (long long)metrics->num_labels - 1);
}

static aift_status check_kind(const aift_metrics *metrics, bool multilabel)
{
    if (!metrics->totals.rows || metrics->multilabel == multilabel)
        return AIFT_OK;
    return aift__fail(AIFT_E_STATE,
                      "metrics: rows of one label and rows of several cannot be counted together");
}

aift_status aift_metrics_update_multilabel(aift_metrics *metrics, const uint8_t *y_true,
                                           const uint8_t *y_pred, const double *losses, size_t num_rows)
{
    const size_t n = (size_t)metrics->num_labels;
    AIFT__TRY(check_kind(metrics, true));
    for (size_t i = 0; i < num_rows && losses; i++)
        if (!isfinite(losses[i]))
            return aift__fail(AIFT_E_NOT_FINITE, "metrics: losses[%zu] is not a finite number", i);
    for (size_t i = 0; i < num_rows; i++) {
        bool all = true;
        for (size_t k = 0; k < n; k++) {
            const bool is = y_true[i * n + k] != 0, said = y_pred[i * n + k] != 0;
            metrics->counts[k].support += is;
            metrics->counts[k].predicted += said;
            metrics->counts[k].hits += is && said;
            all = all && is == said;
        }
        metrics->totals.hits += all;
        if (losses)
            add_loss(&metrics->totals, losses[i]);
    }
    metrics->multilabel = true;
    metrics->totals.rows += (int64_t)num_rows;
    metrics->totals.losses += losses ? (int64_t)num_rows : 0;
    return AIFT_OK;
}

aift_status aift_metrics_update(aift_metrics *metrics, const int32_t *y_true, const int32_t *y_pred,
                                const double *losses, size_t num_rows)
{
    AIFT__TRY(check_kind(metrics, false));
    for (size_t i = 0; i < num_rows; i++) {
        AIFT__TRY(check_label(metrics, "y_true", y_true, i));
        AIFT__TRY(check_label(metrics, "y_pred", y_pred, i));
        if (losses && !isfinite(losses[i]))
            return aift__fail(AIFT_E_NOT_FINITE, "metrics: losses[%zu] is not a finite number", i);
    }
    for (size_t i = 0; i < num_rows; i++) {
        int64_t label = y_true[i], predicted = y_pred[i];
        metrics->confusion[label * metrics->num_labels + predicted]++;
        metrics->counts[label].support++;
        metrics->counts[predicted].predicted++;
        metrics->counts[label].hits += label == predicted;
        metrics->totals.hits += label == predicted;
        if (losses)
            add_loss(&metrics->totals, losses[i]);
    }
    metrics->totals.rows += (int64_t)num_rows;
    metrics->totals.losses += losses ? (int64_t)num_rows : 0;
    return AIFT_OK;
}

static bool same_labels(const aift_metrics *a, const aift_metrics *b)
{
    if (a->num_labels != b->num_labels)
        return false;
    for (int64_t i = 0; i < a->num_labels; i++)
        if (strcmp(a->labels[i], b->labels[i]) != 0)
            return false;
    return true;
}

aift_status aift_metrics_merge(aift_metrics *metrics, const aift_metrics *other)
{
    if (!same_labels(metrics, other))
        return aift__fail(AIFT_E_SHAPE, "metrics: the two objects have different labels (%lld and %lld)",
                          (long long)metrics->num_labels, (long long)other->num_labels);
    if (other->totals.rows)
        AIFT__TRY(check_kind(metrics, other->multilabel));
    const aift__totals add = other->totals; /* `other` may be `metrics` */
    metrics->multilabel = metrics->multilabel || other->multilabel;
    for (int64_t i = 0; i < metrics->num_labels; i++) {
        metrics->counts[i].hits += other->counts[i].hits;
        metrics->counts[i].predicted += other->counts[i].predicted;
        metrics->counts[i].support += other->counts[i].support;
    }
    for (int64_t i = 0; i < metrics->num_labels * metrics->num_labels; i++)
        metrics->confusion[i] += other->confusion[i];
    metrics->totals.rows += add.rows;
    metrics->totals.hits += add.hits;
    metrics->totals.losses += add.losses;
    add_loss(&metrics->totals, add.loss_sum);
    add_loss(&metrics->totals, add.loss_rest);
    return AIFT_OK;
}
