/* aift source: its verbs and their options. */
#include "source.h"

#define TEXT(field, called, what)                                                                            \
    {                                                                                                        \
        .kind = CLI_TEXT, .name = #field, .offset = offsetof(source_args, field), .value = called,           \
        .help = what                                                                                         \
    }

static const cli_option options[] = {
    CLI_OPTIONS_STORE(source_args),
    {.name = "if-version",
     .kind = CLI_INT64,
     .offset = offsetof(source_args, if_version),
     .value = "N",
     .unset = "any",
     .range = {1, 1e15, false},
     .help = "set, remove, map: refuse where the record has another version by now"},
    TEXT(from, "FILE", "add, set: a JSON object of fields; - is standard input"),
    TEXT(owner, "EMAIL", "list: who answers for it"),
    TEXT(search, "TEXT", "list: words that each begin a word of the record's texts"),
    {.name = "overdue",
     .kind = CLI_FLAG,
     .offset = offsetof(source_args, overdue),
     .help = "list: those whose time of retention is over"},
    {.name = "sort",
     .kind = CLI_TEXT,
     .offset = offsetof(source_args, sort),
     .value = "id|updated|title",
     .help = "list: the order; title is the name, updated has the latest first"},
    {.name = "limit",
     .kind = CLI_INT64,
     .offset = offsetof(source_args, limit),
     .value = "N",
     .range = {1, 2147483647, false},
     .help = "list: at most so many"},
    TEXT(after, "CURSOR", "list: those behind that \"next\""),
    {.name = "requirement",
     .kind = CLI_LIST,
     .offset = offsetof(source_args, requirement),
     .value = "NAME=ID",
     .help = "map: the source ID is for the requirement NAME; may be given several times"},
    {.name = "timeout",
     .kind = CLI_REAL,
     .offset = offsetof(source_args, timeout),
     .value = "SECONDS",
     .unset = "10 of a check, else any",
     .range = {0, 86400, true},
     .help = "check, profile, scan, mask: how long it may take; all but check count whole seconds"},
    TEXT(format, "FORMAT",
         "import: croissant, frictionless, catalog, alation, collibra; export: croissant, frictionless, "
         "catalog; ropa: json, csv, html"),
    TEXT(map, "FILE",
         "import: where a catalogue's columns go, a JSON object {\"column\": \"path of the record\"}"),
    TEXT(key, "COLUMN", "import: the column that tells a catalogue's rows apart"),
    TEXT(output, "FILE", "export, lineage, ropa: where to; - is standard output"),
    SOURCE_LOOK_OPTIONS(source_args),
    {.name = NULL},
};

static void defaults(void *args)
{
    *(source_args *)args =
        (source_args){.of.store = "aift.db", .limit = 50, .sort = "id", .look = SOURCE_LOOK_DEFAULTS};
}

static const cli_verb verbs[] = {
    {"schema", "", 0, 0, "", CLI_STORE_NONE, source_schema},
    {"add", "", 0, 0, "from", CLI_STORE_WRITE, source_add},
    {"get", "ID", 1, 1, "", CLI_STORE_READ, source_get},
    {"list", "", 0, 0, "owner search overdue sort limit after", CLI_STORE_READ, source_list},
    {"set", "ID", 1, CLI_MAX_LIST, "from if-version", CLI_STORE_WRITE, source_set},
    {"remove", "ID", 1, 1, "if-version", CLI_STORE_WRITE, source_remove},
    {"check", "ID", 1, 1, "timeout password-env", CLI_STORE_WRITE, source_check},
    {"map", "UC", 1, 1, "requirement if-version", CLI_STORE_WRITE, source_map},
    {"ropa", "", 0, 0, "format output", CLI_STORE_READ, source_ropa},
    {"import", "FILE", 1, 1, "format map key", CLI_STORE_WRITE, source_import},
    {"export", "ID", 0, CLI_MAX_LIST, "format output", CLI_STORE_READ, source_export},
    {"lineage", "ID", 1, 1, "output", CLI_STORE_READ, source_lineage},
    SOURCE_LOOK_VERBS,
    {NULL},
};

static int run(void *args, int argc, char **argv)
{
    return cli_verb_run(verbs, options, args, argc, argv);
}

const cli_command cli_source = {
    .name = "source",
    .summary = "keep an inventory of data sources, and look at them",
    .usage = "VERB [ARGUMENT...] [--store FILE]",
    .about =
        "A source is a record in a store (aift store init makes one): where data is, whose it is, and on "
        "what "
        "basis it may be used. Every change is kept in the store's log. Passwords have no place in it.\n"
        "schema tells the fields; add --from FILE adds a record; get ID and list print; set ID PATH=VALUE... "
        "changes; "
        "remove takes it out of use: its record stays and can be got, but is in no list.\n"
        "check ID looks whether it can be reached, counts rows and bytes, reads its columns, and keeps that "
        "in "
        "the record; the exit status is 3 where it cannot be reached.\n"
        "map UC tells which sources meet the requirements of a use case, and names the gaps (exit status "
        "3).\n"
        "ropa prints the record of processing activities (GDPR Art. 30), and names what is missing in it.\n"
        "export ID describes it as Croissant or as a Frictionless data package, with the digests of its "
        "files; import adds what "
        "such a file describes. A catalogue is CSV with a row for each source; rows that cannot be taken are "
        "reported (exit status 3). lineage prints OpenLineage events.\n" SOURCE_LOOK_ABOUT,
    .examples = "  aift source add --from mails.json\n"
                "  aift source set DS-1 lawful_basis=contract retention=P2Y\n"
                "  aift source list --overdue --json\n"
                "  aift source check DS-1 --timeout 5\n"
                "  aift source map UC-1 --requirement 'labelled mails=DS-1'\n"
                "  aift source ropa --format html --output ropa.html\n"
                "  aift source export DS-1 --format croissant --output croissant.json\n" SOURCE_LOOK_EXAMPLES,
    .options = options,
    .args_size = sizeof(source_args),
    .defaults = defaults,
    .run = run,
    .max_others = CLI_MAX_LIST + 2,
};
