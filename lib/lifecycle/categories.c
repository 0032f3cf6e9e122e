/* aift_categorize: which tasks a problem is about, by the vectors of texts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aift/chain.h"
#include "aift/predict.h"
#include "base/text.h"
#include "codec/json.h"
#include "lifecycle/categories.h"
#include "lifecycle/templates.h"
#include "models/model.h"

/* A task is told by its template's title and description, and by examples. Its score is the mean of the NEAREST
 * best: a problem is like some problems of its task, not like all. */
enum { OF_TASK = 2 + AIFT__CATEGORY_EXAMPLES, NEAREST = 3, MAX_TOP = 100 };

typedef struct proposal {
    const char *task;
    double score;
    size_t place; /* in the table */
} proposal;

static int by_score(const void *a, const void *b)
{
    const proposal *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static double cosine(const float *a, const float *b, size_t n)
{
    double dot = 0, aa = 0, bb = 0;
    for (size_t k = 0; k < n; k++) {
        dot += (double)a[k] * (double)b[k];
        aa += (double)a[k] * (double)a[k];
        bb += (double)b[k] * (double)b[k];
    }
    return aa > 0 && bb > 0 ? dot / sqrt(aa * bb) : 0;
}

/* `texts`: those of the task, OF_TASK rows. */
static double score(const float *problem, const float *texts, size_t width)
{
    double best[NEAREST], sum = 0;
    for (size_t i = 0; i < NEAREST; i++)
        best[i] = -1;
    for (size_t i = 0; i < OF_TASK; i++) {
        double c = cosine(problem, texts + i * width, width);
        for (size_t k = 0; k < NEAREST; k++)
            if (c > best[k]) {
                const double lower = best[k];
                best[k] = c;
                c = lower;
            }
    }
    for (size_t i = 0; i < NEAREST; i++)
        sum += best[i];
    return sum / NEAREST;
}

static size_t count_tasks(void)
{
    size_t n = 0;
    while (aift__categories[n].task)
        n++;
    return n;
}

/* The problem, and the texts of all tasks behind it, OF_TASK each. */
static void fill_texts(const char *problem, const char **texts)
{
    size_t n = 0;
    texts[n++] = problem;
    for (const aift__category *c = aift__categories; c->task; c++) {
        const aift__template *t = aift__templates;
        while (strcmp(t->name, c->task) != 0)
            t++;
        texts[n++] = t->title;
        texts[n++] = t->about;
        for (size_t i = 0; i < AIFT__CATEGORY_EXAMPLES; i++)
            texts[n++] = c->examples[i];
    }
}

static aift_status answer(aift_context *context, const proposal *proposals, size_t n, aift_text **out)
{
    aift__json *tree = aift__json_new_object(), *list = aift__json_new_array();
    char *text = NULL;
    aift_status status = aift__json_set(tree, "proposals", list);
    for (size_t i = 0; i < n && status == AIFT_OK; i++) {
        aift__json *entry = aift__json_new_object();
        status = aift__json_push(list, entry);
        if (status == AIFT_OK)
            status = aift__json_set(entry, "task", aift__json_new_string(proposals[i].task));
        if (status == AIFT_OK)
            status = aift__json_set(entry, "score", aift__json_new_float((float)proposals[i].score));
    }
    if (status == AIFT_OK)
        status = aift__json_write(context, tree, 0, &text);
    aift__json_free(tree);
    return status == AIFT_OK ? aift__text_take(context, text, strlen(text), out) : status;
}

static aift_status propose(aift_context *context, const aift_tensor *vectors, size_t tasks, size_t top,
                           aift_text **out)
{
    const size_t width = (size_t)aift_tensor_shape(vectors)[1];
    const float *rows = aift_tensor_data(vectors);
    proposal *all = aift__malloc(context, tasks, sizeof *all);
    if (!all)
        return AIFT_E_NOMEM;
    for (size_t i = 0; i < tasks; i++)
        all[i] =
            (proposal){aift__categories[i].task, score(rows, rows + (1 + i * OF_TASK) * width, width), i};
    qsort(all, tasks, sizeof *all, by_score);
    const aift_status status = answer(context, all, AIFT__MIN(top, tasks), out);
    aift__free(context, all);
    return status;
}

aift_status aift_categorize(const aift_model *encoder, const char *problem, int32_t top, aift_text **out)
{
    aift_context *context = encoder->context;
    const size_t tasks = count_tasks(), n = tasks * OF_TASK + 1;
    aift_tensor *vectors;
    *out = NULL;
    if (!problem[strspn(problem, " \t\r\n\v\f")])
        return aift__fail(AIFT_E_INVALID, "the problem is empty: expected some words");
    if (top < 1 || top > MAX_TOP)
        return aift__fail(AIFT_E_RANGE, "top is %d: it must be 1 to %d", (int)top, (int)MAX_TOP);
    const char **texts = aift__malloc(context, n, sizeof *texts);
    if (!texts)
        return AIFT_E_NOMEM;
    fill_texts(problem, texts);
    aift_status status = aift_embed(encoder, texts, NULL, n, NULL, &vectors);
    aift__free(context, texts);
    if (status != AIFT_OK)
        return status == AIFT_E_FORMAT ? aift__fail_in(status, "the problem: ") : status;
    status = propose(context, vectors, tasks, (size_t)top, out);
    aift_tensor_release(vectors);
    return status;
}
