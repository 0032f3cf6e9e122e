/* Gathers what an execution tells of its nodes, and shows it as a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"

static void add_shape(const profile *p, const aift__arg *arg, char *buf)
{
    size_t at = strlen(buf);
    for (int32_t i = 0; i < arg->rank && at + 24 < PROFILE_SHAPES; i++) {
        int64_t d = arg->dim[i];
        const char *open = i ? "," : "[";
        if (d == p->tokens)
            at += (size_t)sprintf(buf + at, "%sT", open);
        else if (d == p->rows || d == p->rows + 1)
            at += (size_t)sprintf(buf + at, "%sR", open);
        else
            at += (size_t)sprintf(buf + at, "%s%lld", open, (long long)d);
    }
    sprintf(buf + at, "]");
}

static double bytes_of(const aift__arg *arg)
{
    size_t bytes = 0;
    if (arg->data)
        aift__dtype_bytes(arg->dtype, aift__arg_elements(arg), &bytes);
    return (double)bytes;
}

/* The first two inputs and the first output say what class it is. */
static void describe(const profile *p, const aift__node *node, const aift__call *call, char *shapes)
{
    shapes[0] = '\0';
    for (int32_t i = 0; i < node->n_in && i < 2; i++)
        if (call->in[i].data)
            add_shape(p, &call->in[i], shapes);
    strcat(shapes, " -> ");
    add_shape(p, &call->out[0], shapes);
}

static profile_line *find(profile *p, const char *op, const char *shapes)
{
    for (int i = 0; i < p->n_lines; i++)
        if (strcmp(p->lines[i].op, op) == 0 && strcmp(p->lines[i].shapes, shapes) == 0)
            return &p->lines[i];
    profile_line *l = &p->lines[p->n_lines < PROFILE_LINES ? p->n_lines++ : PROFILE_LINES - 1];
    l->op = op;
    strcpy(l->shapes, shapes);
    return l;
}

void profile_observe(void *user, const aift__node *node, const aift__call *call, double seconds)
{
    profile *p = user;
    char shapes[PROFILE_SHAPES + 8];
    describe(p, node, call, shapes);
    profile_line *l = find(p, node->op->name, shapes);
    l->seconds += seconds;
    l->calls++;
    if (node->op->flops)
        l->flops += node->op->flops(call);
    for (int32_t i = 0; i < node->n_in; i++)
        l->bytes += bytes_of(&call->in[i]);
    for (int32_t i = 0; i < node->op->n_out; i++)
        l->bytes += bytes_of(&call->out[i]);
    p->in_nodes += seconds;
}

/* ---- the table ---- */

static int slowest_first(const void *a, const void *b)
{
    double x = ((const profile_line *)a)->seconds, y = ((const profile_line *)b)->seconds;
    return x < y ? 1 : x > y ? -1 : 0;
}

void profile_show_line(const char *op, const char *shapes, double calls, double seconds, double all)
{
    printf("%-26s %-38s %7.1f %9.3f %6.1f%%", op, shapes, calls, seconds * 1e3, 100 * seconds / all);
}

void profile_show(profile *p, double runs, double all)
{
    qsort(p->lines, (size_t)p->n_lines, sizeof *p->lines, slowest_first);
    printf("%-26s %-38s %7s %9s %7s %9s %7s\n", "operator", "shapes", "calls", "ms/run", "share", "GFLOP/s",
           "GB/s");
    for (int i = 0; i < p->n_lines; i++) {
        const profile_line *l = &p->lines[i];
        profile_show_line(l->op, l->shapes, (double)l->calls / runs, l->seconds / runs, all);
        if (l->flops > 0)
            printf(" %9.1f", l->flops / l->seconds / 1e9);
        else
            printf(" %9s", "");
        printf(" %7.1f\n", l->bytes / l->seconds / 1e9);
    }
}
