/* The record of processing activities (GDPR Art. 30) of the sources in use, with what is missing in it. */
#include <string.h>

#include "aift/source.h"
#include "base/text.h"
#include "codec/csv_write.h"
#include "codec/html.h"
#include "lifecycle/export.h"
#include "lifecycle/source.h"
#include "lifecycle/store.h"

typedef struct column {
    const char *key, *path, *title;
    bool needed;
} column;

static const column columns[] = {
    {"id", "id", "Id", false},
    {"name", "name", "Source", false},
    {"owner", "owner", "Owner", false},
    {"controller", "art30.controller", "(a) Controller", true},
    {"joint_controller", "art30.joint_controller", "(a) Joint controller", false},
    {"representative", "art30.representative", "(a) Representative", false},
    {"dpo", "art30.dpo", "(a) Data protection officer", false},
    {"purposes", "art30.purposes", "(b) Purposes", true},
    {"subjects", "art30.subjects", "(c) Data subjects", true},
    {"categories", "art30.categories", "(c) Categories of data", true},
    {"recipients", "art30.recipients", "(d) Recipients", true},
    {"transfers", "art30.transfers", "(e) Transfers and safeguards", true},
    {"erasure", "art30.erasure", "(f) Time limits of erasure", true},
    {"security", "art30.security", "(g) Security measures", true},
    {"lawful_basis", "lawful_basis", "Lawful basis, Art. 6(1)", true},
    {"retention", "retention", "Retention", false},
    {"dpia", "dpia", "Impact assessment", false},
};

/* ---- the entries ---- */

/* An empty list says nothing either. */
static bool is_given(const aift__json *value)
{
    const aift__json_type type = aift__json_kind(value);
    return type == AIFT__JSON_ARRAY || type == AIFT__JSON_OBJECT ? aift__json_size(value) > 0
                                                                 : type != AIFT__JSON_NULL;
}

static aift_status fill_entry(const aift__json *record, aift__json *entry)
{
    aift__json *missing;
    for (size_t i = 0; i < AIFT__COUNT(columns); i++)
        AIFT__TRY(aift__source_copy(entry, columns[i].key, aift__json_path(record, columns[i].path)));
    AIFT__TRY(aift__source_put(entry, "missing", aift__json_new_array(), &missing));
    for (size_t i = 0; i < AIFT__COUNT(columns); i++)
        if (columns[i].needed && !is_given(aift__json_path(record, columns[i].path)))
            AIFT__TRY(aift__json_push(missing, aift__json_new_string(columns[i].path)));
    return AIFT_OK;
}

static aift_status add_entry(const aift__json *record, aift__json *entries)
{
    const char *state = aift__json_text(aift__json_get(record, "state"), NULL);
    if ((state && strcmp(state, "removed") == 0) ||
        !aift__json_bool(aift__json_get(record, "personal_data"), true))
        return AIFT_OK;
    aift__json *entry = aift__json_new_object();
    AIFT__TRY(aift__json_push(entries, entry));
    return fill_entry(record, entry);
}

static aift_status fill_entries(aift_store *store, aift__json *entries)
{
    char *at = NULL;
    aift__json *record = NULL;
    aift_status status;
    bool more;
    do {
        status = aift__record_next(store, "source", &at, &record);
        more = status == AIFT_OK && record;
        if (more)
            status = add_entry(record, entries);
        aift__json_free(record);
    } while (status == AIFT_OK && more);
    aift__free(store->context, at);
    return status;
}

/* ---- formats ---- */

static aift_status write_json(const aift__export *export, aift__buf *out)
{
    char *text;
    aift__json *answer = aift__json_new_object();
    aift_status status = answer ? aift__source_copy(answer, "items", export->records) : aift__fail_nomem(0);
    const int64_t n = (int64_t)aift__json_size(export->records);
    if (status == AIFT_OK)
        status = aift__json_set(answer, "total", aift__json_new_int(n));
    if (status == AIFT_OK)
        status = aift__json_set(answer, "next", aift__json_new_null());
    if (status == AIFT_OK)
        status = aift__json_set(answer, "head", aift__json_new_string(export->head));
    if (status == AIFT_OK)
        status = aift__json_set(answer, "at", aift__json_new_string(export->at));
    if (status == AIFT_OK)
        status = aift__json_write(out->context, answer, 0, &text);
    aift__json_free(answer);
    AIFT__TRY(status);
    status = aift__buf_add_text(out, text);
    aift__free(out->context, text);
    return status;
}

/* The text of a value, as the function writes it. */
static aift_status put(aift__buf *out, const aift__json *value,
                       aift_status (*write)(aift__buf *out, const char *text, size_t size))
{
    aift__buf text;
    aift__buf_init(&text, out->context, out->max);
    aift_status status = aift__export_text(&text, value);
    if (status == AIFT_OK)
        status = write(out, text.data ? text.data : "", text.size);
    aift__buf_finish(&text);
    return status;
}

static aift_status write_csv(const aift__export *export, aift__buf *out)
{
    for (size_t i = 0; i < AIFT__COUNT(columns); i++)
        AIFT__TRY(aift__buf_addf(out, "%s,", columns[i].key));
    AIFT__TRY(aift__buf_add_text(out, "missing\r\n"));
    for (size_t i = 0; i < aift__json_size(export->records); i++) {
        const aift__json *entry = aift__json_at(export->records, i);
        for (size_t k = 0; k < AIFT__COUNT(columns); k++) {
            AIFT__TRY(put(out, aift__json_get(entry, columns[k].key), aift__csv_cell));
            AIFT__TRY(aift__buf_add_text(out, ","));
        }
        AIFT__TRY(put(out, aift__json_get(entry, "missing"), aift__csv_cell));
        AIFT__TRY(aift__buf_add_text(out, "\r\n"));
    }
    return AIFT_OK;
}

static const char style[] =
    "body{font:15px/1.5 system-ui,sans-serif;margin:0;background:#f4f6f9;color:#1b2430}"
    "main{max-width:960px;margin:0 auto;padding:24px}h1{font-size:26px}"
    "article{background:#fff;border:1px solid #dfe4ec;border-radius:12px;padding:20px 28px;margin:18px 0;"
    "overflow-wrap:anywhere}h2{font-size:18px;margin:0 0 10px}"
    "table{border-collapse:collapse;width:100%}th{width:260px;text-align:left;font-weight:600;color:#5d6878}"
    "td,th{padding:6px 10px 6px 0;border-top:1px solid #dfe4ec;vertical-align:top}"
    ".missing{color:#b3261e;font-weight:600}.whole{color:#1c7c4a}footer{color:#5d6878;font-size:13px}"
    "@media print{body{background:#fff}article{break-inside:avoid}}";

static aift_status put_entry(aift__buf *out, const aift__json *entry)
{
    const size_t missing = aift__json_size(aift__json_get(entry, "missing"));
    AIFT__TRY(aift__buf_add_text(out, "<article><h2>"));
    AIFT__TRY(put(out, aift__json_get(entry, "id"), aift__html_text));
    AIFT__TRY(aift__buf_add_text(out, " "));
    AIFT__TRY(put(out, aift__json_get(entry, "name"), aift__html_text));
    AIFT__TRY(aift__buf_add_text(out, "</h2>\n"));
    AIFT__TRY(missing ? aift__buf_addf(out, "<p class=\"missing\">%zu field%s missing</p>\n", missing,
                                       missing == 1 ? " is" : "s are")
                      : aift__buf_add_text(out, "<p class=\"whole\">nothing is missing</p>\n"));
    AIFT__TRY(aift__buf_add_text(out, "<table>\n"));
    for (size_t i = 2; i < AIFT__COUNT(columns); i++) {
        const aift__json *value = aift__json_get(entry, columns[i].key);
        if (!is_given(value) && !columns[i].needed)
            continue;
        AIFT__TRY(aift__buf_addf(out, "<tr><th>%s</th><td>", columns[i].title));
        AIFT__TRY(is_given(value)
                      ? put(out, value, aift__html_text)
                      : aift__buf_addf(out, "<span class=\"missing\">missing: %s</span>", columns[i].path));
        AIFT__TRY(aift__buf_add_text(out, "</td></tr>\n"));
    }
    return aift__buf_add_text(out, "</table></article>\n");
}

static aift_status write_html(const aift__export *export, aift__buf *out)
{
    const char title[] = "Record of processing activities (GDPR Art. 30)";
    AIFT__TRY(aift__html_begin_style(out, title, style));
    AIFT__TRY(aift__buf_addf(out, "<main><h1>%s</h1>\n", title));
    for (size_t i = 0; i < aift__json_size(export->records); i++)
        AIFT__TRY(put_entry(out, aift__json_at(export->records, i)));
    AIFT__TRY(aift__buf_addf(out, "<footer>%s, the store's log ends at %s</footer></main>\n", export->at,
                             export->head));
    return aift__html_end(out);
}

static const struct {
    const char *name;
    aift_status (*write)(const aift__export *export, aift__buf *out);
} formats[] = {{"json", write_json}, {"csv", write_csv}, {"html", write_html}};

/* ---- the call ---- */

static aift_status collect(aift_store *store, aift__json **entries, char head[96])
{
    *entries = aift__json_new_array();
    aift_status status = *entries ? aift__sql_begin_reading(store->sql) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = fill_entries(store, *entries);
    if (status == AIFT_OK)
        status = aift__store_head(store, head);
    aift__sql_rollback(store->sql);
    return status;
}

aift_status aift_store_ropa(aift_store *store, const char *format, aift_text **out)
{
    char head[96], at[AIFT__CLOCK_UTC], *data = NULL;
    aift__json *entries;
    aift__buf text;
    size_t of = 0;
    *out = NULL;
    while (of < AIFT__COUNT(formats) && strcmp(formats[of].name, format) != 0)
        of++;
    if (of == AIFT__COUNT(formats))
        return aift__fail(AIFT_E_INVALID, "format is \"%.60s\": expected json, csv or html", format);
    aift__buf_init(&text, store->context, AIFT__EXPORT_MAX);
    aift_status status = collect(store, &entries, head);
    aift__clock_utc(at);
    if (status == AIFT_OK)
        status = formats[of].write(&(aift__export){.records = entries, .head = head, .at = at}, &text);
    const size_t size = text.size;
    if (status == AIFT_OK)
        status = aift__buf_take(&text, &data);
    aift__buf_finish(&text);
    aift__json_free(entries);
    return status == AIFT_OK ? aift__text_take(store->context, data, size, out) : status;
}
