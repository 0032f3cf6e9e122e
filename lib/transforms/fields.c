/* A transform's parameters from JSON and back, by its table of fields. */
#include <stdio.h>
#include <string.h>

#include "codec/json_field.h"
#include "transforms/transform.h"

static aift_status read_reals(const aift__field *field, const aift__json *object, const char *where,
                              aift__reals *out)
{
    const aift__json *value = aift__json_get(object, field->name);
    char place[AIFT__WHERE_CAP];
    size_t n = 1;
    if (aift__json_kind(value) == AIFT__JSON_ARRAY) {
        n = aift__json_size(value);
        if (n < (size_t)field->least || n > (size_t)field->most)
            return aift__fail(AIFT_E_RANGE, "%s.%s has %zu numbers: it must have %d to %d", where,
                              field->name, n, field->least, field->most);
    } else if (field->least > 1) {
        aift__json_place(place, "an array of %d to %d numbers", field->least, field->most);
        return aift__json_field_fail(where, field->name, value, place);
    } else
        AIFT__TRY(aift__json_field_real(object, where, field->name, field->min, field->max, &out->v[0]));
    for (size_t i = 0; aift__json_kind(value) == AIFT__JSON_ARRAY && i < n; i++) {
        const aift__json *one = aift__json_at(value, i);
        aift__json_place(place, "%s.%s[%zu]", where, field->name, i);
        AIFT__TRY(aift__json_expect(one, place, AIFT__JSON_REAL));
        out->v[i] = aift__json_real(one, 0);
        if (!(out->v[i] >= field->min && out->v[i] <= field->max))
            return aift__fail(AIFT_E_RANGE, "%s is out of its range", place);
    }
    out->n = (int32_t)n;
    return AIFT_OK;
}

static aift_status read_edge(const aift__field *field, const aift__json *object, const char *where,
                             const char *name, int32_t *out)
{
    int64_t value = 0;
    AIFT__TRY(aift__json_field_int(object, where, name, (int64_t)field->min, (int64_t)field->max, &value));
    *out = (int32_t)value;
    return AIFT_OK;
}

static aift_status read_edges(const aift__field *field, const aift__json *object, const char *where,
                              aift__edges *out)
{
    const aift__json *value = aift__json_get(object, field->name);
    char place[AIFT__WHERE_CAP];
    *out = (aift__edges){.height = 0};
    if (aift__json_kind(value) != AIFT__JSON_OBJECT) {
        AIFT__TRY(read_edge(field, object, where, field->name, &out->height));
        out->width = out->height;
        return AIFT_OK;
    }
    aift__json_place(place, "%s.%s", where, field->name);
    if (aift__json_size(value) == 1 && aift__json_given(value, "shortest_edge"))
        return read_edge(field, value, place, "shortest_edge", &out->shortest_edge);
    if (aift__json_size(value) != 2 || aift__json_given(value, "shortest_edge"))
        return aift__fail(AIFT_E_UNSUPPORTED, "%s must have height and width, or shortest_edge, alone",
                          place);
    AIFT__TRY(read_edge(field, value, place, "height", &out->height));
    return read_edge(field, value, place, "width", &out->width);
}

static aift_status read_choice(const aift__field *field, const aift__json *object, const char *where,
                               int32_t *out)
{
    size_t i = 0;
    AIFT__TRY(aift__json_field_choice(object, where, field->name, field->choices, &i));
    *out = (int32_t)i;
    return AIFT_OK;
}

static aift_status read_field(const aift__field *field, const aift__json *object, const char *where,
                              void *member)
{
    switch (field->kind) {
    case AIFT__FIELD_BOOL:
        return aift__json_field_bool(object, where, field->name, member);
    case AIFT__FIELD_INT:
        return aift__json_field_int(object, where, field->name, (int64_t)field->min, (int64_t)field->max,
                                    member);
    case AIFT__FIELD_REAL:
        return aift__json_field_real(object, where, field->name, field->min, field->max, member);
    case AIFT__FIELD_CHOICE:
        return read_choice(field, object, where, member);
    case AIFT__FIELD_REALS:
        return read_reals(field, object, where, member);
    case AIFT__FIELD_EDGES:
        return read_edges(field, object, where, member);
    }
    return aift__fail(AIFT_E_INTERNAL, "%s.%s: no kind of field", where, field->name);
}

static void set_default(const aift__field *field, void *member)
{
    switch (field->kind) {
    case AIFT__FIELD_BOOL:
        *(bool *)member = field->otherwise != 0;
        break;
    case AIFT__FIELD_INT:
        *(int64_t *)member = (int64_t)field->otherwise;
        break;
    case AIFT__FIELD_REAL:
        *(double *)member = field->otherwise;
        break;
    case AIFT__FIELD_CHOICE:
        *(int32_t *)member = (int32_t)field->otherwise;
        break;
    case AIFT__FIELD_REALS:
        *(aift__reals *)member = field->reals;
        break;
    case AIFT__FIELD_EDGES: /* always required */
        break;
    }
}

static aift_status check_names(const aift__transform *type, const aift__json *object, const char *where)
{
    aift__json_item item;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        const aift__field *field = type->fields;
        while (field && field->name && strcmp(field->name, item.key) != 0)
            field++;
        if ((field && field->name) || strcmp(item.key, "type") == 0 || strcmp(item.key, "when") == 0)
            continue;
        char known[400] = "none";
        size_t n = 0;
        for (field = type->fields; field && field->name && n < sizeof known; field++)
            n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", n ? ", " : "", field->name);
        return aift__fail(AIFT_E_UNSUPPORTED, "%s.%.100s is no field of %s; it has: %s", where, item.key,
                          type->name, known);
    }
    return AIFT_OK;
}

aift_status aift__transform_create(aift_context *context, const aift__transform *type, const aift__json *json,
                                   const char *where, void **self)
{
    aift_status status;
    *self = NULL;
    AIFT__TRY(check_names(type, json, where));
    char *made = aift__calloc(context, 1, AIFT__MAX(type->size, 1));
    if (!made)
        return AIFT_E_NOMEM;
    for (const aift__field *field = type->fields; field && field->name; field++)
        if (field->required || aift__json_given(json, field->name))
            AIFT__GOTO(read_field(field, json, where, made + field->offset));
        else
            set_default(field, made + field->offset);
    if (type->prepare) {
        status = type->prepare(context, made);
        if (status != AIFT_OK) {
            if (status != AIFT_E_NOMEM)
                aift__fail_in(status, "%s: ", where);
            goto out;
        }
    }
    *self = made;
    return AIFT_OK;
out:
    aift__transform_destroy(context, type, made);
    return status;
}

void aift__transform_destroy(aift_context *context, const aift__transform *type, void *self)
{
    if (self && type->finish)
        type->finish(context, self);
    aift__free(context, self);
}

static aift__json *reals_json(const aift__reals *reals)
{
    aift__json *array = aift__json_new_array();
    for (int32_t i = 0; array && i < reals->n; i++)
        if (aift__json_push(array, aift__json_new_real(reals->v[i])) != AIFT_OK) {
            aift__json_free(array);
            return NULL;
        }
    return array;
}

static aift__json *edges_json(const aift__edges *edges)
{
    aift_status status = AIFT_OK;
    aift__json *object = aift__json_new_object();
    if (!object)
        return NULL;
    if (edges->shortest_edge)
        AIFT__GOTO(aift__json_set(object, "shortest_edge", aift__json_new_int(edges->shortest_edge)));
    else {
        AIFT__GOTO(aift__json_set(object, "height", aift__json_new_int(edges->height)));
        AIFT__GOTO(aift__json_set(object, "width", aift__json_new_int(edges->width)));
    }
out:
    if (status == AIFT_OK)
        return object;
    aift__json_free(object);
    return NULL;
}

static aift__json *field_json(const aift__field *field, const void *member)
{
    switch (field->kind) {
    case AIFT__FIELD_BOOL:
        return aift__json_new_bool(*(const bool *)member);
    case AIFT__FIELD_INT:
        return aift__json_new_int(*(const int64_t *)member);
    case AIFT__FIELD_REAL:
        return aift__json_new_real(*(const double *)member);
    case AIFT__FIELD_CHOICE:
        return aift__json_new_string(field->choices[*(const int32_t *)member]);
    case AIFT__FIELD_REALS:
        return reals_json(member);
    case AIFT__FIELD_EDGES:
        return edges_json(member);
    }
    return NULL;
}

aift_status aift__transform_write(const aift__transform *type, const void *self, aift__json *object)
{
    AIFT__TRY(aift__json_set(object, "type", aift__json_new_string(type->name)));
    for (const aift__field *field = type->fields; field && field->name; field++)
        AIFT__TRY(aift__json_set(object, field->name, field_json(field, (const char *)self + field->offset)));
    return AIFT_OK;
}
