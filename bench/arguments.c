/* Reading the command line of the benchmark programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"

static int usage(const argument *table, const char *program)
{
    fprintf(stderr, "usage: %s OPTION...\n", program);
    for (const argument *a = table; a->name; a++)
        fprintf(stderr, "  %-20s %s\n", a->name, a->help);
    return 2;
}

/* 0 where the value is no number. */
static int set(const argument *a, const char *value)
{
    char *end = NULL;
    if (a->text) {
        *a->text = value;
        return 1;
    }
    if (a->number)
        *a->number = strtoll(value, &end, 10);
    else
        *a->real = strtod(value, &end);
    return end != value && *end == '\0';
}

int arguments_read(const argument *table, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const argument *a = table;
        while (a->name && strcmp(a->name, argv[i]) != 0)
            a++;
        if (!a->name)
            return usage(table, argv[0]);
        if (a->flag)
            *a->flag = 1;
        else if (++i == argc || !set(a, argv[i]))
            return usage(table, argv[0]);
    }
    for (const argument *a = table; a->name; a++)
        if (a->text && !*a->text)
            return usage(table, argv[0]);
    return 0;
}
