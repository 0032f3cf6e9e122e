/* aift_table_scan: where a table has personal data. */
#include "base/number.h"
#include "base/options.h"
#include "profile/scanner.h"

void aift_scan_options_init(aift_scan_options *options)
{
    AIFT__DEFAULTS(options, aift_scan_options, AIFT_SCAN_OPTIONS_INIT);
}

/* Code points of valid UTF-8. */
static size_t code_points(const char *text, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

/* {"row":1,"column":"c","start":0,"end":4,"entity":"E","score":0.5} */
static aift_status write_finding(const aift__table_scan *scan, const aift__block *block,
                                 const aift__finding *f, aift__buf *out)
{
    const aift_scan_options *options = scan->options;
    const aift__value *value = &aift__block_column(block, f->column)[(size_t)(f->row - block->first_row)];
    const char *text = block->text + value->at, *name = scan->rows->columns[f->column];
    const size_t start = code_points(text, f->start);
    char score[32];
    AIFT__TRY(aift__buf_addf(out, "{\"row\":%lld,\"column\":", (long long)f->row + 1));
    AIFT__TRY(aift__add_json(out, name, strlen(name)));
    AIFT__TRY(aift__buf_addf(out, ",\"start\":%zu,\"end\":%zu,\"entity\":\"%s\",\"score\":%s", start,
                             start + code_points(text + f->start, f->end - f->start),
                             scan->scanner.used[f->recogniser]->entity,
                             aift__dtoa_short(score, f->score, 6)));
    if (options->show_values) {
        AIFT__TRY(aift__buf_add_text(out, ",\"value\":"));
        AIFT__TRY(aift__add_json(out, text + f->start, f->end - f->start));
    }
    return aift__buf_add_text(out, "}\n");
}

static aift_status write_findings(aift__table_scan *scan, const aift__block *block, size_t from, size_t to,
                                  aift__scan_piece *piece)
{
    (void)from, (void)to;
    for (size_t i = 0; i < piece->findings.n; i++)
        AIFT__TRY(write_finding(scan, block, &piece->findings.items[i], &piece->out));
    return AIFT_OK;
}

aift_status aift_table_scan(aift_context *context, const aift_table *given, const aift_scan_options *options,
                            int64_t *findings, aift_text **out)
{
    aift_scan_options own = AIFT_SCAN_OPTIONS_INIT;
    aift__table_scan scan = {.context = context, .options = &own};
    aift_table table;
    *out = NULL;
    *findings = 0;
    AIFT__TRY(aift__options_read(&own, sizeof own, options, "aift_scan_options"));
    AIFT__TRY(aift__options_reserved(own.reserved, "aift_scan_options"));
    if (own.show_values != 0 && own.show_values != 1)
        return aift__fail(AIFT_E_RANGE, "aift_scan_options.show_values is %d: it must be 0 or 1",
                          own.show_values);
    AIFT__TRY(aift__scanner_init(&scan.scanner, context, own.entities, own.threshold));
    AIFT__TRY(aift__table_rows_open(context, given, &table, &scan.rows));
    if (own.write) {
        scan.write = write_findings;
        scan.file = "findings.jsonl";
        scan.sink = own.write;
        scan.user = own.user;
    }
    aift_status status = aift__table_scan_run(&scan, &table);
    if (status == AIFT_OK)
        status = aift__table_scan_tell(&scan, out);
    *findings = status == AIFT_OK ? scan.findings : 0;
    aift__table_scan_finish(&scan);
    return status;
}
