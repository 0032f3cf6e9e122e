/* Figures by name: "accuracy", "f1_macro", "per_label.spam.recall", "confusion_matrix.0.1". */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "metrics/metrics.h"

const char *const aift__averages[AIFT__NUM_AVERAGES] = {"micro", "macro", "weighted"};

/* A text of bounded size that says when it is cut. */
typedef struct list {
    char text[AIFT__ERROR_CAP - 128];
    size_t size;
    bool cut;
} list;

static void add(list *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(list *to, const char *format, ...)
{
    if (to->cut)
        return;
    size_t room = sizeof to->text - to->size - 4;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(to->text + to->size, room, format, args);
    va_end(args);
    to->cut = n < 0 || (size_t)n >= room;
    if (to->cut)
        memcpy(to->text + to->size, " ...", 5);
    else
        to->size += (size_t)n;
}

static aift_status unknown(const char *const *labels, int64_t num_labels, const char *path)
{
    list known = {.size = 0};
    add(&known, "n");
    for (size_t i = 0; i < aift__num_metrics; i++) {
        if (aift__metrics[i]->whole)
            add(&known, ", %s", aift__metrics[i]->name);
        else
            for (int a = 0; a < AIFT__NUM_AVERAGES; a++)
                add(&known, ", %s_%s", aift__metrics[i]->name, aift__averages[a]);
    }
    add(&known, ", per_label.LABEL.");
    for (size_t i = 0; i < aift__num_metrics; i++)
        if (aift__metrics[i]->label)
            add(&known, "%s|", aift__metrics[i]->name);
    add(&known, "support with LABEL one of ");
    for (int64_t i = 0; i < num_labels; i++)
        add(&known, "%s%s", i ? ", " : "", labels[i]);
    return aift__fail(AIFT_E_NOT_FOUND, "evaluation has no figure \"%.64s\"; it has %s", path, known.text);
}

/* "f1_macro": the metric's name, an underscore and the average's. */
static bool parse_metric(const char *path, aift__figure *out)
{
    for (size_t i = 0; i < aift__num_metrics; i++) {
        size_t n = strlen(aift__metrics[i]->name);
        if (strncmp(path, aift__metrics[i]->name, n) != 0)
            continue;
        *out = (aift__figure){.kind = AIFT__FIGURE_METRIC, .metric = aift__metrics[i]};
        if (out->metric->whole && path[n] == '\0')
            return true;
        for (int a = 0; out->metric->label && path[n] == '_' && a < AIFT__NUM_AVERAGES; a++) {
            out->average = a;
            if (strcmp(path + n + 1, aift__averages[a]) == 0)
                return true;
        }
    }
    return false;
}

/* "spam.recall"; the label may contain points, the figure's name does not. */
static bool parse_label(const char *const *labels, int64_t num_labels, const char *path, aift__figure *out)
{
    const char *point = strrchr(path, '.');
    if (!point)
        return false;
    *out = (aift__figure){.kind = AIFT__FIGURE_LABEL};
    size_t n = (size_t)(point - path);
    while (out->label < num_labels &&
           (strlen(labels[out->label]) != n || memcmp(labels[out->label], path, n) != 0))
        out->label++;
    for (size_t i = 0; i < aift__num_metrics; i++)
        if (aift__metrics[i]->label && strcmp(point + 1, aift__metrics[i]->name) == 0)
            out->metric = aift__metrics[i];
    return out->label < num_labels && (out->metric || strcmp(point + 1, "support") == 0);
}

static bool parse_index(const char **path, char end, int64_t below, int64_t *out)
{
    const char *p = *path;
    *out = 0;
    while (*p >= '0' && *p <= '9' && *out < below)
        *out = *out * 10 + (*p++ - '0');
    bool ok = p > *path && *p == end && *out < below;
    *path = p + 1;
    return ok;
}

/* "0.1": the true label's number and the predicted one's. */
static bool parse_cell(int64_t num_labels, const char *path, aift__figure *out)
{
    *out = (aift__figure){.kind = AIFT__FIGURE_CELL};
    return parse_index(&path, '.', num_labels, &out->label) &&
           parse_index(&path, '\0', num_labels, &out->predicted);
}

static bool needs_one_label(const aift__figure *figure)
{
    return figure->kind == AIFT__FIGURE_CELL ||
           (figure->kind == AIFT__FIGURE_METRIC && figure->metric->one_label);
}

aift_status aift__figure_parse(const char *const *labels, int64_t num_labels, bool multilabel,
                               const char *path, aift__figure *out)
{
    static const char per_label[] = "per_label.", cell[] = "confusion_matrix.";
    bool known;
    *out = (aift__figure){.kind = AIFT__FIGURE_N};
    if (strncmp(path, per_label, sizeof per_label - 1) == 0)
        known = parse_label(labels, num_labels, path + sizeof per_label - 1, out);
    else if (strncmp(path, cell, sizeof cell - 1) == 0)
        known = parse_cell(num_labels, path + sizeof cell - 1, out);
    else
        known = strcmp(path, "n") == 0 || parse_metric(path, out);
    if (!known)
        return unknown(labels, num_labels, path);
    if (multilabel && needs_one_label(out))
        return aift__fail(AIFT_E_NOT_FOUND, "evaluation has no \"%s\" of rows with several labels", path);
    return AIFT_OK;
}

aift_status aift__metrics_check(const char *const *labels, int64_t num_labels, bool multilabel,
                                const char *path)
{
    aift__figure figure;
    return aift__figure_parse(labels, num_labels, multilabel, path, &figure);
}
