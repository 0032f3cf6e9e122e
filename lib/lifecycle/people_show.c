/* Ids become names: a record on its way out of the file. */
#include <string.h>

#include "lifecycle/people.h"

typedef struct person {
    char id[AIFT__ID_CAP];
    aift__json *name, *email; /* NULL: not given */
} person;

static aift_status show_object(aift_store *store, const aift__record_field *fields, const aift__json *from,
                               aift__json *to);

static aift_status read_person(aift_store *store, const aift__json *from, person *out)
{
    aift__sql_rows *rows;
    bool row;
    const char *id = aift__json_text(aift__json_get(from, "person"), NULL);
    *out = (person){.name = NULL};
    if (!id)
        return AIFT_OK;
    snprintf(out->id, sizeof out->id, "%s", id);
    AIFT__TRY(aift__sql_ask(store->sql, &rows, "SELECT name, email FROM person WHERE id=?", "t", id));
    aift_status status = aift__sql_next(rows, &row);
    for (int i = 0; i < 2 && status == AIFT_OK && row; i++) {
        size_t size;
        const char *text = aift__sql_text(rows, i, &size);
        aift__json **to = i == 0 ? &out->name : &out->email;
        *to = text ? aift__json_new_text(text, size) : NULL;
        if (text && !*to)
            status = aift__fail_nomem(size);
    }
    aift__sql_done(rows);
    return status;
}

/* The value that the field of a person has; NULL: none. */
static aift_status person_field(const char *key, const aift__json *from, person *of, aift__json **out)
{
    const bool erased = *of->id && !of->name && !of->email;
    *out = NULL;
    if (strcmp(key, "name") == 0) {
        *out = of->name;
        of->name = NULL;
    } else if (strcmp(key, "email") == 0) {
        *out = of->email;
        of->email = NULL;
    } else if (strcmp(key, "person") != 0 && aift__json_get(from, key)) {
        return aift__json_copy(aift__json_get(from, key), out);
    } else if (strcmp(key, "person") == 0 && erased) {
        *out = aift__json_new_string(of->id);
        return *out ? AIFT_OK : aift__fail_nomem(0);
    }
    return AIFT_OK;
}

static aift_status fill_person(const aift__record_field *fields, const aift__json *from, person *of,
                               aift__json *to)
{
    const bool erased = *of->id && !of->name && !of->email;
    for (; fields->key; fields++) {
        aift__json *made;
        if (strcmp(fields->key, "person") == 0 && !erased)
            continue;
        AIFT__TRY(person_field(fields->key, from, of, &made));
        if (made)
            AIFT__TRY(aift__json_set(to, fields->key, made));
    }
    return AIFT_OK;
}

static aift_status show_person(aift_store *store, const aift__record_field *field, const aift__json *from,
                               aift__json *to)
{
    person of;
    aift_status status = read_person(store, from, &of);
    if (status == AIFT_OK)
        status = fill_person(field->of, from, &of, to);
    aift__json_free(of.name);
    aift__json_free(of.email);
    return status;
}

static aift_status show_name(aift_store *store, const aift__json *from, aift__json **out)
{
    person of;
    aift_status status = read_person(store, from, &of);
    if (status == AIFT_OK)
        *out = of.name ? of.name : of.email ? of.email : aift__json_new_string(of.id);
    if (of.email != *out)
        aift__json_free(of.email);
    if (status != AIFT_OK)
        aift__json_free(of.name);
    return status == AIFT_OK && !*out ? aift__fail_nomem(0) : status;
}

static aift_status show_value(aift_store *store, const aift__record_field *field, const aift__json *from,
                              aift__json **out)
{
    if (!aift__people_named(field))
        return aift__json_copy(from, out);
    if (field->kind == AIFT__FIELD_PERSON)
        return show_name(store, from, out);
    aift__json *made = aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = field->flags & AIFT__FIELD_PEOPLE ? show_person(store, field, from, made)
                                                   : show_object(store, field->of, from, made);
    if (status != AIFT_OK) {
        aift__json_free(made);
        return status;
    }
    *out = made;
    return AIFT_OK;
}

static aift_status show_object(aift_store *store, const aift__record_field *fields, const aift__json *from,
                               aift__json *to)
{
    for (const aift__record_field *field = fields; field->key; field++) {
        const aift__json *value = aift__json_get(from, field->key);
        aift__json *made;
        if (!value || field->flags & AIFT__FIELD_HIDDEN)
            continue;
        AIFT__TRY(aift__people_each(store, field, value, show_value, &made));
        AIFT__TRY(aift__json_set(to, field->key, made));
    }
    return AIFT_OK;
}

aift_status aift__people_show(aift_store *store, const aift__record_kind *kind, const aift__json *stored,
                              aift__json **out)
{
    return aift__people_whole(store, kind, stored, show_object, out);
}
