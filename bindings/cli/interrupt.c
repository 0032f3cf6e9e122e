/* Ctrl-C: once to stop in good order, twice to stop at once. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "progress.h"

static volatile sig_atomic_t caught;
static const char *message = "";

static void on_signal(int number)
{
    (void)number;
    caught = 1;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (write(STDERR_FILENO, message, strlen(message)) < 0)
        return; /* nobody is there to be told */
}

void cli_interrupt_catch(const char *note)
{
    struct sigaction action;
    message = note;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    static const int numbers[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL); /* who started this in the background ignores them */
    }
}

bool cli_interrupted(void)
{
    return caught != 0;
}
