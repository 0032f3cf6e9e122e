/* Rows of surveys and notes of interviews and workshops: who said what hurts. Nothing here knows the store. */
#ifndef AIFT_LIB_LIFECYCLE_SURVEY_H
#define AIFT_LIB_LIFECYCLE_SURVEY_H

#include "lifecycle/import_format.h"

/* CSV with the columns stakeholder, email, date, channel, text, pain point (as often as needed), or JSON items of the same
 * names (pain_points: a list). Rows have "stakeholder", "email", "date", "channel", "text", "pain_points". */
extern const aift__import_format aift__import_survey;

/* The notes and pain points of a use case, while rows are added. Both are lists as the record has them. */
typedef struct aift__survey {
    aift__json *notes, *pain_points;
} aift__survey;

/* Begins with those of the record; a survey is freed also where it failed. */
aift_status aift__survey_begin(const aift__json *record, aift__survey *out);
void aift__survey_free(aift__survey *survey);

/* Adds a row; one that is there already changes nothing. A pain point counts once a row, however it is written (blanks,
 * capital letters, a full stop). AIFT_E_INVALID: the row lacks something; *field names it. */
aift_status aift__survey_add(aift_context *context, aift__survey *survey, const aift__json *row,
                             const char **field);

#endif
