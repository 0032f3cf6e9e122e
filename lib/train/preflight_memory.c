/* The memory of a training at its peak. Only what is written to counts: the system gives zeroed pages when they are
 * met first, so rows of embeddings that never occur have no gradient and no moments. */
#include "ops/op.h"
#include "graph/passes.h"
#include "tasks/session.h"
#include "train/preflight.h"

/* Whether the part's sparse gradient is of the rows that the tokens' ids name. */
static bool follows_ids(const aift_trainer *t, const aift__flat_part *part)
{
    for (size_t n = 0; part->rows && n < t->graph->n_nodes; n++) {
        const aift__node *node = &t->graph->nodes[n];
        if (node->op == &aift__op_embedding_grad && node->in[0] == part->parameter)
            return aift__feed_tokens(t->feed) && node->in[1] == t->inputs.value[0];
    }
    return false;
}

/* Pages of the part that the rows trained on touch, in bytes. */
static aift_status touched(const aift__preflight *p, const aift__flat_part *part, size_t rows, int64_t *bytes)
{
    const aift__ragged *tokens = aift__feed_tokens(p->trainer->feed);
    const int64_t each = (int64_t)aift__page_bytes();
    int64_t width = part->n / part->rows * (int64_t)sizeof(float), count = 0;
    size_t pages = (size_t)(part->n * (int64_t)sizeof(float) / each + 1);
    unsigned char *met = aift__calloc(p->trainer->context, pages, 1);
    if (!met)
        return AIFT_E_NOMEM;
    for (size_t r = 0; r < rows; r++) {
        size_t row = p->order[r];
        for (size_t i = tokens->starts[row]; i < tokens->starts[row + 1]; i++) {
            int64_t at = tokens->values[i] * width;
            for (int64_t page = at / each; page <= (at + width - 1) / each; page++) {
                if (page < 0 || page >= (int64_t)pages)
                    continue; /* an id beyond the table, which the first step will refuse */
                count += !met[page];
                met[page] = 1;
            }
        }
    }
    aift__free(p->trainer->context, met);
    *bytes = count * each;
    return AIFT_OK;
}

static aift_status add_flat(aift__preflight *p, const aift_train_options *options, const aift__extent *extent,
                            aift_plan_figures *out)
{
    const aift_trainer *t = p->trainer;
    /* A run that ends within its first epoch has met the beginning of that order. */
    size_t rows = (size_t)AIFT__MIN(extent->rows, (int64_t)t->rows.items.n);
    aift__sample_epoch(options, 0, p->order, t->rows.items.n);
    for (size_t i = 0; i < t->flat.n_parts; i++) {
        const aift__flat_part *part = &t->flat.parts[i];
        int64_t bytes = part->n * (int64_t)sizeof(float);
        if (follows_ids(t, part))
            AIFT__TRY(touched(p, part, rows, &bytes));
        out->gradients_bytes += bytes;
        out->optimizer_bytes += 2 * bytes;
    }
    return AIFT_OK;
}

/* The model's own weights stay, as it has them again if the training fails; mapped ones that are trained are not
 * read any more. */
static void add_weights(const aift__preflight *p, const aift_train_options *options, aift_plan_figures *out)
{
    const aift_trainer *t = p->trainer;
    const int64_t flat = t->flat.n * (int64_t)sizeof(float);
    const aift__weights *weights = t->model->weights;
    out->weights_bytes = flat;
    if (options->load_best_model_at_end && aift__preflight_evaluations(p, options) > 1)
        out->weights_bytes += flat;
    for (size_t i = 0; i < aift__weights_count(weights); i++) {
        const aift_tensor *tensor = aift__weights_at(weights, i);
        bool trained = aift__flat_find(&t->flat, aift__weights_name(weights, i)) != NULL;
        if (!tensor->mapped || !trained)
            out->weights_bytes += (int64_t)tensor->nbytes;
        if (!tensor->mapped)
            out->other_bytes -= (int64_t)tensor->nbytes; /* counted here, so not there */
    }
}

static aift_status arena(const aift_model *model, const aift__graph *graph, aift__capacity capacity,
                         int64_t *bytes)
{
    int64_t symbols[2];
    aift__plan *plan;
    aift__inputs inputs;
    aift__inputs_open(&inputs, model, graph);
    aift__inputs_symbols(&inputs, capacity, symbols);
    AIFT__TRY(aift__plan_create(graph, symbols, &plan));
    *bytes = (int64_t)plan->arena_bytes;
    aift__plan_destroy(plan);
    return AIFT_OK;
}

static aift__capacity largest_evaluated(const aift__preflight *p, const aift_train_options *options)
{
    size_t batch = (size_t)options->per_device_eval_batch_size;
    aift__capacity out = {.rows = (int64_t)AIFT__MIN(batch, p->eval_rows)};
    for (size_t at = 0; at < p->eval_rows; at += batch) {
        int64_t tokens = 0;
        for (size_t i = at; i < AIFT__MIN(at + batch, p->eval_rows); i++)
            tokens += p->eval_lengths[i];
        out.length = AIFT__MAX(out.length, tokens);
    }
    return out;
}

/* The two take turns: whichever is at rest gives its memory back. An evaluation's inputs stay for the next; what decodes
 * its rows goes. */
static aift_status add_activations(const aift__preflight *p, const aift_train_options *options,
                                   const aift__extent *extent, aift_plan_figures *out)
{
    const aift_trainer *t = p->trainer;
    AIFT__TRY(arena(t->model, t->graph, extent->largest, &out->activations_bytes));
    if (!p->eval_rows)
        return AIFT_OK;
    const aift__capacity largest = largest_evaluated(p, options);
    const int64_t inputs = aift__feed_bytes(t->feed, &t->inputs, largest);
    const int64_t trained = aift__preflight_evaluations(p, options) > 1 ? inputs : 0;
    aift__capacity run = largest;
    int64_t evaluated, at_once;
    AIFT__TRY(aift__session_at_once(t->model, p->inference, AIFT__LOGITS, &at_once));
    run.rows = AIFT__MIN(run.rows, at_once);
    AIFT__TRY(arena(t->model, p->inference, run, &evaluated));
    if (evaluated + inputs + p->decoding > out->activations_bytes + trained) {
        out->activations_bytes = evaluated;
        out->other_bytes += inputs + p->decoding;
    } else {
        out->other_bytes += trained;
    }
    return AIFT_OK;
}

aift_status aift__preflight_memory(aift__preflight *p, const aift_train_options *options,
                                   const aift__extent *extent, aift_plan_figures *out)
{
    out->weights_bytes = out->gradients_bytes = out->optimizer_bytes = 0;
    out->third_party_bytes = p->third_party;
    out->other_bytes = p->rss - p->third_party + p->ahead +
                       aift__feed_bytes(p->trainer->feed, &p->trainer->inputs, extent->largest);
    AIFT__TRY(add_flat(p, options, extent, out));
    add_weights(p, options, out);
    AIFT__TRY(add_activations(p, options, extent, out));
    out->other_bytes = AIFT__MAX(out->other_bytes, 0);
    out->peak_bytes = out->weights_bytes + out->gradients_bytes + out->optimizer_bytes +
                      out->activations_bytes + out->third_party_bytes + out->other_bytes;
    return AIFT_OK;
}
