/* CycloneDX 1.6: each record is a machine-learning-model component with its model card. What the standard has no place for
 * lies in properties, "aift:FIELD". docs/exchange.md has the table of all fields. */
#include <stdio.h>
#include <string.h>

#include "aift/version.h"
#include "lifecycle/export.h"

static aift_status add_object(aift__json *to, const char *key, aift__json **out)
{
    *out = aift__json_new_object();
    return aift__json_set(to, key, *out);
}

static aift_status push_object(aift__json *list, aift__json **out)
{
    *out = aift__json_new_object();
    return aift__json_push(list, *out);
}

static aift_status add_list(aift__json *to, const char *key, aift__json **out)
{
    *out = aift__json_new_array();
    return aift__json_set(to, key, *out);
}

static aift_status add_text(aift__json *to, const char *key, const aift__json *value)
{
    size_t size;
    const char *text = aift__json_text(value, &size);
    return text ? aift__json_set(to, key, aift__json_new_text(text, size)) : AIFT_OK;
}

/* Every value of the standard is a text; lists and objects are JSON. */
static aift_status as_text(aift_context *context, const aift__json *value, aift__json **out)
{
    size_t size;
    char *json;
    const char *text = aift__json_text(value, &size);
    *out = NULL;
    if (text) {
        *out = aift__json_new_text(text, size);
        return *out ? AIFT_OK : AIFT_E_NOMEM;
    }
    AIFT__TRY(aift__json_write(context, value, 0, &json));
    *out = aift__json_new_string(json);
    aift__free(context, json);
    return *out ? AIFT_OK : AIFT_E_NOMEM;
}

static aift_status add_property(aift_context *context, aift__json *list, const char *name,
                                const aift__json *value)
{
    char full[128];
    aift__json *property, *text;
    snprintf(full, sizeof full, "aift:%.100s", name);
    AIFT__TRY(push_object(list, &property));
    AIFT__TRY(aift__json_set(property, "name", aift__json_new_string(full)));
    AIFT__TRY(as_text(context, value, &text));
    return aift__json_set(property, "value", text);
}

/* A list of texts under another name; nothing if it is empty. */
static aift_status add_texts(aift__json *to, const char *key, const aift__json *texts)
{
    aift__json *copy;
    if (aift__json_size(texts) == 0)
        return AIFT_OK;
    AIFT__TRY(aift__json_copy(texts, &copy));
    return aift__json_set(to, key, copy);
}

static aift_status add_authors(aift__json *component, const aift__json *owner)
{
    aift__json *authors, *author;
    if (!aift__json_get(owner, "name") && !aift__json_get(owner, "email"))
        return AIFT_OK;
    AIFT__TRY(add_list(component, "authors", &authors));
    AIFT__TRY(push_object(authors, &author));
    AIFT__TRY(add_text(author, "name", aift__json_get(owner, "name")));
    return add_text(author, "email", aift__json_get(owner, "email"));
}

/* Whether the address can stand where an IRI must. */
static bool is_address(const aift__json *url)
{
    size_t size;
    const char *text = aift__json_text(url, &size);
    if (!text || strlen(text) != size ||
        (strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0))
        return false;
    for (const char *at = text; *at; at++)
        if ((unsigned char)*at <= 0x20 || strchr("<>\"{}|\\^`[]", *at) || *at == 0x7F)
            return false;
    return true;
}

static bool all_addresses(const aift__json *links)
{
    for (size_t i = 0; i < aift__json_size(links); i++)
        if (!is_address(aift__json_get(aift__json_at(links, i), "url")))
            return false;
    return true;
}

static aift_status add_references(aift__json *component, const aift__json *links)
{
    aift__json *references, *reference;
    if (aift__json_size(links) == 0 || !all_addresses(links))
        return AIFT_OK; /* they are a property then */
    AIFT__TRY(add_list(component, "externalReferences", &references));
    for (size_t i = 0; i < aift__json_size(links); i++) {
        const aift__json *link = aift__json_at(links, i);
        AIFT__TRY(push_object(references, &reference));
        AIFT__TRY(aift__json_set(reference, "type", aift__json_new_string("other")));
        AIFT__TRY(add_text(reference, "url", aift__json_get(link, "url")));
        AIFT__TRY(add_text(reference, "comment", aift__json_get(link, "kind")));
    }
    return AIFT_OK;
}

static aift_status add_parameters(aift__json *card, const aift__json *record)
{
    aift__json *parameters, *list, *item;
    const aift__json *modality = aift__json_get(record, "modality"),
                     *data = aift__json_get(record, "requirements");
    AIFT__TRY(add_object(card, "modelParameters", &parameters));
    AIFT__TRY(add_text(parameters, "task", aift__json_get(record, "task")));
    if (aift__json_size(data)) {
        AIFT__TRY(add_list(parameters, "datasets", &list));
        for (size_t i = 0; i < aift__json_size(data); i++) {
            AIFT__TRY(push_object(list, &item));
            AIFT__TRY(aift__json_set(item, "type", aift__json_new_string("dataset")));
            AIFT__TRY(add_text(item, "name", aift__json_get(aift__json_at(data, i), "name")));
        }
    }
    if (!modality)
        return AIFT_OK;
    AIFT__TRY(add_list(parameters, "inputs", &list));
    AIFT__TRY(push_object(list, &item));
    return add_text(item, "format", modality);
}

/* The figures that an evaluation gave; KPIs without one are a property. */
static aift_status add_metrics(aift__json *card, const aift__json *kpis, aift_context *context)
{
    aift__json *analysis = NULL, *metrics = NULL, *metric, *text;
    for (size_t i = 0; i < aift__json_size(kpis); i++) {
        const aift__json *kpi = aift__json_at(kpis, i), *value = aift__json_get(kpi, "value");
        if (aift__json_kind(value) == AIFT__JSON_NULL)
            continue;
        if (!analysis) {
            AIFT__TRY(add_object(card, "quantitativeAnalysis", &analysis));
            AIFT__TRY(add_list(analysis, "performanceMetrics", &metrics));
        }
        AIFT__TRY(push_object(metrics, &metric));
        AIFT__TRY(add_text(metric, "type", aift__json_get(kpi, "metric")));
        AIFT__TRY(as_text(context, value, &text));
        AIFT__TRY(aift__json_set(metric, "value", text));
    }
    return AIFT_OK;
}

/* Whom it is for, by their roles; names stay out where there is a role. */
static aift_status add_users(aift__json *considerations, const aift__json *stakeholders)
{
    aift__json *users = NULL;
    for (size_t i = 0; i < aift__json_size(stakeholders); i++) {
        const aift__json *who = aift__json_at(stakeholders, i), *role = aift__json_get(who, "role");
        size_t size;
        const char *text = aift__json_text(role ? role : aift__json_get(who, "name"), &size);
        if (!text)
            continue;
        if (!users)
            AIFT__TRY(add_list(considerations, "users", &users));
        AIFT__TRY(aift__json_push(users, aift__json_new_text(text, size)));
    }
    return AIFT_OK;
}

static aift_status add_considerations(aift__json *card, const aift__json *record)
{
    aift__json *considerations, *list, *item;
    const aift__json *risks = aift__json_get(record, "risks");
    AIFT__TRY(add_object(card, "considerations", &considerations));
    AIFT__TRY(add_users(considerations, aift__json_get(record, "stakeholders")));
    AIFT__TRY(add_texts(considerations, "useCases", aift__json_get(record, "objectives")));
    AIFT__TRY(add_texts(considerations, "technicalLimitations", aift__json_path(record, "scope.out")));
    if (aift__json_size(risks) == 0)
        return AIFT_OK;
    AIFT__TRY(add_list(considerations, "ethicalConsiderations", &list));
    for (size_t i = 0; i < aift__json_size(risks); i++) {
        const aift__json *risk = aift__json_at(risks, i);
        AIFT__TRY(push_object(list, &item));
        AIFT__TRY(add_text(item, "name", aift__json_get(risk, "text")));
        AIFT__TRY(add_text(item, "mitigationStrategy", aift__json_get(risk, "mitigation")));
    }
    return AIFT_OK;
}

/* The fields that the standard has a place for hold all that the record has there. */
static bool has_place(const char *field, const aift__json *value)
{
    static const char *const whole[] = {"id",         "version", "title",    "problem",
                                        "objectives", "task",    "modality", NULL};
    for (size_t i = 0; whole[i]; i++)
        if (strcmp(whole[i], field) == 0)
            return true;
    return strcmp(field, "links") == 0 && all_addresses(value);
}

static aift_status add_properties(aift_context *context, aift__json *component, const aift__json *record)
{
    aift__json_item item;
    aift__json *properties;
    AIFT__TRY(add_list(component, "properties", &properties));
    for (bool more = aift__json_first(record, &item); more; more = aift__json_next(record, &item))
        if (!has_place(item.key, item.value) && aift__json_kind(item.value) != AIFT__JSON_NULL)
            AIFT__TRY(add_property(context, properties, item.key, item.value));
    return AIFT_OK;
}

static aift_status add_component(aift_context *context, aift__json *components, const aift__json *record)
{
    aift__json *component, *card, *version;
    AIFT__TRY(push_object(components, &component));
    AIFT__TRY(aift__json_set(component, "type", aift__json_new_string("machine-learning-model")));
    AIFT__TRY(add_text(component, "bom-ref", aift__json_get(record, "id")));
    AIFT__TRY(add_text(component, "name", aift__json_get(record, "title")));
    if (aift__json_get(record, "version")) {
        AIFT__TRY(as_text(context, aift__json_get(record, "version"), &version));
        AIFT__TRY(aift__json_set(component, "version", version));
    }
    AIFT__TRY(add_text(component, "description", aift__json_get(record, "problem")));
    AIFT__TRY(add_authors(component, aift__json_get(record, "owner")));
    AIFT__TRY(add_references(component, aift__json_get(record, "links")));
    AIFT__TRY(add_object(component, "modelCard", &card));
    AIFT__TRY(add_parameters(card, record));
    AIFT__TRY(add_metrics(card, aift__json_get(record, "kpis"), context));
    AIFT__TRY(add_considerations(card, record));
    return add_properties(context, component, record);
}

static aift_status add_metadata(const aift__export *export, aift__json *bom)
{
    aift__json *metadata, *tools, *list, *item;
    AIFT__TRY(add_object(bom, "metadata", &metadata));
    if (export->at)
        AIFT__TRY(aift__json_set(metadata, "timestamp", aift__json_new_string(export->at)));
    AIFT__TRY(add_object(metadata, "tools", &tools));
    AIFT__TRY(add_list(tools, "components", &list));
    AIFT__TRY(push_object(list, &item));
    AIFT__TRY(aift__json_set(item, "type", aift__json_new_string("library")));
    AIFT__TRY(aift__json_set(item, "name", aift__json_new_string("libaift")));
    AIFT__TRY(aift__json_set(item, "version", aift__json_new_string(aift_version())));
    if (!export->head)
        return AIFT_OK;
    AIFT__TRY(add_list(metadata, "properties", &list));
    AIFT__TRY(push_object(list, &item));
    AIFT__TRY(aift__json_set(item, "name", aift__json_new_string("aift:audit_head")));
    return aift__json_set(item, "value", aift__json_new_string(export->head));
}

static aift_status fill(const aift__export *export, aift_context *context, aift__json *bom)
{
    aift__json *components;
    AIFT__TRY(aift__json_set(bom, "bomFormat", aift__json_new_string("CycloneDX")));
    AIFT__TRY(aift__json_set(bom, "specVersion", aift__json_new_string("1.6")));
    AIFT__TRY(aift__json_set(bom, "version", aift__json_new_int(1)));
    AIFT__TRY(add_metadata(export, bom));
    AIFT__TRY(add_list(bom, "components", &components));
    for (size_t i = 0; i < aift__json_size(export->records); i++)
        AIFT__TRY(add_component(context, components, aift__json_at(export->records, i)));
    return AIFT_OK;
}

static aift_status write_cyclonedx(const aift__export *export, aift__buf *out)
{
    char *text = NULL;
    aift__json *bom = aift__json_new_object();
    aift_status status = bom ? fill(export, out->context, bom) : AIFT_E_NOMEM;
    if (status == AIFT_OK)
        status = aift__json_write(out->context, bom, 2, &text);
    if (status == AIFT_OK)
        status = aift__buf_addf(out, "%s\n", text);
    aift__free(out->context, text);
    aift__json_free(bom);
    return status;
}

const aift__export_format aift__export_cyclonedx = {
    .name = "cyclonedx", .figures = true, .write = write_cyclonedx};
