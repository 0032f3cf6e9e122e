/* Croissant 1.1 (MLCommons): a data set as JSON-LD. */
#include <stdio.h>
#include <string.h>

#include "lifecycle/source_exchange.h"
#include "lifecycle/spdx.h"

#define VERSION "http://mlcommons.org/croissant/1.1"
#define LICENSES "https://spdx.org/licenses/"

/* The specification's own context. */
static const char context[] =
    "{\"@language\":\"en\",\"@vocab\":\"https://schema.org/"
    "\",\"citeAs\":\"cr:citeAs\",\"column\":\"cr:column\","
    "\"conformsTo\":\"dct:conformsTo\",\"containedIn\":\"cr:containedIn\",\"cr\":\"http://mlcommons.org/"
    "croissant/\","
    "\"data\":{\"@id\":\"cr:data\",\"@type\":\"@json\"},\"dataType\":{\"@id\":\"cr:dataType\",\"@type\":\"@"
    "vocab\"},"
    "\"dct\":\"http://purl.org/dc/terms/\",\"equivalentProperty\":\"cr:equivalentProperty\","
    "\"examples\":{\"@id\":\"cr:examples\",\"@type\":\"@json\"},\"excludes\":\"cr:excludes\",\"extract\":"
    "\"cr:extract\","
    "\"field\":\"cr:field\",\"fileObject\":\"cr:fileObject\",\"fileProperty\":\"cr:fileProperty\","
    "\"fileSet\":\"cr:fileSet\","
    "\"format\":\"cr:format\",\"includes\":\"cr:includes\",\"isLiveDataset\":\"cr:isLiveDataset\","
    "\"jsonPath\":\"cr:jsonPath\",\"key\":\"cr:key\",\"md5\":\"cr:md5\",\"parentField\":\"cr:parentField\","
    "\"path\":\"cr:path\","
    "\"rai\":\"http://mlcommons.org/croissant/RAI/"
    "\",\"recordSet\":\"cr:recordSet\",\"references\":\"cr:references\","
    "\"regex\":\"cr:regex\",\"repeated\":\"cr:repeated\",\"replace\":\"cr:replace\",\"samplingRate\":\"cr:"
    "samplingRate\","
    "\"sc\":\"https://schema.org/"
    "\",\"separator\":\"cr:separator\",\"source\":\"cr:source\",\"subField\":\"cr:subField\","
    "\"transform\":\"cr:transform\"}";

/* ---- out ---- */

static aift_status put_license(const aift__json *record, aift__json *to)
{
    char url[256];
    const char *license = aift__source_get(record, "license");
    if (!license)
        return aift__source_text(to, "license", aift__source_get(record, "contract"));
    const bool one = !strpbrk(license, " ()+:") && strncmp(license, "LicenseRef-", 11) != 0;
    snprintf(url, sizeof url, LICENSES "%.200s.html", license);
    return aift__source_text(to, "license", one ? url : license);
}

static aift_status put_creator(const aift__json *record, aift__json *to)
{
    const aift__json *owner = aift__json_get(record, "owner");
    aift__json *creator;
    if (!owner)
        return AIFT_OK;
    AIFT__TRY(aift__source_put(to, "creator", aift__json_new_object(), &creator));
    AIFT__TRY(aift__source_text(creator, "@type", "Person"));
    AIFT__TRY(aift__source_text(creator, "name", aift__source_get(owner, "name")));
    return aift__source_text(creator, "email", aift__source_get(owner, "email"));
}

static aift_status put_file(const aift__json *file, aift__json *list)
{
    char size[48];
    aift__json *to = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, to));
    snprintf(size, sizeof size, "%lld B", (long long)aift__json_int(aift__json_get(file, "bytes"), 0));
    AIFT__TRY(aift__source_text(to, "@type", "cr:FileObject"));
    AIFT__TRY(aift__source_text(to, "@id", aift__source_get(file, "path")));
    AIFT__TRY(aift__source_text(to, "name", aift__source_get(file, "name")));
    AIFT__TRY(aift__source_text(to, "contentUrl", aift__source_get(file, "path")));
    AIFT__TRY(aift__source_text(to, "contentSize", size));
    AIFT__TRY(aift__source_text(to, "encodingFormat", aift__source_get(file, "type")));
    return aift__source_text(to, "sha256", aift__source_get(file, "sha256"));
}

static const char *data_type(const char *type)
{
    static const char *const types[][2] = {{"integer", "sc:Integer"},
                                           {"number", "sc:Float"},
                                           {"boolean", "sc:Boolean"},
                                           {"date", "sc:Date"},
                                           {"datetime", "sc:DateTime"}};
    for (size_t i = 0; type && i < AIFT__COUNT(types); i++)
        if (strcmp(types[i][0], type) == 0)
            return types[i][1];
    return "sc:Text";
}

static aift_status put_field(const aift__json *column, const char *file, bool json, aift__json *list)
{
    char id[512];
    aift__json *to = aift__json_new_object(), *source, *object, *extract;
    const char *name = aift__source_get(column, "name");
    AIFT__TRY(aift__json_push(list, to));
    snprintf(id, sizeof id, "records/%.400s", name ? name : "");
    AIFT__TRY(aift__source_text(to, "@type", "cr:Field"));
    AIFT__TRY(aift__source_text(to, "@id", id));
    AIFT__TRY(aift__source_text(to, "name", name));
    AIFT__TRY(aift__source_text(to, "dataType", data_type(aift__source_get(column, "type"))));
    AIFT__TRY(aift__source_put(to, "source", aift__json_new_object(), &source));
    AIFT__TRY(aift__source_put(source, "fileObject", aift__json_new_object(), &object));
    AIFT__TRY(aift__source_text(object, "@id", file));
    AIFT__TRY(aift__source_put(source, "extract", aift__json_new_object(), &extract));
    if (!json)
        return aift__source_text(extract, "column", name);
    snprintf(id, sizeof id, "$.%.400s", name ? name : "");
    return aift__source_text(extract, "jsonPath", id);
}

/* Of one table whose columns are known. */
static aift_status put_records(const aift__json *record, const aift__json *files, aift__json *to)
{
    const aift__json *schema = aift__json_path(record, "check.schema"), *file = aift__json_at(files, 0);
    const char *type = aift__source_get(file, "type");
    aift__json *list, *set, *fields;
    if (aift__json_size(schema) == 0 || aift__json_size(files) != 1 || !type ||
        (strcmp(type, "text/csv") != 0 && strcmp(type, "application/jsonl") != 0))
        return AIFT_OK;
    AIFT__TRY(aift__source_put(to, "recordSet", aift__json_new_array(), &list));
    set = aift__json_new_object();
    AIFT__TRY(aift__json_push(list, set));
    AIFT__TRY(aift__source_text(set, "@type", "cr:RecordSet"));
    AIFT__TRY(aift__source_text(set, "@id", "records"));
    AIFT__TRY(aift__source_text(set, "name", "records"));
    AIFT__TRY(aift__source_put(set, "field", aift__json_new_array(), &fields));
    for (size_t i = 0; i < aift__json_size(schema); i++)
        AIFT__TRY(put_field(aift__json_at(schema, i), aift__source_get(file, "path"),
                            strcmp(type, "text/csv") != 0, fields));
    return AIFT_OK;
}

static aift_status put_head(const aift__json *record, aift__json *to)
{
    char day[11] = "";
    const char *created = aift__source_get(record, "collected");
    const char *location = aift__source_get(record, "location");
    aift__json *terms;
    snprintf(day, sizeof day, "%.10s", created ? created : aift__source_get(record, "created"));
    AIFT__TRY(aift__json_parse(context, sizeof context - 1, "the context", &terms));
    AIFT__TRY(aift__json_set(to, "@context", terms));
    AIFT__TRY(aift__source_text(to, "@type", "sc:Dataset"));
    AIFT__TRY(aift__source_text(to, "conformsTo", VERSION));
    AIFT__TRY(aift__source_text(to, "name", aift__source_get(record, "name")));
    AIFT__TRY(aift__source_text(to, "description", aift__source_get(record, "description")));
    AIFT__TRY(put_license(record, to));
    AIFT__TRY(aift__source_text(to, "url", location));
    AIFT__TRY(put_creator(record, to));
    return aift__source_text(to, "datePublished", day);
}

/* What Croissant has no term for, as a property of schema.org. */
static aift_status put_rest(const aift__json *record, aift__json *to)
{
    aift__json *list, *one, *rest;
    AIFT__TRY(aift__source_put(to, "additionalProperty", aift__json_new_array(), &list));
    AIFT__TRY(aift__json_push(list, one = aift__json_new_object()));
    AIFT__TRY(aift__source_text(one, "@type", "PropertyValue"));
    AIFT__TRY(aift__source_text(one, "name", "aift"));
    AIFT__TRY(aift__source_rest(record, "croissant", &rest));
    return aift__json_set(one, "value", rest);
}

static aift_status write_croissant(const aift__json *record, const aift__json *files, aift__json *to)
{
    aift__json *list;
    AIFT__TRY(put_head(record, to));
    AIFT__TRY(aift__source_put(to, "distribution", aift__json_new_array(), &list));
    for (size_t i = 0; i < aift__json_size(files); i++)
        AIFT__TRY(put_file(aift__json_at(files, i), list));
    AIFT__TRY(put_records(record, files, to));
    return put_rest(record, to);
}

/* ---- in ---- */

/* The SPDX identifier of a licence's address or text; NULL: it is none. */
static const char *license_of(const char *text, char id[256])
{
    const char *slash = strrchr(text, '/');
    snprintf(id, 256, "%s", slash && strstr(text, "spdx.org/licenses/") ? slash + 1 : text);
    const size_t n = strlen(id);
    if (slash && n > 5 && strcmp(id + n - 5, ".html") == 0)
        id[n - 5] = 0;
    return aift__is_spdx(id) ? id : NULL;
}

/* The first of a list, or the value itself. */
static const aift__json *first(const aift__json *value)
{
    return aift__json_kind(value) == AIFT__JSON_ARRAY ? aift__json_at(value, 0) : value;
}

static aift_status read_owner(const aift__json *creator, aift__json *record)
{
    aift__json *owner;
    const char *text = aift__json_text(creator, NULL), *name = aift__source_get(creator, "name");
    const char *email = aift__source_get(creator, "email");
    if (!text && !name && !email)
        return AIFT_OK;
    AIFT__TRY(aift__source_put(record, "owner", aift__json_new_object(), &owner));
    AIFT__TRY(aift__source_text(owner, "name", text ? text : name));
    return aift__source_text(owner, "email", email);
}

static aift_status read_place(const aift__json *from, aift__json *record)
{
    const aift__json *file = first(aift__json_get(from, "distribution"));
    const char *url = aift__source_get(file, "contentUrl"), *type = aift__source_get(file, "@type");
    const char *whole = aift__json_text(first(aift__json_get(from, "url")), NULL);
    const bool set = type && strstr(type, "FileSet");
    const bool many = aift__json_kind(aift__json_get(from, "distribution")) == AIFT__JSON_ARRAY &&
                      aift__json_size(aift__json_get(from, "distribution")) > 1;
    if (!url || set || many)
        url = whole ? whole : url;
    if (!url)
        return aift__fail(AIFT_E_FORMAT, "distribution[0].contentUrl is missing: expected where the data is");
    const bool web = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
    AIFT__TRY(aift__source_text(record, "kind", web ? "http" : set || many ? "folder" : "file"));
    return aift__source_text(record, "location", url);
}

static aift_status read_croissant(const aift__json *from, aift__json *record)
{
    char id[256];
    const aift__json *conforms = aift__json_get(from, "conformsTo");
    const char *version =
        aift__json_text(first(conforms ? conforms : aift__json_get(from, "dct:conformsTo")), NULL);
    const char *license = aift__json_text(first(aift__json_get(from, "license")), NULL);
    if (!version || !strstr(version, "mlcommons.org/croissant/"))
        return aift__fail(AIFT_E_FORMAT, "conformsTo is %s%.100s%s: expected \"" VERSION "\"",
                          version ? "\"" : "", version ? version : "missing", version ? "\"" : "");
    AIFT__TRY(aift__source_text(record, "name", aift__source_get(from, "name")));
    AIFT__TRY(aift__source_text(record, "description", aift__source_get(from, "description")));
    AIFT__TRY(read_place(from, record));
    AIFT__TRY(read_owner(first(aift__json_get(from, "creator")), record));
    return aift__source_text(record, "license", license ? license_of(license, id) : NULL);
}

const aift__source_format aift__source_croissant = {"croissant", write_croissant, read_croissant};
