/* Figures in the JSON of an evaluation, by their dotted paths. */
#include <stdio.h>
#include <string.h>

#include "lifecycle/figures.h"

static bool is_number(const aift__json *value)
{
    const aift__json_type kind = aift__json_kind(value);
    return kind == AIFT__JSON_INT || kind == AIFT__JSON_REAL;
}

static const aift__json *find(const aift__json *at, const char *path);

/* What lies at the rest of a path, behind a name of it. */
static const aift__json *step(const aift__json *value, const char *rest)
{
    if (*rest == '\0')
        return is_number(value) ? value : NULL;
    return *rest == '.' ? find(value, rest + 1) : NULL;
}

static const aift__json *find_index(const aift__json *array, const char *path)
{
    size_t i = 0;
    const char *p = path;
    for (; *p >= '0' && *p <= '9' && i < aift__json_size(array); p++)
        i = i * 10 + (size_t)(*p - '0');
    return p > path && i < aift__json_size(array) ? step(aift__json_at(array, i), p) : NULL;
}

static const aift__json *find(const aift__json *at, const char *path)
{
    aift__json_item item;
    const aift__json *found = NULL;
    if (aift__json_kind(at) == AIFT__JSON_ARRAY)
        return find_index(at, path);
    for (bool more = aift__json_first(at, &item); more && !found; more = aift__json_next(at, &item))
        if (strncmp(path, item.key, item.key_size) == 0)
            found = step(item.value, path + item.key_size);
    return found;
}

/* A list of bounded size. */
typedef struct names {
    char text[700];
    size_t size;
    bool cut;
} names;

static void add_name(names *to, const char *prefix, const char *key)
{
    const size_t room = sizeof to->text - to->size - 5;
    const int n =
        to->cut ? -1 : snprintf(to->text + to->size, room, "%s%s%s", to->size ? ", " : "", prefix, key);
    if (to->cut)
        return;
    to->cut = n < 0 || (size_t)n >= room;
    if (to->cut)
        memcpy(to->text + to->size, " ...", 5);
    else
        to->size += (size_t)n;
}

/* Those of arrays are left out: a confusion matrix has too many. */
static void list(const aift__json *at, const char *prefix, names *to)
{
    aift__json_item item;
    for (bool more = aift__json_first(at, &item); more && !to->cut; more = aift__json_next(at, &item)) {
        char inner[256];
        if (is_number(item.value))
            add_name(to, prefix, item.key);
        if (aift__json_kind(item.value) != AIFT__JSON_OBJECT)
            continue;
        const int n = snprintf(inner, sizeof inner, "%s%s.", prefix, item.key);
        if (n > 0 && (size_t)n < sizeof inner)
            list(item.value, inner, to);
    }
}

aift_status aift__figure_find(const aift__json *evaluation, const char *path, double *value)
{
    const aift__json *found = find(evaluation, path);
    *value = 0;
    if (found) {
        *value = aift__json_real(found, 0);
        return AIFT_OK;
    }
    names known = {.size = 0};
    list(evaluation, "", &known);
    return aift__fail(AIFT_E_NOT_FOUND, "evaluation has no figure \"%.64s\"; it has %s", path,
                      known.size ? known.text : "none");
}
