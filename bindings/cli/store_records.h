/* What the verbs on records of any kind share: JSON put together of what was given, and answers that go into a file. */
#ifndef AIFT_CLI_STORE_RECORDS_H
#define AIFT_CLI_STORE_RECORDS_H

#include "store.h"

/* A list of JSON: [A,B,C]. NULLs are left out. Freed with free(); NULL: it said why. */
char *cli_json_list(const char *const *parts, size_t n);
/* A text as JSON; the same. */
char *cli_json_file(const char *path); /* what is in it, as cli_json_quoted */
char *cli_json_quoted(const char *text);

/* get ID */
int cli_record_get(const cli_store_args *args, aift_store *store, const char *id);
/* set ID PATH=VALUE..., with the fields of a file in front (NULL: none). */
int cli_record_set(const cli_store_args *args, aift_store *store, const char *from, int64_t if_version,
                   int argc, char **argv);

/* Writes a text into a file and frees it. Without a file, or to "-", it goes to standard output, and nothing beside it;
 * else {"format": F, "file": PATH, "bytes": N} is printed where JSON is wanted. */
int cli_answer_file(const cli_store_args *args, aift_status status, aift_text *text, const char *format,
                    const char *path, int otherwise);

#endif
