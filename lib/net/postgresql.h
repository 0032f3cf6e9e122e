/* Reading from PostgreSQL: the rows of one query, as a stream of CSV with a header. Nothing outside net/ sees libpq.
 *
 * The transaction is read-only, and the statement must give columns: what writes is refused by the server. Time is bounded, here
 * and at the server. An error tells what is wrong with the query by its names, and never a value of a table. libpq reads
 * service files, password files and the PG* variables itself. Its memory, which holds a row at a time, is not counted on
 * the context; a row has at most 32 MiB as CSV. */
#ifndef AIFT_LIB_NET_POSTGRESQL_H
#define AIFT_LIB_NET_POSTGRESQL_H

#include "base/stream.h"

typedef struct aift__postgresql_query {
    const char *location; /* a connection string without a password: service=NAME */
    const char *password; /* NULL: none, or one that libpq finds */
    const char *text;     /* one SELECT */
    double deadline;      /* of aift__clock_seconds(), for all */
} aift__postgresql_query;

/* Connects, asks, and waits for the names of the columns. AIFT_E_INVALID: the connection string, or a query that is no
 * SELECT; AIFT_E_IO: no connection, or the server's failure; AIFT_E_CANCELLED: the deadline, then and while the stream is
 * read; AIFT_E_RANGE: a row is longer; AIFT_E_UNSUPPORTED: the library was built without libpq, or it is not installed. */
aift_status aift__postgresql_open(aift_context *context, const aift__postgresql_query *query,
                                  aift__stream **out);

#endif
