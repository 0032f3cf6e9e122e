/* Names become ids: a record on its way into the file. */
#include <string.h>

#include "lifecycle/people.h"
#include "lifecycle/values.h"

static aift_status hide_object(aift_store *store, const aift__record_field *fields, const aift__json *from,
                               aift__json *to);

static bool is_name(const char *key)
{
    return strcmp(key, "name") == 0 || strcmp(key, "email") == 0 || strcmp(key, "person") == 0;
}

/* An object with name and email: both become one id, the other fields stay. */
static aift_status hide_person(aift_store *store, const aift__json *from, aift__json *to)
{
    const char *name = aift__json_text(aift__json_get(from, "name"), NULL);
    const char *email = aift__json_text(aift__json_get(from, "email"), NULL);
    const char *given = aift__json_text(aift__json_get(from, "person"), NULL);
    char id[AIFT__ID_CAP] = "";
    aift__json_item item;
    if (name || email)
        AIFT__TRY(aift__people_find(store, name, email, id));
    else if (given)
        AIFT__TRY(aift__people_find_id(store, given, id));
    if (given && !*id)
        return aift__fail(AIFT_E_FORMAT, "person is \"%.100s\": expected the id of somebody in the store",
                          given);
    if (*id)
        AIFT__TRY(aift__json_set(to, "person", aift__json_new_string(id)));
    for (bool more = aift__json_first(from, &item); more; more = aift__json_next(from, &item)) {
        aift__json *copy = NULL;
        if (is_name(item.key))
            continue;
        AIFT__TRY(aift__json_copy(item.value, &copy));
        AIFT__TRY(aift__json_set(to, item.key, copy));
    }
    return AIFT_OK;
}

/* A text that names somebody. */
static aift_status hide_name(aift_store *store, const aift__json *from, aift__json *to)
{
    const char *text = aift__json_text(from, NULL);
    char id[AIFT__ID_CAP];
    AIFT__TRY(aift__people_find_id(store, text, id));
    if (!*id)
        AIFT__TRY(aift__is_email(text) ? aift__people_find(store, NULL, text, id)
                                       : aift__people_find(store, text, NULL, id));
    return aift__json_set(to, "person", aift__json_new_string(id));
}

static aift_status hide_value(aift_store *store, const aift__record_field *field, const aift__json *from,
                              aift__json **out)
{
    if (!aift__people_named(field))
        return aift__json_copy(from, out);
    aift__json *made = aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = field->kind == AIFT__FIELD_PERSON   ? hide_name(store, from, made)
                 : field->flags & AIFT__FIELD_PEOPLE ? hide_person(store, from, made)
                                                     : hide_object(store, field->of, from, made);
    if (status != AIFT_OK) {
        aift__json_free(made);
        return status;
    }
    *out = made;
    return AIFT_OK;
}

static aift_status hide_object(aift_store *store, const aift__record_field *fields, const aift__json *from,
                               aift__json *to)
{
    aift__json_item item;
    for (bool more = aift__json_first(from, &item); more; more = aift__json_next(from, &item)) {
        aift__json *made;
        AIFT__TRY(aift__people_each(store, aift__record_field_find(fields, item.key, item.key_size),
                                    item.value, hide_value, &made));
        AIFT__TRY(aift__json_set(to, item.key, made));
    }
    return AIFT_OK;
}

aift_status aift__people_hide(aift_store *store, const aift__record_kind *kind, const aift__json *record,
                              aift__json **out)
{
    return aift__people_whole(store, kind, record, hide_object, out);
}
