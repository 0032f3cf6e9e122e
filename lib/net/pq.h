/* libpq's functions, loaded when they are needed: it brings Kerberos, LDAP and OpenSSL. Once loaded it stays. */
#ifndef AIFT_LIB_NET_PQ_H
#define AIFT_LIB_NET_PQ_H

#include <libpq-fe.h>

#include "base/base.h"

#define AIFT__PQ_MAP(X)                                                                                      \
    X(conninfoParse)                                                                                         \
    X(conninfoFree)                                                                                          \
    X(connectStartParams)                                                                                    \
    X(connectPoll)                                                                                           \
    X(status)                                                                                                \
    X(socket)                                                                                                \
    X(errorMessage)                                                                                          \
    X(setnonblocking)                                                                                        \
    X(setNoticeReceiver)                                                                                     \
    X(sendQuery)                                                                                             \
    X(sendPrepare)                                                                                           \
    X(sendDescribePrepared)                                                                                  \
    X(sendQueryPrepared)                                                                                     \
    X(setSingleRowMode)                                                                                      \
    X(flush)                                                                                                 \
    X(consumeInput)                                                                                          \
    X(isBusy)                                                                                                \
    X(getResult)                                                                                             \
    X(resultStatus)                                                                                          \
    X(resultErrorField)                                                                                      \
    X(nfields)                                                                                               \
    X(ntuples)                                                                                               \
    X(fname)                                                                                                 \
    X(ftype)                                                                                                 \
    X(getisnull)                                                                                             \
    X(getvalue)                                                                                              \
    X(getlength)                                                                                             \
    X(clear)                                                                                                 \
    X(freemem)                                                                                               \
    X(finish)

typedef struct aift__pq {
#define AIFT__PQ_FIELD(name) __typeof__(PQ##name) *name;
    AIFT__PQ_MAP(AIFT__PQ_FIELD)
#undef AIFT__PQ_FIELD
} aift__pq;

/* AIFT_E_UNAVAILABLE: it is not installed. Any thread. */
aift_status aift__pq_load(aift__pq *out);

#endif
