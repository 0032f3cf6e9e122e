/* The gates that are measured on the data: its rows and labels, what a baseline reaches, what a training would hold. */
#include <stdio.h>

#include "aift/plan.h"
#include "base/clock.h"
#include "lifecycle/validation.h"

static const double above_majority = 0.10; /* what the baseline has to be better by */

typedef struct measuring {
    const aift_dataset *data;
    aift_model *model;
    const char *text_column, *label_column;
    const aift_validate_options *options;
    aift__gate *gates;
    aift__labelled labelled;
} measuring;

static void count_rows(measuring *m)
{
    char note[AIFT__GATE_NOTE];
    const aift__labelled *l = &m->labelled;
    aift__gate_measured(&m->gates[AIFT__GATE_ROWS], (double)l->rows, "");
    snprintf(note, sizeof note, "%zu of %zu rows have a label", l->n, l->rows);
    aift__gate_measured(&m->gates[AIFT__GATE_LABEL_COVERAGE], l->rows ? (double)l->n / (double)l->rows : 0,
                        note);
    snprintf(note, sizeof note, "%zu labels; the largest has %zu rows", l->labels, l->largest);
    aift__gate_measured(&m->gates[AIFT__GATE_SMALLEST_CLASS], (double)l->smallest, note);
}

/* The rows that a training can take: those with label and text. */
static aift_status trainable(const measuring *m, aift_dataset **out)
{
    size_t n = 0, column;
    *out = NULL;
    AIFT__TRY(aift__dataset_need_column(m->data, m->text_column, &column));
    size_t *rows = aift__malloc(m->labelled.context, m->labelled.n, sizeof *rows);
    if (!rows)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < m->labelled.n; i++)
        if (aift_dataset_value(m->data, m->labelled.at[i], column, NULL))
            rows[n++] = m->labelled.at[i];
    const aift_status status = n ? aift_dataset_select(m->data, rows, n, out) : AIFT_OK;
    aift__free(m->labelled.context, rows);
    return status;
}

static aift_status measure_memory(measuring *m)
{
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    aift_dataset *rows;
    aift_plan *plan = NULL;
    aift__gate *gate = &m->gates[AIFT__GATE_MEMORY];
    const int64_t memory = aift__clock_memory();
    options.text_column = m->text_column;
    options.label_column = m->label_column;
    if (memory == INT64_MAX && !gate->overridden) {
        snprintf(gate->note, sizeof gate->note, "the system does not say how much memory there is");
        return AIFT_OK;
    }
    AIFT__TRY(trainable(m, &rows));
    if (!rows)
        return AIFT_OK;
    const aift_status status = aift_plan_create(m->model, rows, NULL, &options, NULL, &plan);
    if (status == AIFT_OK) {
        aift__gate_standard(gate, (double)memory);
        aift__gate_measured(gate, (double)aift_plan_get(plan)->peak_bytes,
                            "peak of a fine-tuning with the defaults; at most what this machine can give");
    }
    aift_plan_release(plan);
    aift_dataset_release(rows);
    return status;
}

static aift_status put_baseline(const measuring *m, const aift__baseline *b, double majority, aift__json *to)
{
    aift__json *object = aift__json_new_object();
    AIFT__TRY(aift__json_set(to, "baseline", object));
    AIFT__TRY(aift__json_set(object, "accuracy", aift__json_new_real(b->accuracy)));
    AIFT__TRY(aift__json_set(object, "majority", aift__json_new_real(majority)));
    AIFT__TRY(aift__json_set(object, "labels", aift__json_new_int((int64_t)m->labelled.labels)));
    AIFT__TRY(aift__json_set(object, "train_rows", aift__json_new_int((int64_t)b->num_train)));
    AIFT__TRY(aift__json_set(object, "test_rows", aift__json_new_int((int64_t)(b->n - b->num_train))));
    return aift__json_set(object, "seed", aift__json_new_int((int64_t)m->options->seed));
}

static aift_status measure_baseline(measuring *m, aift__baseline *out, aift__json *to)
{
    char note[AIFT__GATE_NOTE];
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    aift__gate *gate = &m->gates[AIFT__GATE_BASELINE];
    options.progress = m->options->progress;
    options.user = m->options->user;
    AIFT__TRY(aift__baseline_of(m->model, m->data, &m->labelled, m->text_column, m->label_column,
                                m->options->seed, &options, out));
    if (out->reason) {
        snprintf(gate->note, sizeof gate->note, "%s", out->reason);
        return AIFT_OK;
    }
    const double majority = (double)m->labelled.largest / (double)m->labelled.n;
    snprintf(note, sizeof note, "accuracy on %zu rows after training a linear head on %zu",
             out->n - out->num_train, out->num_train);
    aift__gate_standard(gate, majority + above_majority);
    aift__gate_measured(gate, out->accuracy, note);
    return put_baseline(m, out, majority, to);
}

/* The memory comes first: what the baseline holds is not the training's. */
static aift_status measure(measuring *m, aift__baseline *baseline, aift__json *to)
{
    count_rows(m);
    if (!m->model)
        return AIFT_OK;
    if (m->labelled.labels >= 2)
        AIFT__TRY(measure_memory(m));
    return measure_baseline(m, baseline, to);
}

aift_status aift__validation_data(const aift_dataset *data, aift_model *model,
                                  const aift_validate_options *options, aift__gate gates[AIFT__GATES],
                                  aift__baseline *baseline, aift__json *to)
{
    measuring m = {data,
                   model,
                   options->text_column ? options->text_column : "text",
                   options->label_column ? options->label_column : "label",
                   options,
                   gates,
                   {.context = NULL}};
    *baseline = (aift__baseline){.context = NULL};
    if (!data)
        return AIFT_OK;
    AIFT__TRY(aift__labelled_of(data, m.label_column, &m.labelled));
    const aift_status status = measure(&m, baseline, to);
    aift__labelled_free(&m.labelled);
    return status;
}
