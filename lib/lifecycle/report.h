/* A use case as a document to be decided on: what was validated, in words and figures for people. */
#ifndef AIFT_LIB_LIFECYCLE_REPORT_H
#define AIFT_LIB_LIFECYCLE_REPORT_H

#include "lifecycle/export_document.h"

/* What stands in the document, formatted: {verdict, summary, gates [{gate, value, needed, status, note}], finance [{figure,
 * value}], risks [{text, inherent, residual, ...}], goals [{goal, score, weight}], annex_iv, gdpr, ccpa [{item, where,
 * present}], signoffs [{role, decision, gate, by, at, version, comment}]}. `validation` is NULL where there is none. */
aift_status aift__report_view(aift_context *context, const aift__json *record, const aift__json *validation,
                              const aift__json *signoffs, aift__json **out);

/* "1,234,567.5": grouped, two digits behind the point at most, as many as are needed to tell a small number. */
enum { AIFT__FIGURE = 64 };
const char *aift__report_figure(char text[AIFT__FIGURE], double value);

void aift__report_percent(char text[AIFT__FIGURE], double value); /* 0.25 is "25 %" */

/* Adds the list `finance` to the view. */
aift_status aift__report_finance(const aift__json *finance, aift__json *to);

/* The sections of the view; ends in a title of NULL. */
extern const aift__document_section aift__report_sections[];

/* Writers: `user` of the export is the view. */
aift_status aift__report_markdown(const aift__export *export, aift__buf *out);
aift_status aift__report_html(const aift__export *export, aift__buf *out);

#endif
