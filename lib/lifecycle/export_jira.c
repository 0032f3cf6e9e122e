/* CSV that Jira imports, and that this library imports again as the same records. Fields that Jira has go under its
 * names, those that it has not under "Custom field (aift NAME)", and what came from Jira under its header again. */
#include <stdio.h>
#include <string.h>

#include "lifecycle/export_sheet.h"
#include "lifecycle/import_format.h"

enum { HEADER = 256 };

extern const aift__import_format aift__import_jira;

static aift_status put_own(aift__sheet *sheet, const char *field, const aift__json *value)
{
    char header[HEADER];
    snprintf(header, sizeof header, "%s%.100s)", aift__import_jira.own, field);
    return aift__sheet_value(sheet, header, value);
}

/* 2024-03-12 as 12/Mar/24 12:00 AM; a year that two digits do not tell stays as it is. */
static aift_status put_date(aift__sheet *sheet, const char *header, const aift__json *value)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char text[64];
    const char *date = aift__json_text(value, NULL);
    if (!date || strlen(date) != 10 || strncmp(date, "1969", 4) < 0 || strncmp(date, "2068", 4) > 0)
        return aift__sheet_value(sheet, header, value);
    const int month = (date[5] - '0') * 10 + date[6] - '0';
    if (month < 1 || month > 12)
        return aift__sheet_value(sheet, header, value);
    const int n =
        snprintf(text, sizeof text, "%.2s/%.3s/%.2s 12:00 AM", date + 8, months + 3 * (month - 1), date + 2);
    return aift__sheet_put(sheet, header, text, (size_t)n, false);
}

static aift_status put_timeline(aift__sheet *sheet, const aift__json *timeline)
{
    AIFT__TRY(put_date(sheet, "Start date", aift__json_get(timeline, "start")));
    return put_date(sheet, "Due date", aift__json_get(timeline, "target"));
}

/* Somebody as Jira wants: by e-mail address; the name beside it. What an Assignee cannot say is kept whole. */
static aift_status put_owner(aift__sheet *sheet, const aift__json *owner)
{
    const aift__json *name = aift__json_get(owner, "name"), *email = aift__json_get(owner, "email");
    const char *name_text = aift__json_text(name, NULL), *email_text = aift__json_text(email, NULL);
    const bool only = aift__json_size(owner) == (size_t)((name != NULL) + (email != NULL));
    if (only && email_text && !strpbrk(email_text, "<> "))
        AIFT__TRY(aift__sheet_value(sheet, "Assignee", email));
    else if (only && !email && name_text && !strpbrk(name_text, "<>@[{") &&
             name_text[strspn(name_text, " ")] == *name_text)
        return aift__sheet_value(sheet, "Assignee", name);
    else
        return put_own(sheet, "owner", owner);
    return name ? put_own(sheet, "owner name", name) : AIFT_OK;
}

static bool is_plain(const aift__json *value)
{
    size_t size;
    const char *text = aift__json_text(value, &size);
    return text && size > 0 && strlen(text) == size;
}

static bool is_plain_list(const aift__json *value)
{
    const size_t n = aift__json_kind(value) == AIFT__JSON_ARRAY ? aift__json_size(value) : 0;
    for (size_t i = 0; i < n; i++)
        if (!is_plain(aift__json_at(value, i)))
            return false;
    return n > 0;
}

/* Whether a column of this name would go into `extra` again. */
static bool comes_back(const char *name, size_t size)
{
    const aift__import_options none = {0};
    const aift__importer import = {.format = &aift__import_jira, .options = &none};
    aift__import_target target;
    if (size == 0 || strlen(name) != size || size >= HEADER ||
        strncmp(name, aift__import_jira.own, strlen(aift__import_jira.own)) == 0)
        return false;
    aift__import_resolve(&import, name, &target);
    return target.kind == AIFT__IMPORT_EXTRA;
}

/* Texts and lists of texts under their headers; what else there is together as JSON. */
static aift_status put_extra(aift__sheet *sheet, const aift__json *extra)
{
    aift__json_item item;
    aift__json *rest = aift__json_new_object();
    aift_status status = rest ? AIFT_OK : AIFT_E_NOMEM;
    for (bool more = aift__json_first(extra, &item); more && status == AIFT_OK;
         more = aift__json_next(extra, &item)) {
        size_t size;
        aift__json *copy = NULL;
        const char *text = aift__json_text(item.value, &size);
        const bool back = comes_back(item.key, item.key_size);
        if (back && is_plain(item.value) && !aift__sheet_listed(sheet, item.key)) {
            status = aift__sheet_put(sheet, item.key, text, size, false);
        } else if (back && is_plain_list(item.value)) {
            for (size_t i = 0; i < aift__json_size(item.value) && status == AIFT_OK; i++) {
                text = aift__json_text(aift__json_at(item.value, i), &size);
                status = aift__sheet_put(sheet, item.key, text, size, true);
            }
        } else {
            status = aift__json_copy(item.value, &copy);
            if (status == AIFT_OK)
                status = aift__json_set(rest, item.key, copy);
        }
    }
    if (status == AIFT_OK && aift__json_size(rest))
        status = put_own(sheet, "extra", rest);
    aift__json_free(rest);
    return status;
}

static aift_status put_field(aift__sheet *sheet, const aift__json_item *item)
{
    if (strcmp(item->key, "title") == 0 || strcmp(item->key, "problem") == 0)
        return AIFT_OK; /* they stand in front */
    if (strcmp(item->key, "owner") == 0)
        return put_owner(sheet, item->value);
    if (strcmp(item->key, "timeline") == 0)
        return put_timeline(sheet, item->value);
    if (strcmp(item->key, "extra") == 0)
        return put_extra(sheet, item->value);
    return put_own(sheet, item->key, item->value);
}

static aift_status fill(aift__sheet *sheet, const aift__json *record)
{
    aift__json_item item;
    const aift__json *problem = aift__json_get(record, "problem");
    AIFT__TRY(aift__sheet_value(sheet, "Summary", aift__json_get(record, "title")));
    AIFT__TRY(problem ? aift__sheet_value(sheet, "Description", problem) : AIFT_OK);
    for (bool more = aift__json_first(record, &item); more; more = aift__json_next(record, &item))
        AIFT__TRY(put_field(sheet, &item));
    return AIFT_OK;
}

static aift_status write_jira(const aift__export *export, aift__buf *out)
{
    return aift__sheet_write(export, out, fill);
}

const aift__export_format aift__export_jira = {.name = "jira", .write = write_jira};
