/* Records are walked to where they name somebody. */
#include "lifecycle/people.h"

bool aift__people_named(const aift__record_field *field)
{
    return field && (field->kind == AIFT__FIELD_OBJECT || field->kind == AIFT__FIELD_PERSON);
}

/* A field's value, or each value of its list. */
aift_status aift__people_each(aift_store *store, const aift__record_field *field, const aift__json *from,
                              aift__people_change change, aift__json **out)
{
    *out = NULL;
    if (!aift__people_named(field) || !(field->flags & AIFT__FIELD_LIST))
        return change(store, field, from, out);
    aift__json *list = aift__json_new_array();
    aift_status status = list ? AIFT_OK : aift__fail_nomem(0);
    for (size_t i = 0; i < aift__json_size(from) && status == AIFT_OK; i++) {
        aift__json *made = NULL;
        status = change(store, field, aift__json_at(from, i), &made);
        if (status == AIFT_OK)
            status = aift__json_push(list, made);
    }
    if (status != AIFT_OK) {
        aift__json_free(list);
        return status;
    }
    *out = list;
    return AIFT_OK;
}

aift_status aift__people_whole(aift_store *store, const aift__record_kind *kind, const aift__json *from,
                               aift__people_fill change, aift__json **out)
{
    *out = NULL;
    aift__json *made = aift__json_new_object();
    aift_status status = made ? change(store, kind->fields, from, made) : aift__fail_nomem(0);
    if (status != AIFT_OK) {
        aift__json_free(made);
        return status;
    }
    *out = made;
    return AIFT_OK;
}
