/* The method of a ranking, by its name, and the weights of the matrix: JSON or CSV. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "codec/json_field.h"
#include "formats/records.h"
#include "lifecycle/portfolio.h"

static const double most_weight = 1e300; /* their sum is finite */

/* ---- weights as CSV: name, weight, cost ---- */

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words && strcmp(*words, text) != 0)
        words++;
    return *words != NULL;
}

static aift_status read_cost(const aift__records *records, const char *text, bool *cost)
{
    static const char *const yes[] = {"true", "TRUE", "True", "yes", "1", NULL};
    static const char *const no[] = {"false", "FALSE", "False", "no", "0", "", NULL};
    *cost = is_one_of(text, yes);
    if (*cost || is_one_of(text, no))
        return AIFT_OK;
    return aift__fail(AIFT_E_FORMAT, "line %lld: cost is \"%.60s\": expected true or false",
                      (long long)records->line, text);
}

static const char *cell(const aift__records *records, const char *name)
{
    for (size_t i = 0; i < records->num_fields; i++)
        if (strcmp(records->fields[i].name, name) == 0)
            return records->fields[i].text ? records->fields[i].text : "";
    return NULL;
}

static aift_status add_row(const aift__records *records, aift__json *to)
{
    bool cost;
    const char *name = cell(records, "name"), *weight = cell(records, "weight"),
               *word = cell(records, "cost");
    if (!name || !weight)
        return aift__fail(AIFT_E_FORMAT, "line 1: the header has no %s: expected name, weight and cost",
                          name ? "weight" : "name");
    if (aift__json_get(to, name))
        return aift__fail(AIFT_E_FORMAT, "line %lld: name is \"%.60s\": expected each once",
                          (long long)records->line, name);
    AIFT__TRY(read_cost(records, word ? word : "", &cost));
    aift__json *entry = aift__json_new_object(), *number = NULL;
    AIFT__TRY(aift__json_set(to, name, entry));
    const aift_status status = aift__json_parse(weight, strlen(weight), "weight", &number);
    if (status == AIFT_E_NOMEM)
        return status;
    if (status != AIFT_OK)
        return aift__fail(AIFT_E_FORMAT, "line %lld: weight is \"%.60s\": expected a number",
                          (long long)records->line, weight);
    AIFT__TRY(aift__json_set(entry, "weight", number));
    return aift__json_set(entry, "cost", aift__json_new_bool(cost));
}

static aift_status read_csv(aift_context *context, const char *text, aift__json **out)
{
    aift_source source = AIFT_SOURCE_INIT;
    aift__stream *stream;
    aift__records *records;
    bool more = true;
    source.name = "the weights";
    source.data = text;
    source.size = strlen(text);
    AIFT__TRY(aift__stream_open_source(context, &source, &stream));
    AIFT__TRY(aift__records_open(context, stream, AIFT_DATA_CSV, AIFT_INVALID_UTF8_ERROR, &records));
    aift__json *made = aift__json_new_object();
    aift_status status = made ? AIFT_OK : aift__fail_nomem(0);
    while (status == AIFT_OK && more) {
        status = aift__records_next(records, &more);
        if (status == AIFT_OK && more)
            status = add_row(records, made);
        if (status != AIFT_OK && more && strncmp(aift_last_error(), "the weights: ", 13) != 0)
            aift__fail_in(status, "the weights: ");
    }
    aift__records_close(records);
    *out = status == AIFT_OK ? made : NULL;
    if (status != AIFT_OK)
        aift__json_free(made);
    return status;
}

static aift_status read_weights(aift_context *context, const char *text, aift__json **out)
{
    const char first = text[strspn(text, " \t\r\n")];
    *out = NULL;
    if (first == '{' || first == '[')
        return aift__json_parse(text, strlen(text), "the weights", out);
    return read_csv(context, text, out);
}

/* ---- weights as JSON: {NAME: {weight, cost}} ---- */

static aift_status take_number(const aift__json *object, const char *place, double *out)
{
    char number[32];
    const aift__json *weight = aift__json_get(object, "weight");
    *out = aift__json_real(weight, NAN);
    if (isnan(*out))
        return aift__json_field_fail(place, "weight", weight, "a number of 0 or more");
    if (*out < 0 || *out > most_weight)
        return aift__fail(AIFT_E_RANGE, "%s.weight is %s: expected a number of 0 or more, to 1e300", place,
                          aift__dtoa(number, *out));
    return AIFT_OK;
}

static aift_status take_weight(aift__rank_method *method, const aift__json_item *item)
{
    char place[AIFT__WHERE_CAP];
    aift__json_item field;
    aift__rank_input *input = &method->inputs[method->n];
    if (strlen(item->key) != item->key_size)
        return aift__fail(AIFT_E_FORMAT, "a name contains NUL");
    aift__json_place(place, "%.200s", item->key);
    AIFT__TRY(aift__json_expect(item->value, place, AIFT__JSON_OBJECT));
    for (bool more = aift__json_first(item->value, &field); more; more = aift__json_next(item->value, &field))
        if (strcmp(field.key, "weight") != 0 && strcmp(field.key, "cost") != 0)
            return aift__json_field_fail(place, field.key, field.value,
                                         "no such field (there are weight and cost)");
    if (method->n == AIFT__RANK_INPUTS)
        return aift__fail(AIFT_E_RANGE, "it has more than %d criteria", AIFT__RANK_INPUTS);
    *input = (aift__rank_input){.name = item->key};
    AIFT__TRY(take_number(item->value, place, &input->weight));
    if (aift__json_given(item->value, "cost"))
        AIFT__TRY(aift__json_field_bool(item->value, place, "cost", &input->cost));
    method->n++;
    return AIFT_OK;
}

static aift_status take_weights(const aift__json *weights, aift__rank_method *method)
{
    aift__json_item item;
    double sum = 0;
    *method = (aift__rank_method){.name = "weighted", .kind = AIFT__RANK_WEIGHTED};
    if (aift__json_kind(weights) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "it is %s: expected an object, {NAME: {weight, cost}}",
                          aift__json_kind_name(weights));
    for (bool more = aift__json_first(weights, &item); more; more = aift__json_next(weights, &item))
        AIFT__TRY(take_weight(method, &item));
    for (size_t i = 0; i < method->n; i++)
        sum += method->inputs[i].weight;
    return sum > 0 ? AIFT_OK : aift__fail(AIFT_E_RANGE, "expected a weight above 0");
}

static aift_status make_weighted(aift_context *context, const char *weights, aift__portfolio_method *out)
{
    if (!weights)
        return aift__fail(AIFT_E_INVALID,
                          "the weights are missing: expected {NAME: {weight, cost}}, or CSV with "
                          "name, weight and cost");
    AIFT__TRY(read_weights(context, weights, &out->names));
    const aift_status status = take_weights(out->names, &out->of);
    return status == AIFT_OK ? status : aift__fail_in(status, "the weights: ");
}

void aift__portfolio_method_free(aift__portfolio_method *method)
{
    aift__json_free(method->names);
    method->names = NULL;
}

aift_status aift__portfolio_method_make(aift_context *context, const char *name, const char *weights,
                                        aift__portfolio_method *out)
{
    out->names = NULL;
    if (!name)
        name = weights ? "weighted" : "rice";
    if (strcmp(name, "weighted") == 0) {
        const aift_status status = make_weighted(context, weights, out);
        if (status != AIFT_OK)
            aift__portfolio_method_free(out);
        return status;
    }
    const aift__rank_method *found = aift__rank_method_find(name);
    if (!found)
        return aift__fail(AIFT_E_INVALID, "method is \"%.60s\": expected rice, wsjf, ice or weighted", name);
    if (weights)
        return aift__fail(AIFT_E_INVALID, "method is \"%.60s\": expected weighted where there are weights",
                          name);
    out->of = *found;
    return AIFT_OK;
}
