/* What the table of fields cannot say of a source: what its kind needs, and that no password is in it. */
#include <string.h>

#include "lifecycle/schema.h"

static const char *text_of(const aift__json *record, const char *key)
{
    return aift__json_text(aift__json_get(record, key), NULL);
}

static bool begins(const char *text, const char *word)
{
    for (; *word; text++, word++)
        if ((*text | 0x20) != *word)
            return false;
    return true;
}

/* "password=", "pwd =", ... */
static bool has_assignment(const char *text)
{
    static const char *const words[] = {"password", "passwd", "pwd"};
    for (; *text; text++)
        for (size_t i = 0; i < AIFT__COUNT(words); i++) {
            const char *end = text + strlen(words[i]);
            if (begins(text, words[i]) && end[strspn(end, " ")] == '=')
                return true;
        }
    return false;
}

/* Who is in front of an address's host; NULL: nobody. `size`: of the name, and of the password behind a colon. */
static const char *user_of(const char *text, size_t *size)
{
    const char *from = strstr(text, "://");
    *size = from ? strcspn(from + 3, "/?# ") : 0;
    const char *at = from ? memchr(from + 3, '@', *size) : NULL;
    *size = at ? (size_t)(at - from - 3) : 0;
    return at ? from + 3 : NULL;
}

static aift_status check_secrets(const aift__json *record)
{
    static const char *const keys[] = {"location", "access", "contract", "query"};
    for (size_t i = 0; i < AIFT__COUNT(keys); i++) {
        size_t size = 0;
        const char *text = text_of(record, keys[i]);
        const char *user = text ? user_of(text, &size) : NULL;
        if ((user && memchr(user, ':', size)) || (text && i < 3 && has_assignment(text)))
            return aift__fail(AIFT_E_FORMAT,
                              "%s is a text with a password in it: expected a reference to where it is kept, "
                              "as service=NAME: passwords are not stored",
                              keys[i]);
    }
    return AIFT_OK;
}

static aift_status check_http(const char *location)
{
    size_t size;
    if (!begins(location, "http://") && !begins(location, "https://"))
        return aift__fail(AIFT_E_FORMAT,
                          "location is \"%.100s\": expected http://... or https://..., as its kind is http",
                          location);
    if (user_of(location, &size))
        return aift__fail(AIFT_E_FORMAT, "location is an address with a user in it: expected the host alone");
    return AIFT_OK;
}

aift_status aift__source_check_record(aift_context *context, const aift__json *record)
{
    const char *kind = text_of(record, "kind"), *query = text_of(record, "query");
    const bool asked = strcmp(kind, "sqlite") == 0 || strcmp(kind, "postgresql") == 0;
    (void)context;
    AIFT__TRY(check_secrets(record));
    if (asked && !query)
        return aift__fail(AIFT_E_FORMAT, "query is missing: expected a SELECT, as its kind is %s", kind);
    if (!asked && query)
        return aift__fail(AIFT_E_FORMAT, "query is \"%.100s\": expected none, as its kind is %s", query,
                          kind);
    return strcmp(kind, "http") == 0 ? check_http(text_of(record, "location")) : AIFT_OK;
}

void aift__source_forget(const aift__record_kind *kind, const aift__json *before, aift__json *after)
{
    static const char *const places[] = {"kind", "location", "query"};
    static const char *const found[] = {"check", "profile", "scan"};
    bool moved = false;
    for (size_t i = 0; i < AIFT__COUNT(places); i++) {
        const char *was = text_of(before, places[i]), *is = text_of(after, places[i]);
        moved = moved || strcmp(was ? was : "", is ? is : "") != 0;
    }
    for (size_t i = 0; moved && kind->fields == aift__source_fields && i < AIFT__COUNT(found); i++)
        aift__json_remove(after, found[i]);
}
