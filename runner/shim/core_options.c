/* The command line: one table of options, from which parsing, checks and help all follow. */
#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "core_commands.h"

enum kind { NUMBER, CHOICE, CPU_LIST, TRANSPORT, SETTING };

static const struct option {
    const char *name;
    unsigned commands;
    enum kind kind;
    size_t offset;
    uint64_t preset, least, most;
    const char *words; /* of a choice, separated by '|' */
    const char *meaning;
} options[] = {
#define AT(member) offsetof(struct request, member)
#define FIRST_CPU AT(cpu[INITIATOR]), 0, 0, 8191, NULL
#define SECOND_CPU AT(cpu[RESPONDER]), 0, 0, 8191, NULL
    {"transport", MEASURING, TRANSPORT, AT(transport), 0, 0, 0, NULL, "what is measured; see `list`"},
    {"message-bytes", MEASURING, NUMBER, AT(message_bytes), 64, 0, 1u << 30, NULL, "size of one message"},
    {"initiator-cpu", LATENCY_COMMAND | ONE_WAY_COMMAND, NUMBER, FIRST_CPU, "CPU of the timed side"},
    {"responder-cpu", LATENCY_COMMAND | ONE_WAY_COMMAND, NUMBER, SECOND_CPU, "CPU of the answering side"},
    {"writer-cpu", THROUGHPUT_COMMAND, NUMBER, FIRST_CPU, "CPU of the sending side"},
    {"reader-cpu", THROUGHPUT_COMMAND, NUMBER, SECOND_CPU, "CPU of the receiving side"},
    {"cpu", NOISE_COMMAND, NUMBER, FIRST_CPU, "CPU to watch"},
    {"cpus", MATRIX_COMMAND, CPU_LIST, AT(cpus), 0, 0, 8191, NULL, "CPUs of the matrix, as in 0,1,2,3"},
    {"samples", ROUND_TRIPS | ONE_WAY_COMMAND, NUMBER, AT(samples), 2000, 1, 10000000, NULL, "timed samples"},
    {"warmup", ROUND_TRIPS | ONE_WAY_COMMAND, NUMBER, AT(warmup), 200, 1, 10000000, NULL, "untimed round trips first"},
    {"batch", ROUND_TRIPS, NUMBER, AT(batch), 1, 1, 1000000, NULL, "round trips in one sample"},
    {"duration-ms", TIMED_BY_CLOCK, NUMBER, AT(duration_ms), 200, 1, 600000, NULL, "at least this long"},
    {"idle", MEASURING, CHOICE, AT(idle), IDLE_NATURAL, 0, 0, "natural|kept_awake", "may the CPUs sleep while waiting"},
    {"touch", MEASURING, CHOICE, AT(touch), TOUCH_READ_LINES, 0, 0, "none|read_lines|verify",
     "how messages are written and read"},
    {"set", MEASURING, SETTING, 0, 0, 0, 0, NULL, "an option of the transport, as in nodelay=1"},
    {"deadline-ms", MEASURING | NOISE_COMMAND, NUMBER, AT(deadline_ms), 10000, 1, 3600000, NULL, "give up after this"},
#undef AT
};

enum { OPTION_COUNT = sizeof options / sizeof options[0] };

#define X(name) extern const struct transport transport_##name;
TRANSPORT_LIST(X)
#undef X

const struct transport *const transports[] = {
#define X(name) &transport_##name,
    TRANSPORT_LIST(X)
#undef X
        NULL};

/* ---- help ---- */

static void help(const struct command *command)
{
    if (command == NULL) {
        puts("ipc-bench-shim measures one mechanism once and prints one line of JSON.\n\ncommands:");
        for (size_t i = 0; commands[i].name != NULL; i++)
            printf("  %-12s%s\n", commands[i].name, commands[i].summary);
        puts("\nexit: 0 measured, 77 unsupported here, 1 failed, 2 usage, 130 interrupted\n\nexamples:");
        for (size_t i = 0; commands[i].name != NULL; i++)
            printf("  ipc-bench-shim %s\n", commands[i].example);
        return;
    }
    printf("ipc-bench-shim %s: %s\n", command->name, command->summary);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        if ((option->commands & command->bit) == 0)
            continue;
        printf("  --%-16s%s", option->name, option->meaning);
        if (option->kind == CHOICE)
            printf(" (%s)", option->words);
        if (option->kind == NUMBER)
            printf(" (%llu)", (unsigned long long)option->preset);
        putchar('\n');
    }
    printf("\nexample:\n  ipc-bench-shim %s\n", command->example);
}

/* ---- values ---- */

static bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    unsigned long long parsed = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || parsed < least || parsed > most)
        return false;
    *value = parsed;
    return true;
}

static bool parse_choice(const char *words, const char *text, uint64_t *value)
{
    size_t length = strlen(text);
    for (uint64_t index = 0; length > 0; index++) {
        size_t word = strcspn(words, "|");
        if (word == length && strncmp(words, text, word) == 0) {
            *value = index;
            return true;
        }
        if (words[word] == '\0')
            return false;
        words += word + 1;
    }
    return false;
}

static bool parse_cpus(const struct option *option, const char *text, struct request *request)
{
    char number[8];
    for (request->cpu_count = 0; request->cpu_count < MAX_CPUS;) {
        size_t length = strcspn(text, ",");
        if (length >= sizeof number)
            return false;
        memcpy(number, text, length);
        number[length] = '\0';
        if (!parse_number(number, option->least, option->most, &request->cpus[request->cpu_count]))
            return false;
        request->cpu_count++;
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
    return false;
}

static bool parse_transport(const char *text, struct request *request)
{
    for (size_t i = 0; transports[i] != NULL; i++) {
        if (strcmp(transports[i]->name, text) != 0)
            continue;
        request->transport = transports[i];
        const struct transport_option *option = transports[i]->options;
        for (size_t o = 0; option != NULL && option[o].name != NULL; o++)
            request->option[o] = option[o].preset;
        return true;
    }
    return false;
}

static bool parse_setting(const char *text, struct request *request)
{
    const struct transport_option *option = request->transport == NULL ? NULL : request->transport->options;
    size_t length = strcspn(text, "=");
    for (size_t i = 0; option != NULL && option[i].name != NULL; i++)
        if (strlen(option[i].name) == length && strncmp(option[i].name, text, length) == 0 && text[length] == '=')
            return parse_number(text + length + 1, option[i].least, option[i].most, &request->option[i]);
    return false;
}

static bool parse_value(const struct option *option, const char *text, struct request *request)
{
    uint64_t *value = (uint64_t *)(void *)((char *)request + option->offset);
    switch (option->kind) {
    case NUMBER:
        return parse_number(text, option->least, option->most, value);
    case CHOICE:
        return parse_choice(option->words, text, value);
    case CPU_LIST:
        return parse_cpus(option, text, request);
    case TRANSPORT:
        return parse_transport(text, request);
    case SETTING:
        return parse_setting(text, request);
    }
    return false;
}

/* ---- the whole line ---- */

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; commands[i].name != NULL; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static const struct option *find_option(const struct command *command, const char *name)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if ((options[i].commands & command->bit) != 0 && strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

static bool parse_arguments(char **argument, struct request *request)
{
    const struct command *command = request->command;
    for (; *argument != NULL; argument += 2) {
        const struct option *option = strncmp(*argument, "--", 2) == 0 ? find_option(command, *argument + 2) : NULL;
        if (option == NULL) {
            fprintf(stderr, "%s has no option %s; see: ipc-bench-shim %s --help\n", command->name, *argument,
                    command->name);
            return false;
        }
        if (argument[1] == NULL || !parse_value(option, argument[1], request)) {
            fprintf(stderr, "--%s does not take %s: %s\n", option->name, argument[1] == NULL ? "nothing" : argument[1],
                    option->kind == CHOICE ? option->words : option->meaning);
            return false;
        }
    }
    if ((command->bit & MEASURING) != 0 && request->transport == NULL) {
        fprintf(stderr, "%s needs --transport NAME; see: ipc-bench-shim list\n", command->name);
        return false;
    }
    if (command->bit == MATRIX_COMMAND && request->cpu_count == 0) {
        fprintf(stderr, "matrix needs --cpus, as in --cpus 0,1\n");
        return false;
    }
    return true;
}

bool parse_request(int argc, char **argv, struct request *request, int *exit_code)
{
    *request = (struct request){.command = argc > 1 ? find_command(argv[1]) : NULL};
    *exit_code = EXIT_OK;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            help(request->command);
            return false;
        }
    }
    *exit_code = EXIT_USAGE;
    if (request->command == NULL) {
        fprintf(stderr, "%s is not a command; see: ipc-bench-shim --help\n", argc > 1 ? argv[1] : "nothing");
        return false;
    }
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (options[i].kind == NUMBER || options[i].kind == CHOICE)
            if ((options[i].commands & request->command->bit) != 0)
                *(uint64_t *)(void *)((char *)request + options[i].offset) = options[i].preset;
    return parse_arguments(argv + 2, request);
}
