/* Scenarios: what the public functions do, each run again and again with one fault after the other.
 *
 * A scenario sees the public headers only. `prepare` makes what it needs, without faults; `act` is what the faults
 * meet: it stops at the first call that fails and leaves what it made to the driver, which releases it. Every
 * successful act must have told the same (tell): so a fault that is passed over in silence, and changes the result,
 * is seen.
 */
#ifndef AIFT_TESTS_FAULTS_H
#define AIFT_TESTS_FAULTS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "aift/aift.h"

/* All that a scenario may hold. */
typedef struct things {
    aift_context *context;
    aift_allocator allocator; /* the context's */
    aift_context *other_context;
    aift_reader *reader;
    aift_dataset *data, *part, *rest;
    aift_tokenizer *tokenizer;
    aift_encoding *encoding;
    aift_model *model, *copy;
    aift_tensor *tensor;
    aift_metrics *metrics, *more;
    aift_predictions *predictions;
    aift_evaluation *evaluation;
    aift_trainer *trainer;
    aift_train_report *report;
    aift_plan *plan;
    aift_usecase *usecase;
    aift_store *store;
    aift_text *text;
    uint64_t told; /* what the results were, as one number */
} things;

typedef struct scenario {
    const char *name;
    aift_status (*act)(const things *given, things *made);
    aift_status (*prepare)(things *given); /* NULL: nothing is needed */
    /* Looks at files and at what was given, when the act has ended: `done` if it succeeded. Whoever writes files has
     * one. */
    bool (*check)(const things *given, bool done);
    bool passes_over;  /* files that cannot be read are passed over: another result then */
    const bool *needs; /* NULL, or whether this build can do it */
} scenario;

/* The tables, each ended by a line without a name. */
extern const scenario scenarios_base[], scenarios_data[], scenarios_models[], scenarios_predict[],
    scenarios_profile[], scenarios_source[], scenarios_store[], scenarios_train[], scenarios_usecase[],
    scenarios_validate[], scenarios_chain[];

/* What the scenarios read and write: made once, without faults. */
enum { MODEL_FILES = 4 };
typedef struct files {
    const char *config, *bert; /* folders: a tiny model's configuration, and the model */
    const char *cnn, *listener;
    const char *csv, *json_lines, *photos, *sounds, *broken_photos, *idx, *usecase;
    const char *photo, *broken_photo;                                   /* files of those folders */
    aift_source gzip, tokenizer_json, usecase_json, model[MODEL_FILES]; /* files, whole */
    const char *out;                                                    /* a folder for what is written */
    bool pictures, recordings;                                          /* whether this build reads them */
} files;
extern files faults_files;
void faults_make_files(void);

/* What an act saw that it must not see; "" if all was well. It may run in a child process, so it does not end the test. */
extern char faults_wrong[512];
void faults_is_wrong(const char *what, const char *call);

#define TRY(call)                                                                                            \
    do {                                                                                                     \
        aift_status status_ = (call);                                                                        \
        if (status_ != AIFT_OK)                                                                              \
            return status_;                                                                                  \
    } while (0)

/* The call's status; a failing call must have set the output to NULL, one that succeeds must not. */
#define GIVES(out, call)                                                                                     \
    ((out) = faults_poison, faults_last = (call), faults_gave(faults_last, (out), #call), faults_last)
/* The same of a number: 0 after a failure. */
#define COUNTS(out, call)                                                                                    \
    ((out) = 77, faults_last = (call), faults_counted(faults_last, (out) == 0, #call), faults_last)
extern aift_status faults_last;
extern void *const faults_poison;
void faults_gave(aift_status status, const void *out, const char *call);
void faults_counted(aift_status status, bool cleared, const char *call);

/* Whether it holds; what does not is reported. */
#define HOLDS(condition) ((condition) ? (void)0 : faults_is_wrong("is not so", #condition))

/* Puts something into what the act told. */
void tell_bytes(things *made, const void *bytes, size_t size);
static inline void tell(things *made, const char *text)
{
    tell_bytes(made, text ? text : "(null)", text ? strlen(text) + 1 : 7);
}
/* A text that the act got: what is told of it is `part`, what no clock, no salt and no memory is in. */
void tell_answer(things *made, const char *part);
#define ANSWERS(part, call)                                                                                  \
    do {                                                                                                     \
        TRY(GIVES(made->text, call));                                                                        \
        tell_answer(made, part);                                                                             \
    } while (0)
static inline void tell_number(things *made, double number)
{
    tell_bytes(made, &number, sizeof number);
}

/* Tells a data set, row by row. */
void tell_data(things *made, const aift_dataset *data);

/* An aift_write_fn: tells the bytes. */
int tell_file(void *made, const char *name, const void *data, size_t size);

/* A source's bytes, given by a callback, a few at a time. */
typedef struct trickle {
    const char *at;
    size_t left;
} trickle;
aift_source trickling(const aift_source *source, trickle *from);

/* Loads one of the models (a prepare may do so). */
aift_status load_model(aift_context *context, const char *path, aift_model **out);

#endif
