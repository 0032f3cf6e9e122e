/* The paths of a record that columns can be named by, and how a value is set at one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lifecycle/import_format.h"

static const aift__import_entry usecase[] = {
    {"title", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"problem", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"objectives", AIFT__IMPORT_TEXTS, AIFT__IMPORT_TEXT},
    {"scope", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"scope.in", AIFT__IMPORT_TEXTS, AIFT__IMPORT_TEXT},
    {"scope.out", AIFT__IMPORT_TEXTS, AIFT__IMPORT_TEXT},
    {"task", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"modality", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"industry", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"owner", AIFT__IMPORT_PERSON, AIFT__IMPORT_TEXT},
    {"team", AIFT__IMPORT_PEOPLE, AIFT__IMPORT_TEXT},
    {"stakeholders", AIFT__IMPORT_PEOPLE, AIFT__IMPORT_TEXT},
    {"notes", AIFT__IMPORT_LIST, AIFT__IMPORT_TEXT},
    {"pain_points", AIFT__IMPORT_PAINS, AIFT__IMPORT_JSON},
    {"kpis", AIFT__IMPORT_LIST, AIFT__IMPORT_JSON},
    {"risk", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"risk.class", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"risk.role", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"risk.reason", AIFT__IMPORT_TEXT, AIFT__IMPORT_SKIP},
    {"privacy", AIFT__IMPORT_JSON, AIFT__IMPORT_TEXT},
    {"privacy.personal_data", AIFT__IMPORT_JSON, AIFT__IMPORT_SKIP},
    {"timeline", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"timeline.start", AIFT__IMPORT_DATE, AIFT__IMPORT_SKIP},
    {"timeline.target", AIFT__IMPORT_DATE, AIFT__IMPORT_SKIP},
    {"links", AIFT__IMPORT_LINK, AIFT__IMPORT_TEXT},
    {"goals", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"people", AIFT__IMPORT_NUMBER, AIFT__IMPORT_SKIP},
    {"depends_on", AIFT__IMPORT_TEXTS, AIFT__IMPORT_TEXT},
    {"finance", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"finance.rate", AIFT__IMPORT_NUMBER, AIFT__IMPORT_SKIP},
    {"finance.cash_flows", AIFT__IMPORT_LIST, AIFT__IMPORT_JSON},
    {"swot", AIFT__IMPORT_JSON, AIFT__IMPORT_TEXTS},
    {"risks", AIFT__IMPORT_RISKS, AIFT__IMPORT_JSON},
    {"scores", AIFT__IMPORT_JSON, AIFT__IMPORT_NUMBER},
    {"scores.criteria", AIFT__IMPORT_JSON, AIFT__IMPORT_JSON},
    {"requirements", AIFT__IMPORT_NAMES, AIFT__IMPORT_JSON},
    {"extra", AIFT__IMPORT_JSON, AIFT__IMPORT_SKIP},
    {"id", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"version", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"state", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"state_reason", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"created", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {"aift", AIFT__IMPORT_OWN, AIFT__IMPORT_OWN}, /* what a ranking had beside the inputs: calculated */
    {"updated", AIFT__IMPORT_OWN, AIFT__IMPORT_SKIP},
    {NULL, AIFT__IMPORT_SKIP, AIFT__IMPORT_SKIP},
};

static bool is_list(aift__import_kind kind)
{
    return kind >= AIFT__IMPORT_TEXTS && kind <= AIFT__IMPORT_LIST;
}

/* The entry of the longest beginning of the path, whole names. */
static const aift__import_entry *find(const aift__import_entry *entries, const char *path, size_t *length)
{
    const aift__import_entry *best = NULL;
    *length = 0;
    for (const aift__import_entry *e = entries ? entries : usecase; e->path; e++) {
        size_t n = strlen(e->path);
        if (n > *length && strncmp(e->path, path, n) == 0 && (path[n] == '\0' || path[n] == '.')) {
            best = e;
            *length = n;
        }
    }
    return best;
}

/* A number that counts elements: "0", "12". */
static bool is_index(const char *text, size_t n)
{
    if (n == 0 || n > 4 || (n > 1 && text[0] == '0'))
        return false;
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

bool aift__import_path(const aift__import_entry *entries, const char *path, aift__import_kind *kind)
{
    size_t n;
    const aift__import_entry *entry = find(entries, path, &n);
    if (!entry)
        return false;
    *kind = path[n] ? entry->under : entry->kind;
    if (!path[n])
        return true;
    if (entry->under == AIFT__IMPORT_SKIP ||
        (is_list(entry->kind) && !is_index(path + n + 1, strcspn(path + n + 1, "."))))
        return false;
    for (const char *at = path + n; *at; at += 1 + strcspn(at + 1, "."))
        if (at[1] == '.' || at[1] == '\0')
            return false; /* a name without letters */
    return true;
}

static aift_status fail_shape(const char *path)
{
    return aift__fail(AIFT_E_INVALID, "%.100s does not fit what other columns put there", path);
}

static aift_status fail_before(const char *path)
{
    return aift__fail(AIFT_E_INVALID, "%.100s: the element before it is empty", path);
}

/* The value at `name`, made if it is not there: a list if elements are counted in it. */
static aift_status descend(aift__json *in, const char *name, bool list, const char *path, aift__json **out)
{
    const bool array = aift__json_kind(in) == AIFT__JSON_ARRAY;
    const size_t at = array ? (size_t)atol(name) : 0;
    *out = array ? aift__json_element(in, at) : aift__json_member(in, name);
    if (aift__json_kind(*out) == AIFT__JSON_NULL) {
        if (array && at > aift__json_size(in))
            return fail_before(path);
        aift__json *made = list ? aift__json_new_array() : aift__json_new_object();
        *out = made;
        return array ? aift__json_push(in, made) : aift__json_set(in, name, made);
    }
    const aift__json_type type = aift__json_kind(*out);
    return type == AIFT__JSON_OBJECT || type == AIFT__JSON_ARRAY ? AIFT_OK : fail_shape(path);
}

static aift_status join(aift__json *list, aift__json *more)
{
    aift_status status = AIFT_OK;
    for (size_t i = 0; i < aift__json_size(more) && status == AIFT_OK; i++) {
        aift__json *copy;
        status = aift__json_copy(aift__json_at(more, i), &copy);
        if (status == AIFT_OK)
            status = aift__json_push(list, copy);
    }
    aift__json_free(more);
    return status;
}

/* Puts the value into its parent. */
static aift_status place(aift__json *parent, const char *name, const char *path, aift__json *value)
{
    if (aift__json_kind(parent) == AIFT__JSON_ARRAY) {
        if ((size_t)atol(name) == aift__json_size(parent))
            return aift__json_push(parent, value);
        aift__json_free(value);
        return fail_before(path);
    }
    aift__json *there = aift__json_member(parent, name);
    if (aift__json_kind(value) == AIFT__JSON_ARRAY && aift__json_kind(there) == AIFT__JSON_ARRAY)
        return join(there, value);
    return aift__json_set(parent, name, value);
}

/* The lists whose elements a path can count are known by the table. */
static bool counted(const aift__import_entry *entries, const char *path, size_t n)
{
    char prefix[64];
    size_t length;
    if (n >= sizeof prefix)
        return false;
    memcpy(prefix, path, n);
    prefix[n] = '\0';
    const aift__import_entry *entry = find(entries, prefix, &length);
    return entry && length == n && is_list(entry->kind);
}

aift_status aift__import_set(const aift__import_entry *entries, aift__json *record, const char *path,
                             aift__json *value)
{
    const char *at = path;
    aift__json *in = record;
    while (true) {
        char name[256];
        const size_t n = strcspn(at, ".");
        if (n >= sizeof name) {
            aift__json_free(value);
            return aift__fail(AIFT_E_INVALID, "%.100s: a name in it is longer than %zu bytes", path,
                              sizeof name - 1);
        }
        memcpy(name, at, n);
        name[n] = '\0';
        if (!at[n])
            return place(in, name, path, value);
        aift__json *next;
        aift_status status = descend(in, name, counted(entries, path, (size_t)(at - path) + n), path, &next);
        if (status != AIFT_OK) {
            aift__json_free(value);
            return status;
        }
        in = next;
        at += n + 1;
    }
}
