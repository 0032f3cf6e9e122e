/* Frictionless data packages, version 2 (datapackage.json). */
#include <stdio.h>
#include <string.h>

#include "lifecycle/source_exchange.h"
#include "lifecycle/spdx.h"

#define PROFILES "https://datapackage.org/profiles/2.0/"

enum { SLUG = 100 };

/* A name of the specification: lower case letters, digits, - _ . */
static const char *slug_of(const char *text, char slug[SLUG])
{
    size_t n = 0;
    for (; *text && n < SLUG - 1; text++) {
        const char c = (char)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text);
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (plain)
            slug[n++] = c;
        else if (n && slug[n - 1] != '-')
            slug[n++] = '-';
    }
    while (n && slug[n - 1] == '-')
        n--;
    slug[n] = 0;
    return n ? slug : "data";
}

/* ---- out ---- */

static aift_status put_license(const aift__json *record, aift__json *to)
{
    const char *license = aift__source_get(record, "license");
    aift__json *list, *one;
    if (!license)
        return AIFT_OK;
    AIFT__TRY(aift__source_put(to, "licenses", aift__json_new_array(), &list));
    AIFT__TRY(aift__json_push(list, one = aift__json_new_object()));
    return aift__source_text(one, "name", license);
}

static aift_status put_owner(const aift__json *record, aift__json *to)
{
    const aift__json *owner = aift__json_get(record, "owner");
    const char *name = aift__source_get(owner, "name"), *email = aift__source_get(owner, "email");
    aift__json *list, *one, *roles;
    if (!name && !email)
        return AIFT_OK;
    AIFT__TRY(aift__source_put(to, "contributors", aift__json_new_array(), &list));
    one = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, one));
    AIFT__TRY(aift__source_text(one, "title", name ? name : email));
    AIFT__TRY(aift__source_text(one, "email", email));
    AIFT__TRY(aift__source_put(one, "roles", aift__json_new_array(), &roles));
    return aift__json_push(roles, aift__json_new_string("owner"));
}

/* Of our types only these have another name there. */
static const char *field_type(const char *type)
{
    return !type || strcmp(type, "null") == 0 ? "any" : type;
}

static aift_status put_schema(const aift__json *schema, aift__json *to)
{
    aift__json *table, *fields;
    AIFT__TRY(aift__source_put(to, "schema", aift__json_new_object(), &table));
    AIFT__TRY(aift__source_text(table, "$schema", PROFILES "tableschema.json"));
    AIFT__TRY(aift__source_put(table, "fields", aift__json_new_array(), &fields));
    for (size_t i = 0; i < aift__json_size(schema); i++) {
        const aift__json *column = aift__json_at(schema, i);
        aift__json *one = aift__json_new_object();
        AIFT__TRY(aift__json_push(fields, one));
        AIFT__TRY(aift__source_text(one, "name", aift__source_get(column, "name")));
        AIFT__TRY(aift__source_text(one, "type", field_type(aift__source_get(column, "type"))));
    }
    return AIFT_OK;
}

static aift_status put_resource(const aift__json *file, const aift__json *schema, size_t number,
                                aift__json *list)
{
    char slug[SLUG], name[SLUG + 24], hash[80];
    aift__json *to = aift__json_new_object();
    const char *path = aift__source_get(file, "path"), *type = aift__source_get(file, "type");
    const bool csv = strcmp(type, "text/csv") == 0;
    AIFT__TRY(aift__json_push(list, to));
    const int n = snprintf(name, sizeof name, "%s", slug_of(aift__source_get(file, "name"), slug));
    if (number)
        snprintf(name + n, sizeof name - (size_t)n, "-%zu", number);
    snprintf(hash, sizeof hash, "sha256:%s", aift__source_get(file, "sha256"));
    AIFT__TRY(aift__source_text(to, "name", name));
    AIFT__TRY(aift__source_text(to, "path", path));
    if (csv && aift__json_size(schema)) {
        AIFT__TRY(aift__source_text(to, "type", "table"));
        AIFT__TRY(aift__source_text(to, "format", "csv"));
        AIFT__TRY(aift__source_text(to, "encoding", "utf-8"));
    }
    AIFT__TRY(aift__source_text(to, "mediatype", type));
    AIFT__TRY(aift__source_copy(to, "bytes", aift__json_get(file, "bytes")));
    AIFT__TRY(aift__source_text(to, "hash", hash));
    return csv && aift__json_size(schema) ? put_schema(schema, to) : AIFT_OK;
}

static aift_status write_package(const aift__json *record, const aift__json *files, aift__json *to)
{
    char slug[SLUG];
    const size_t n = aift__json_size(files);
    const aift__json *schema = n == 1 ? aift__json_path(record, "check.schema") : NULL;
    aift__json *list, *rest;
    const char *name = aift__source_get(record, "name");
    if (n == 0)
        return aift__fail(AIFT_E_STATE,
                          "%s has no file: expected one at least, as a data package has a resource",
                          aift__source_get(record, "location"));
    AIFT__TRY(aift__source_text(to, "$schema", PROFILES "datapackage.json"));
    AIFT__TRY(aift__source_text(to, "name", slug_of(name, slug)));
    AIFT__TRY(aift__source_text(to, "title", name));
    AIFT__TRY(aift__source_text(to, "description", aift__source_get(record, "description")));
    AIFT__TRY(aift__source_text(to, "created", aift__source_get(record, "created")));
    AIFT__TRY(put_license(record, to));
    AIFT__TRY(put_owner(record, to));
    AIFT__TRY(aift__source_put(to, "resources", aift__json_new_array(), &list));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(put_resource(aift__json_at(files, i), schema, n > 1 ? i + 1 : 0, list));
    AIFT__TRY(aift__source_rest(record, "frictionless", &rest));
    return aift__json_set(to, "aift", rest);
}

/* ---- in ---- */

/* A path stays below the package's folder; an address is one of the web. */
static bool is_safe(const char *path)
{
    if (strncmp(path, "http://", 7) == 0 || strncmp(path, "https://", 8) == 0)
        return true;
    if (*path == '/' || *path == '\\' || strstr(path, "://"))
        return false;
    for (const char *p = path; *p; p += strcspn(p, "/\\"), p += *p != 0)
        if (strncmp(p, "..", 2) == 0 && strchr("/\\", p[2]))
            return false;
    return true;
}

static aift_status check_resource(const aift__json *resource, size_t number)
{
    const aift__json *path = aift__json_get(resource, "path");
    const char *text = aift__json_text(path, NULL);
    const bool many = aift__json_kind(path) == AIFT__JSON_ARRAY && aift__json_size(path) > 0;
    if (!aift__source_get(resource, "name"))
        return aift__fail(AIFT_E_FORMAT, "resources[%zu].name is missing: expected a text", number);
    if ((path != NULL) == (aift__json_get(resource, "data") != NULL) || (path && !text && !many))
        return aift__fail(AIFT_E_FORMAT, "resources[%zu] has %s: expected one of path and data", number,
                          path ? "path and data, or a path that is none" : "neither path nor data");
    for (size_t i = 0; i < (many ? aift__json_size(path) : 1); i++) {
        const char *one = many ? aift__json_text(aift__json_at(path, i), NULL) : text;
        if (path && (!one || !is_safe(one)))
            return aift__fail(AIFT_E_FORMAT,
                              "resources[%zu].path is \"%.100s\": expected a path below the package's "
                              "folder, or an address of http",
                              number, one ? one : "no text");
    }
    return AIFT_OK;
}

static aift_status read_place(const aift__json *resources, aift__json *record)
{
    const aift__json *path = aift__json_get(aift__json_at(resources, 0), "path");
    const bool many = aift__json_kind(path) == AIFT__JSON_ARRAY || aift__json_size(resources) > 1;
    const char *text = aift__json_text(path, NULL);
    const bool web = !many && text && strncmp(text, "http", 4) == 0 && strstr(text, "://");
    AIFT__TRY(aift__source_text(record, "kind", web ? "http" : many || !text ? "folder" : "file"));
    return aift__source_text(record, "location", many || !text ? "." : text);
}

static aift_status read_owner(const aift__json *contributor, aift__json *record)
{
    const char *title = aift__source_get(contributor, "title"),
               *email = aift__source_get(contributor, "email");
    aift__json *owner;
    if (!title && !email)
        return AIFT_OK;
    AIFT__TRY(aift__source_put(record, "owner", aift__json_new_object(), &owner));
    if (!title || !email || strcmp(title, email) != 0)
        AIFT__TRY(aift__source_text(owner, "name", title));
    return aift__source_text(owner, "email", email);
}

static aift_status read_package(const aift__json *from, aift__json *record)
{
    const aift__json *resources = aift__json_get(from, "resources");
    const char *title = aift__source_get(from, "title"), *name = aift__source_get(from, "name");
    const char *license = aift__source_get(aift__json_at(aift__json_get(from, "licenses"), 0), "name");
    if (aift__json_kind(resources) != AIFT__JSON_ARRAY || aift__json_size(resources) == 0)
        return aift__fail(AIFT_E_FORMAT, "resources is %s: expected a list of one resource at least",
                          resources ? aift__json_kind_name(resources) : "missing");
    for (size_t i = 0; i < aift__json_size(resources); i++)
        AIFT__TRY(check_resource(aift__json_at(resources, i), i));
    if (!title && !name)
        name = aift__source_get(aift__json_at(resources, 0), "name");
    AIFT__TRY(aift__source_text(record, "name", title ? title : name));
    AIFT__TRY(aift__source_text(record, "description", aift__source_get(from, "description")));
    AIFT__TRY(read_place(resources, record));
    AIFT__TRY(read_owner(aift__json_at(aift__json_get(from, "contributors"), 0), record));
    return aift__source_text(record, "license", license && aift__is_spdx(license) ? license : NULL);
}

const aift__source_format aift__source_frictionless = {"frictionless", write_package, read_package};
