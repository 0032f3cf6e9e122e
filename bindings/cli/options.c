/* Reading a command line by its table. */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { MAX_OPTIONS = 64, MAX_NAME = 64, NAMES_EACH = 4 };
enum { FIRST = 256, HELP = FIRST + MAX_OPTIONS }; /* numbers of long options, beyond any character */

const char *const cli_format_choices[] = {"auto", "csv", "jsonl", NULL};
const char *const cli_on_error_choices[] = {"stop", "skip", NULL};
const char *const cli_invalid_utf8_choices[] = {"error", "replace", NULL};

size_t cli_options_count(const cli_option *options)
{
    size_t n = 0;
    while (options && options[n].name)
        n++;
    return n;
}

static void *target(const cli_option *option, void *args)
{
    return (char *)args + option->offset;
}

static bool in_range(double value, const cli_range *range)
{
    return isfinite(value) && value <= range->max &&
           (range->above ? value > range->min : value >= range->min);
}

static int bad_value(const cli_option *option, const char *text, const char *want)
{
    return cli_usage("--%s: \"%s\" is not %s", option->name, text, want);
}

static int out_of_range(const cli_option *option, const char *text)
{
    const cli_range *range = &option->range;
    char max[48] = "";
    if (option->kind == CLI_UINT64)
        return cli_usage("--%s: %s is out of range: expected 0 to %llu", option->name, text,
                         (unsigned long long)UINT64_MAX);
    if (range->max < 1e18)
        snprintf(max, sizeof max, " and at most %.15g", range->max);
    return cli_usage("--%s: %s is out of range: expected %s %.15g%s", option->name, text,
                     range->above ? "more than" : "at least", range->min, max);
}

static int set_real(const cli_option *option, void *to, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || text[strspn(text, "+-.0123456789eE")])
        return bad_value(option, text, "a number");
    if (!in_range(value, &option->range))
        return out_of_range(option, text);
    *(double *)to = value;
    return CLI_OK;
}

static int set_integer(const cli_option *option, void *to, const char *text)
{
    char *end;
    errno = 0;
    bool is_unsigned = option->kind == CLI_UINT64;
    unsigned long long positive = is_unsigned ? strtoull(text, &end, 10) : 0;
    long long value = is_unsigned ? 0 : strtoll(text, &end, 10);
    if (end == text || *end || text[strspn(text, "+-0123456789")])
        return bad_value(option, text, "a whole number");
    if (errno == ERANGE || (is_unsigned && text[0] == '-') ||
        (!is_unsigned && !in_range((double)value, &option->range)))
        return out_of_range(option, text);
    if (is_unsigned)
        *(uint64_t *)to = positive;
    else if (option->kind == CLI_INT64)
        *(int64_t *)to = value;
    else
        *(int32_t *)to = (int32_t)value;
    return CLI_OK;
}

/* Whole bytes, or K, M, G or T behind a number: 1024 times the one before. */
static int set_bytes(const cli_option *option, void *to, const char *text)
{
    static const char units[] = "KMGT";
    size_t digits = strspn(text, "0123456789");
    const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
    if (digits == 0 || (text[digits] && (!unit || text[digits + 1])))
        return bad_value(option, text, "a size in bytes, as 500000000, 500M or 2G");
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    for (const char *u = units; unit && u <= unit; u++)
        if (__builtin_mul_overflow(value, 1024LL, &value))
            errno = ERANGE;
    if (errno == ERANGE || value < 1 || value > 1LL << 62)
        return cli_usage("--%s: %s is out of range: expected at least 1 and at most %lld", option->name, text,
                         1LL << 62);
    *(int64_t *)to = value;
    return CLI_OK;
}

static int set_choice(const cli_option *option, void *to, const char *text, const char *const *choices)
{
    for (int32_t i = 0; choices[i]; i++) {
        if (strcmp(text, choices[i]) == 0) {
            memcpy(to, &i, sizeof i);
            return CLI_OK;
        }
    }
    char want[256] = "one of";
    for (size_t i = 0; choices[i]; i++)
        snprintf(want + strlen(want), sizeof want - strlen(want), "%s %s", i ? "," : "", choices[i]);
    return bad_value(option, text, want);
}

static int set(const cli_option *option, void *args, const char *text)
{
    static const char *const booleans[] = {"false", "true", NULL};
    void *to = target(option, args);
    switch (option->kind) {
    case CLI_HEADING:
        break;
    case CLI_FLAG:
        *(bool *)to = true;
        break;
    case CLI_TEXT:
        if (!*text && option->required)
            return cli_usage("--%s: is empty", option->name);
        *(const char **)to = text;
        break;
    case CLI_LIST: {
        cli_list *list = to;
        if (list->count == CLI_MAX_LIST)
            return cli_usage("--%s: is given more than %d times", option->name, CLI_MAX_LIST);
        list->items[list->count++] = text;
        break;
    }
    case CLI_REAL:
        return set_real(option, to, text);
    case CLI_INT32:
    case CLI_INT64:
    case CLI_UINT64:
        return set_integer(option, to, text);
    case CLI_BYTES:
        return set_bytes(option, to, text);
    case CLI_BOOLEAN:
        return set_choice(option, to, text, booleans);
    case CLI_CHOICE:
        return set_choice(option, to, text, option->choices);
    }
    return CLI_OK;
}

/* What getopt_long reads: each option by its name and by the library's, with dashes and with underscores. */
typedef struct names {
    struct option list[NAMES_EACH * MAX_OPTIONS + 2];
    char own[MAX_OPTIONS][MAX_NAME], dashed[MAX_OPTIONS][MAX_NAME];
    size_t count;
} names;

static void add_name(names *to, const char *name, size_t option, bool value)
{
    for (size_t i = 0; i < to->count; i++)
        if (strcmp(to->list[i].name, name) == 0)
            return;
    to->list[to->count++] =
        (struct option){name, value ? required_argument : no_argument, NULL, FIRST + (int)option};
}

static const char *with(char *copy, const char *name, char from, char by)
{
    snprintf(copy, MAX_NAME, "%s", name);
    for (char *p = copy; *p; p++)
        *p = *p == from ? by : *p;
    return copy;
}

static void collect(const cli_option *options, names *to)
{
    memset(to, 0, sizeof *to);
    for (size_t i = 0; options && options[i].name; i++) {
        const cli_option *option = &options[i];
        if (option->kind == CLI_HEADING)
            continue;
        const char *list[NAMES_EACH] = {option->name, with(to->own[i], option->name, '-', '_')};
        if (option->library) {
            list[2] = option->library;
            list[3] = with(to->dashed[i], option->library, '_', '-');
        }
        for (size_t k = 0; k < NAMES_EACH && list[k]; k++)
            add_name(to, list[k], i, option->kind != CLI_FLAG);
    }
    add_name(to, "help", HELP - FIRST, false);
}

static int unknown_option(const names *known, const char *typed)
{
    const char *list[NAMES_EACH * MAX_OPTIONS + 2];
    for (size_t i = 0; i <= known->count; i++)
        list[i] = known->list[i].name;
    char name[MAX_NAME];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(typed, "="), typed);
    const char *nearest = cli_nearest(name + strspn(name, "-"), list);
    if (nearest)
        return cli_usage("unknown option %s: did you mean --%s?", name, nearest);
    return cli_usage("unknown option %s", name);
}

/* getopt_long takes beginnings of names too; a script that relies on one breaks when an option is added. */
static bool whole_name(const char *typed, const char *name)
{
    size_t n = strlen(name);
    return strncmp(typed, "--", 2) == 0 && strncmp(typed + 2, name, n) == 0 &&
           (typed[2 + n] == '\0' || typed[2 + n] == '=');
}

static int missing(const cli_option *options, const bool *given)
{
    for (size_t i = 0; options && options[i].name; i++)
        if (options[i].required && !given[i])
            return cli_usage("--%s %s is missing", options[i].name, options[i].value);
    return CLI_OK;
}

/* One option that getopt_long found at argv[at]. */
static int take(const cli_option *options, const names *known, void *args, int option, int index,
                const char *typed, bool *given)
{
    if (option == ':')
        return cli_usage("%s needs a value", typed);
    if (option == '?' && optopt >= FIRST && optopt < HELP)
        return cli_usage("--%s takes no value", options[optopt - FIRST].name);
    if (option < FIRST || !whole_name(typed, known->list[index].name))
        return unknown_option(known, typed);
    given[option - FIRST] = true;
    return set(&options[option - FIRST], args, optarg);
}

static const cli_option *read_last; /* the table */
static bool given_last[MAX_OPTIONS];

bool cli_option_given(const cli_option *option)
{
    return read_last && given_last[option - read_last];
}

int cli_options_parse(const cli_option *options, void *args, int *argc, char **argv, int max_others,
                      bool *help)
{
    names known;
    bool *given = given_last;
    int others = 1;
    memset(given_last, 0, sizeof given_last);
    read_last = options;
    collect(options, &known);
    opterr = 0;
    optind = 1;
    while (optind < *argc) {
        int at = optind, index = 0;
        int option = getopt_long(*argc, argv, "+:h", known.list, &index);
        if (option == 'h' || (option == HELP && whole_name(argv[at], "help"))) {
            *help = true;
            return CLI_OK;
        }
        if (option != -1) {
            int result = take(options, &known, args, option, index, argv[at], given);
            if (result != CLI_OK)
                return result;
            continue;
        }
        bool all = optind > at; /* behind "--" */
        do
            argv[others++] = argv[optind++];
        while (all && optind < *argc);
    }
    *argc = others;
    if (others - 1 > max_others)
        return cli_usage("unexpected argument %s", argv[max_others + 1]);
    return missing(options, given);
}
