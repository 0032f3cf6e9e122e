/* aift usecase: what its verbs share. A verb is a line in usecase.c's table; its options are in the table there too. */
#ifndef AIFT_CLI_USECASE_H
#define AIFT_CLI_USECASE_H

#include "store.h"

typedef struct usecase_args {
    cli_store_args of;
    const char *from, *template, *title, *problem, *task,
        *owner;                                /* of new records; task and owner of lists too */
    const char *state, *search, *sort, *after; /* of lists */
    int64_t limit;
    int64_t if_version;
    const char *reason;
    const char *evaluation, *model, *text; /* of the chain; model of validate too */
    int32_t top;
    const char *format, *map, *key, *date_format; /* of imports; format of exports too */
    bool dry_run;
    const char *output, *html, *markdown;
    const char *data, *source, *text_column, *label_column, *gates, *notebook; /* of validate */
    int64_t draws;
    uint64_t seed;
    const char *role, *decision, *gate, *comment; /* of signoff */
    const char *method, *weights, *start;         /* of ranks and roadmaps */
    double sensitivity, capacity;
} usecase_args;

/* Whether the option was on the command line. */
bool usecase_given(const char *option);

/* usecase_records.c */
int usecase_new(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_get(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_list(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_set(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_move(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_schema(void *args, aift_context *context, aift_store *store, int argc, char **argv);

/* usecase_chain.c */
int usecase_categorize(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_bind(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_trace(void *args, aift_context *context, aift_store *store, int argc, char **argv);

/* usecase_exchange.c */
int usecase_template(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_import(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_export(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_survey(void *args, aift_context *context, aift_store *store, int argc, char **argv);

/* usecase_validate.c */
int usecase_validate(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_signoff(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_report(void *args, aift_context *context, aift_store *store, int argc, char **argv);

/* usecase_portfolio.c */
int usecase_rank(void *args, aift_context *context, aift_store *store, int argc, char **argv);
int usecase_roadmap(void *args, aift_context *context, aift_store *store, int argc, char **argv);

#endif
