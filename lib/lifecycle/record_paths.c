/* Changes by path: "title", "owner.email", "kpis.0.target". */
#include <string.h>

#include "codec/json_field.h"
#include "lifecycle/store.h"

/* Where in a record a path has come to. */
typedef struct place {
    const aift__record_field *fields; /* of an object; NULL: not known */
    bool list, open;                  /* open: the rest of the path is one name */
} place;

static aift_status put(const aift__json *value, place at, const char *path, const aift__json *given,
                       aift__json **out);

static place place_of(place object, const char *key, size_t size)
{
    const aift__record_field *field = aift__record_field_find(object.fields, key, size);
    if (!field)
        return (place){.open = true};
    return (place){.fields = field->of,
                   .list = field->flags & AIFT__FIELD_LIST,
                   .open = field->kind == AIFT__FIELD_OPEN || field->kind == AIFT__FIELD_NUMBERS};
}

/* Adds to `to` what becomes of a value; nothing, if it is removed. */
static aift_status put_key(const aift__json *value, place at, const char *key, const char *rest,
                           const aift__json *given, aift__json *to)
{
    aift__json *made = NULL;
    AIFT__TRY(put(value, at, rest, given, &made));
    return made ? aift__json_set(to, key, made) : AIFT_OK;
}

static aift_status put_in_object(const aift__json *object, place at, const char *key, size_t size,
                                 const char *rest, const aift__json *given, aift__json *to)
{
    const place inside = place_of(at, key, size);
    char name[AIFT__WHERE_CAP];
    aift__json_item item;
    bool met = false;
    if (size >= sizeof name)
        return aift__fail(AIFT_E_FORMAT, "has a name of %zu bytes: expected less than %zu", size,
                          sizeof name);
    memcpy(name, key, size);
    name[size] = 0;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        aift__json *copy = NULL;
        if (item.key_size == size && memcmp(item.key, key, size) == 0) {
            met = true;
            AIFT__TRY(put_key(item.value, inside, name, rest, given, to));
            continue;
        }
        AIFT__TRY(aift__json_copy(item.value, &copy));
        AIFT__TRY(aift__json_set(to, item.key, copy));
    }
    return met ? AIFT_OK : put_key(NULL, inside, name, rest, given, to);
}

/* The index of an element, or of one behind the last. */
static bool index_of(const char *key, size_t size, size_t n, size_t *index)
{
    *index = 0;
    for (size_t i = 0; i < size; i++) {
        if (key[i] < '0' || key[i] > '9' || *index > n)
            return false;
        *index = *index * 10 + (size_t)(key[i] - '0');
    }
    return size > 0 && *index <= n;
}

static aift_status put_in_list(const aift__json *list, place at, const char *key, size_t size,
                               const char *rest, const aift__json *given, aift__json *to)
{
    const size_t n = aift__json_size(list);
    size_t index;
    if (!index_of(key, size, n, &index))
        return aift__fail(AIFT_E_FORMAT,
                          "is no place in the list: expected an index from 0 to %zu, the last to add one", n);
    at.list = false;
    for (size_t i = 0; i < n + (index == n); i++) {
        aift__json *made = NULL;
        if (i == index)
            AIFT__TRY(put(aift__json_at(list, i), at, rest, given, &made));
        else
            AIFT__TRY(aift__json_copy(aift__json_at(list, i), &made));
        if (made)
            AIFT__TRY(aift__json_push(to, made));
    }
    return AIFT_OK;
}

static aift_status put(const aift__json *value, place at, const char *path, const aift__json *given,
                       aift__json **out)
{
    *out = NULL;
    if (!path)
        return aift__json_kind(given) == AIFT__JSON_NULL ? AIFT_OK : aift__json_copy(given, out);
    const size_t size = at.open ? strlen(path) : strcspn(path, ".");
    const char *rest = path[size] ? path + size + 1 : NULL;
    const aift__json_type kind = at.list ? AIFT__JSON_ARRAY : AIFT__JSON_OBJECT;
    if (value && aift__json_kind(value) != AIFT__JSON_NULL && aift__json_kind(value) != kind)
        return aift__fail(AIFT_E_FORMAT, "goes on with .%.100s, and what is there is %s", path,
                          aift__json_kind_name(value));
    aift__json *made = at.list ? aift__json_new_array() : aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = (at.list ? put_in_list : put_in_object)(value, at, path, size, rest, given, made);
    if (status != AIFT_OK) {
        aift__json_free(made);
        return status;
    }
    *out = made;
    return AIFT_OK;
}

aift_status aift__record_put(const aift__json *record, const aift__record_kind *kind, const char *path,
                             const aift__json *value, aift__json **out)
{
    const aift_status status = put(record, (place){.fields = kind->fields}, path, value, out);
    return status == AIFT_E_FORMAT ? aift__fail_in(status, "%.100s ", path) : status;
}
