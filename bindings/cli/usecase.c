/* aift usecase: its verbs and their options. */
#include <string.h>

#include "usecase.h"

#define TEXT(field, called, what)                                                                            \
    {                                                                                                        \
        .kind = CLI_TEXT, .name = #field, .offset = offsetof(usecase_args, field), .value = called,          \
        .help = what                                                                                         \
    }

static const cli_option options[] = {
    CLI_OPTIONS_STORE(usecase_args),
    {.name = "if-version",
     .kind = CLI_INT64,
     .offset = offsetof(usecase_args, if_version),
     .value = "N",
     .unset = "any",
     .range = {1, 1e15, false},
     .help = "set, move, validate, signoff: refuse where the record has another version by now"},
    TEXT(from, "FILE", "new, set: a JSON object of fields; - is standard input"),
    TEXT(template, "TASK", "new: begin with what use cases of the task have"),
    TEXT(title, "TEXT", "new: one line"),
    TEXT(problem, "TEXT", "new: what is to be solved"),
    TEXT(task, "TASK", "new, list: what a model shall do: text-classification, ..."),
    TEXT(owner, "EMAIL", "new, list: who answers for it"),
    TEXT(state, "STATE",
         "list: draft, submitted, onboarded, viable, redefine, prioritized, approved, building, validated, "
         "deployed, retired, rejected"),
    TEXT(search, "TEXT", "list: words that each begin a word of the record's texts"),
    {.name = "sort",
     .kind = CLI_TEXT,
     .offset = offsetof(usecase_args, sort),
     .value = "id|updated|title",
     .help = "list: the order; updated has the latest first"},
    {.name = "limit",
     .kind = CLI_INT64,
     .offset = offsetof(usecase_args, limit),
     .value = "N",
     .range = {1, 2147483647, false},
     .help = "list, rank: at most so many; rank --format csv has all unless it is given"},
    TEXT(after, "CURSOR", "list, rank: those behind that \"next\""),
    TEXT(reason, "TEXT", "move: why; required there"),
    TEXT(evaluation, "FILE", "bind: what aift evaluate --json printed; - is standard input"),
    TEXT(model, "DIR",
         "bind: the model that was evaluated; categorize: a sentence encoder, as all-MiniLM-L6-v2; validate: "
         "one, "
         "on whose vectors the baseline is trained"),
    TEXT(text, "TEXT", "categorize: a problem, in the place of a use case's"),
    {.name = "top",
     .kind = CLI_INT32,
     .offset = offsetof(usecase_args, top),
     .value = "N",
     .range = {1, 100, false},
     .help = "categorize: so many tasks"},
    TEXT(format, "FORMAT",
         "import: jira, trello, asana, airtable, csv, json; export: json, jira, csv, markdown, confluence, "
         "html, cyclonedx; rank: json, csv, html; roadmap: json, mermaid, svg, html, csv"),
    TEXT(map, "FILE", "import: where columns go, a JSON object {\"column\": \"path of the record\"}"),
    TEXT(key, "COLUMN", "import: the column that tells rows apart"),
    {.name = "date-format",
     .kind = CLI_TEXT,
     .offset = offsetof(usecase_args, date_format),
     .value = "F",
     .unset = "ISO 8601 and Jira's",
     .help = "import: how dates are written, as %d/%m/%Y"},
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .offset = offsetof(usecase_args, dry_run),
     .help = "import: tell what would become of the rows, and change nothing"},
    TEXT(output, "FILE", "export, rank, roadmap: where to; - is standard output"),
    TEXT(html, "FILE", "report: where to, as a page that needs nothing beside itself"),
    TEXT(markdown, "FILE", "report: where to, as Markdown"),
    TEXT(data, "FILE", "validate: rows of the use case's data, CSV or JSON Lines; - is standard input"),
    TEXT(source, "DS", "validate: a data source that is mapped to the use case, in the place of --data"),
    {.name = "text-column",
     .kind = CLI_TEXT,
     .offset = offsetof(usecase_args, text_column),
     .value = "C",
     .unset = "text",
     .help = "validate: column of the texts"},
    {.name = "label-column",
     .kind = CLI_TEXT,
     .offset = offsetof(usecase_args, label_column),
     .value = "C",
     .unset = "label",
     .help = "validate: column of the labels"},
    TEXT(gates, "FILE",
         "validate: a JSON object of other thresholds by gate, {\"rows\": 200}, and weights of goals, "
         "{\"goals\": {}}"),
    {.name = "draws",
     .kind = CLI_INT64,
     .offset = offsetof(usecase_args, draws),
     .value = "N",
     .range = {1, 1e7, false},
     .help = "validate: of Monte Carlo"},
    {.name = "seed",
     .kind = CLI_UINT64,
     .offset = offsetof(usecase_args, seed),
     .value = "N",
     .range = {0, 9e15, false},
     .help = "validate: of the draws and of the split"},
    {.name = "notebook",
     .kind = CLI_TEXT,
     .offset = offsetof(usecase_args, notebook),
     .value = "FILE",
     .unset = "ID-baseline.ipynb",
     .help = "validate: where the notebook goes that repeats the baseline"},
    TEXT(role, "R", "signoff: in which role it is decided: sponsor, ..."),
    TEXT(decision, "approve|reject|waive", "signoff: what is decided; waive lets a gate pass"),
    TEXT(gate, "NAME", "signoff: the gate that is waived, or with reject waived no more"),
    TEXT(comment, "T", "signoff: why; a waiver needs it"),
    {.name = "method",
     .kind = CLI_TEXT,
     .offset = offsetof(usecase_args, method),
     .value = "rice|wsjf|ice|weighted",
     .unset = "rice; weighted where there are weights",
     .help = "rank, roadmap: how scores are calculated"},
    TEXT(weights, "FILE",
         "rank, roadmap: of the weighted matrix, a JSON object {NAME: {\"weight\", \"cost\": true or false}} "
         "or CSV with name, weight, cost"),
    {.name = "sensitivity",
     .kind = CLI_REAL,
     .offset = offsetof(usecase_args, sensitivity),
     .value = "X",
     .range = {0, 0.999999, false},
     .help =
         "rank: the share that each weight or input is changed by, to see which pairs change their order; 0 "
         "leaves that out"},
    {.name = "capacity",
     .kind = CLI_REAL,
     .offset = offsetof(usecase_args, capacity),
     .value = "N",
     .unset = "required",
     .range = {0, 1e6, true},
     .help = "roadmap: people at work at the same time"},
    TEXT(start, "DATE", "roadmap: its first day, YYYY-MM-DD; required there"),
    {.name = NULL},
};

static void defaults(void *args)
{
    *(usecase_args *)args = (usecase_args){.of.store = "aift.db",
                                           .limit = 50,
                                           .sort = "id",
                                           .top = 3,
                                           .draws = 10000,
                                           .seed = 42,
                                           .sensitivity = 0.2};
}

static const cli_verb verbs[] = {
    {"schema", "", 0, 0, "", CLI_STORE_NONE, usecase_schema},
    {"new", "", 0, 0, "template from title problem task owner", CLI_STORE_WRITE, usecase_new},
    {"get", "ID", 1, 1, "", CLI_STORE_READ, usecase_get},
    {"list", "", 0, 0, "state task owner search sort limit after", CLI_STORE_READ, usecase_list},
    {"set", "ID", 1, CLI_MAX_LIST, "from if-version", CLI_STORE_WRITE, usecase_set},
    {"move", "ID STATE", 2, 2, "reason if-version", CLI_STORE_WRITE, usecase_move},
    {"categorize", "ID", 0, 1, "text model top", CLI_STORE_NONE, usecase_categorize},
    {"bind", "ID", 1, 1, "evaluation model", CLI_STORE_WRITE, usecase_bind},
    {"trace", "ID or SHA256", 1, 1, "", CLI_STORE_READ, usecase_trace},
    {"template", "TASK", 0, 1, "", CLI_STORE_NONE, usecase_template},
    {"import", "FILE", 1, 1, "format map key date-format dry-run", CLI_STORE_WRITE, usecase_import},
    {"export", "ID", 0, CLI_MAX_LIST, "format output", CLI_STORE_READ, usecase_export},
    {"survey", "ID FILE", 2, 2, "", CLI_STORE_WRITE, usecase_survey},
    {"validate", "ID", 1, 1,
     "data source text-column label-column model gates draws seed notebook "
     "if-version",
     CLI_STORE_WRITE, usecase_validate},
    {"signoff", "ID", 1, 1, "role decision gate comment if-version", CLI_STORE_WRITE, usecase_signoff},
    {"report", "ID", 1, 1, "html markdown", CLI_STORE_READ, usecase_report},
    {"rank", "", 0, 0, "method weights sensitivity format limit after output", CLI_STORE_READ, usecase_rank},
    {"roadmap", "", 0, 0, "method weights capacity start format output", CLI_STORE_READ, usecase_roadmap},
    {NULL},
};

bool usecase_given(const char *option)
{
    for (const cli_option *o = options; o->name; o++)
        if (strcmp(o->name, option) == 0)
            return cli_option_given(o);
    return false;
}

static int run(void *args, int argc, char **argv)
{
    return cli_verb_run(verbs, options, args, argc, argv);
}

const cli_command cli_usecase = {
    .name = "usecase",
    .summary = "keep records of use cases in a store",
    .usage = "VERB [ARGUMENT...] [--store FILE]",
    .about =
        "A use case is a record in a store (aift store init makes one): what is to be solved, for whom, "
        "and the figures it "
        "is held to. Every change is kept in the store's log.\n"
        "schema tells the fields; new adds a record; get ID and list print; set ID PATH=VALUE... and "
        "move ID STATE "
        "change.\n"
        "set changes fields by their paths: title=Mail, owner.email=anna@example.com, "
        "kpis.0.target=0.9. VALUE is JSON where "
        "it can be read so, else a text; null removes the field.\n"
        "move brings it to another state: draft, submitted, onboarded, viable, prioritized, approved, "
        "building, validated, "
        "deployed, retired; redefine, rejected. What is missing for a state is listed.\n"
        "import takes a file of Jira, Trello, Asana or Airtable, or plain CSV or JSON: good rows in one "
        "change, bad ones "
        "reported with their lines (exit status 3). The same file again changes nothing; what was "
        "edited here stays.\n"
        "survey adds what stakeholders said, a CSV or JSON file with stakeholder, date, channel, text "
        "and pain points.\n"
        "validate measures a use case on its data, its cash flows and its duties: every gate that fails or "
        "was not "
        "measured makes the verdict \"redefine\" (exit status 3), unless a waiver is signed for it. signoff "
        "signs a decision on "
        "the record as it is now: a later change voids it. report writes the document to be decided on.\n"
        "categorize proposes what the problem is about, by the vectors of a sentence encoder.\n"
        "bind keeps a model's evaluation as a run of the use case, and says which KPIs are met; the exit "
        "status is 3 where "
        "one is missed. aift train --store does it by itself.\n"
        "trace goes from a use case to its sign-offs, approval, runs, models and KPIs, and from a model's "
        "digest back.\n"
        "rank sorts the use cases by their scores and tells which pairs a small change would turn round; "
        "roadmap lays "
        "them out in time, under a capacity and after what they depend on (exit status 3 where some lack "
        "effort or people).\n",
    .examples =
        "  aift usecase new --title 'Sorting mail' --owner anna@example.com\n"
        "  aift usecase set UC-1 'timeline.start=2027-01-04' people=2\n"
        "  aift usecase move UC-1 submitted --reason 'worth a look'\n"
        "  aift usecase list --state submitted --search mail --json\n"
        "  aift usecase import issues.csv --format jira\n"
        "  aift usecase export UC-1 --format cyclonedx --output card.json\n"
        "  aift usecase validate UC-1 --data mails.csv --model all-MiniLM-L6-v2\n"
        "  aift usecase signoff UC-1 --role sponsor --decision approve --actor eva@example.com\n"
        "  aift usecase report UC-1 --html report.html\n"
        "  aift usecase categorize UC-1 --model all-MiniLM-L6-v2\n"
        "  aift evaluate --model filter --data test.csv --json | aift usecase bind UC-1 --evaluation "
        "- --model filter\n"
        "  aift usecase rank --method weighted --weights weights.json\n"
        "  aift usecase roadmap --capacity 4 --start 2027-01-04 --format html --output roadmap.html\n",
    .options = options,
    .args_size = sizeof(usecase_args),
    .defaults = defaults,
    .run = run,
    .max_others = CLI_MAX_LIST + 2,
};
