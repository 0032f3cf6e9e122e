/* What the help says: the list of commands, and all about one, from the tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { WIDTH = 80, MARGIN = 30 };

/* Prints the words of a line from column `at` on; where it is too long, it goes on at `margin`. */
static void wrap(FILE *to, const char *text, size_t at, size_t margin)
{
    while (*text && *text != '\n') {
        size_t n = strcspn(text, " \n");
        if (at > margin && at + n + 1 > WIDTH) {
            fprintf(to, "\n%*s", (int)margin, "");
            at = margin;
        } else if (at > margin) {
            fputc(' ', to);
            at++;
        }
        fprintf(to, "%.*s", (int)n, text);
        at += n;
        text += n + (text[n] == ' ');
    }
    fputc('\n', to);
}

/* 5e-05 is 5e-5 to people. */
static void shorten_exponent(char *number)
{
    char *e = strchr(number, 'e');
    if (e && (e[1] == '-' || e[1] == '+') && e[2] == '0')
        memmove(e + 2, e + 3, strlen(e + 3) + 1);
}

const char *cli_option_shown(const cli_option *option, const void *args, char *buf, size_t size)
{
    const void *from = (const char *)args + option->offset;
    int32_t number = 0;
    if (option->unset && option->kind != CLI_TEXT)
        return option->unset;
    switch (option->kind) {
    case CLI_HEADING:
    case CLI_FLAG:
    case CLI_LIST:
        return NULL;
    case CLI_TEXT:
        return *(const char *const *)from ? *(const char *const *)from : option->unset;
    case CLI_REAL:
        snprintf(buf, size, "%g", *(const double *)from);
        shorten_exponent(buf);
        break;
    case CLI_BYTES:
    case CLI_INT64:
        snprintf(buf, size, "%lld", (long long)*(const int64_t *)from);
        break;
    case CLI_UINT64:
        snprintf(buf, size, "%llu", (unsigned long long)*(const uint64_t *)from);
        break;
    case CLI_INT32:
        snprintf(buf, size, "%d", (int)*(const int32_t *)from);
        break;
    case CLI_BOOLEAN:
        return *(const int32_t *)from ? "true" : "false";
    case CLI_CHOICE:
        memcpy(&number, from, sizeof number);
        return option->choices[number];
    }
    return buf;
}

/* max-steps and max_steps */
static bool same_name(const char *dashed, const char *library)
{
    while (*dashed && (*dashed == *library || (*dashed == '-' && *library == '_')))
        dashed++, library++;
    return *dashed == *library;
}

static void print_option(FILE *to, const cli_option *option, const void *defaults)
{
    char buf[64], left[96], text[512], library[96] = "";
    if (option->kind == CLI_HEADING) {
        fprintf(to, "\n%s:\n", option->help);
        return;
    }
    snprintf(left, sizeof left, "  --%s%s%s", option->name, option->value ? " " : "",
             option->value ? option->value : "");
    const char *shown = cli_option_shown(option, defaults, buf, sizeof buf);
    if (option->library && !same_name(option->name, option->library))
        snprintf(library, sizeof library, " (%s)", option->library);
    snprintf(text, sizeof text, "%s%s%s%s%s%s", option->help, option->required ? " (required)" : "",
             shown ? " [" : "", shown ? shown : "", shown ? "]" : "", library);
    size_t n = strlen(left);
    fputs(left, to);
    if (n + 2 > MARGIN)
        fprintf(to, "\n%*s", MARGIN, "");
    else
        fprintf(to, "%*s", (int)(MARGIN - n), "");
    wrap(to, text, MARGIN, MARGIN);
}

void cli_help_commands(FILE *to, const cli_command *const *commands)
{
    fputs("aift fine-tunes, evaluates and uses text classifiers.\n"
          "\n"
          "usage: aift COMMAND [OPTION]...\n"
          "\n"
          "commands:\n",
          to);
    for (size_t i = 0; commands[i]; i++)
        fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n"
          "aift help COMMAND, or aift COMMAND --help, tells all about one; so does\n"
          "man aift-COMMAND.\n"
          "\n"
          "The exit status is 0 when all went well; 1 when something failed, and one line\n"
          "on standard error says what and where; 2 when the command line is wrong; 3 when it\n"
          "is done, but the answer is no; and 130 when Ctrl-C stopped it.\n"
          "\n"
          "A first run:\n"
          "  aift train --model all-MiniLM-L6-v2 --data mails.jsonl --output spam-filter\n"
          "  aift predict --model spam-filter --text 'You have won a prize'\n",
          to);
}

void cli_help_command(FILE *to, const cli_command *command)
{
    fprintf(to, "usage: aift %s%s%s\n\n", command->name, *command->usage ? " " : "", command->usage);
    for (const char *p = command->about; *p; p += strcspn(p, "\n") + 1)
        wrap(to, p, 0, 0);
    void *defaults = calloc(1, command->args_size + 1);
    if (defaults && command->defaults)
        command->defaults(defaults);
    const cli_option *option = command->options;
    if (option && option->kind != CLI_HEADING)
        fputs("\noptions:\n", to);
    for (; defaults && option && option->name; option++)
        print_option(to, option, defaults);
    free(defaults);
    if (command->examples)
        fprintf(to, "\nexamples:\n%s", command->examples);
}

void cli_help_plain(const cli_command *command)
{
    void *defaults = calloc(1, command->args_size + 1);
    if (defaults && command->defaults)
        command->defaults(defaults);
    for (const cli_option *o = command->options; defaults && o && o->name; o++) {
        char buf[64];
        if (o->kind == CLI_HEADING)
            continue;
        const char *shown = cli_option_shown(o, defaults, buf, sizeof buf);
        printf("--%s\t%s\t%s\n", o->name, o->value ? o->value : "",
               shown         ? shown
               : o->required ? "required"
                             : "");
    }
    free(defaults);
}
