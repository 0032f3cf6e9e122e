/* Plain CSV: a column for each path of the records; lists as JSON. What lay in extra has its header again. */
#include <string.h>

#include "lifecycle/export_sheet.h"
#include "lifecycle/import_format.h"

enum { MAX_PATH = 512 };

/* A name of `extra` that no path of a record has can be a header of its own. */
static aift_status put_extra(aift__sheet *sheet, const aift__json *extra)
{
    aift__json_item item;
    for (bool more = aift__json_first(extra, &item); more; more = aift__json_next(extra, &item)) {
        aift__import_kind kind;
        char header[MAX_PATH] = "extra.";
        if (item.key_size + 7 > sizeof header || strlen(item.key) != item.key_size)
            return aift__fail(AIFT_E_RANGE, "extra.%.60s: the name is too long for a header", item.key);
        const bool path = item.key_size == 0 || aift__import_path(NULL, item.key, &kind) ||
                          aift__import_path(aift__import_source_entries, item.key, &kind) ||
                          strncmp(item.key, "extra.", 6) == 0;
        memcpy(header + (path ? 6 : 0), item.key, item.key_size + 1);
        AIFT__TRY(aift__sheet_value(sheet, header, item.value));
    }
    return AIFT_OK;
}

/* Whether the names in it can be parts of a path. */
static bool has_paths(const aift__json *object)
{
    aift__json_item item;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item))
        if (item.key_size == 0 || strchr(item.key, '.'))
            return false;
    return aift__json_kind(object) == AIFT__JSON_OBJECT && aift__json_size(object) > 0;
}

static aift_status put_object(aift__sheet *sheet, const aift__json *object, const char *prefix)
{
    aift__json_item item;
    for (bool more = aift__json_first(object, &item); more; more = aift__json_next(object, &item)) {
        char path[MAX_PATH];
        const size_t n = strlen(prefix);
        if (n + item.key_size + 2 > sizeof path || strlen(item.key) != item.key_size)
            return aift__fail(AIFT_E_RANGE, "%.60s.%.60s: the name is too long for a header", prefix,
                              item.key);
        memcpy(path, prefix, n);
        if (n)
            path[n] = '.';
        memcpy(path + n + (n > 0), item.key, item.key_size + 1);
        aift_status status;
        if (n == 0 && strcmp(path, "extra") == 0)
            status = put_extra(sheet, item.value);
        else if (has_paths(item.value))
            status = put_object(sheet, item.value, path);
        else
            status = aift__sheet_value(sheet, path, item.value);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}

static aift_status fill(aift__sheet *sheet, const aift__json *record)
{
    return put_object(sheet, record, "");
}

static aift_status write_csv(const aift__export *export, aift__buf *out)
{
    return aift__sheet_write(export, out, fill);
}

const aift__export_format aift__export_csv = {.name = "csv", .write = write_csv};
