/* One JSON object, built in memory and written to stdout as one line: a run prints all of its result or nothing. */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "core.h"

static FILE *stream;
static char *text;
static size_t size;
static bool first;

static void separator(const char *name)
{
    if (!first)
        putc(',', stream);
    first = false;
    if (name != NULL)
        fprintf(stream, "\"%s\":", name);
}

static void open_bracket(const char *name, int bracket)
{
    separator(name);
    putc(bracket, stream);
    first = true;
}

static void close_bracket(int bracket)
{
    putc(bracket, stream);
    first = false;
}

void json_begin(void)
{
    stream = open_memstream(&text, &size);
    if (stream == NULL)
        abort();
    putc('{', stream);
    first = true;
}

void json_object(const char *name)
{
    open_bracket(name, '{');
}

void json_end_object(void)
{
    close_bracket('}');
}

void json_array(const char *name)
{
    open_bracket(name, '[');
}

void json_end_array(void)
{
    close_bracket(']');
}

void json_number(const char *name, uint64_t value)
{
    if (value == UNKNOWN)
        return;
    separator(name);
    fprintf(stream, "%" PRIu64, value);
}

void json_word(const char *name, const char *word)
{
    separator(name);
    fprintf(stream, "\"%s\"", word);
}

void json_true(const char *name)
{
    separator(name);
    fputs("true", stream);
}

static uint64_t difference(uint64_t before, uint64_t after)
{
    return before == UNKNOWN || after == UNKNOWN ? UNKNOWN : after - before;
}

void json_usage(const char *name, const struct side_report *report)
{
    const struct usage *before = &report->before, *after = &report->after;
    if (after->cpu_ns == UNKNOWN)
        return;
    json_object(name);
    json_number("cpu_ns", difference(before->cpu_ns, after->cpu_ns));
    json_number("voluntary_switches", difference(before->voluntary_switches, after->voluntary_switches));
    json_number("involuntary_switches", difference(before->involuntary_switches, after->involuntary_switches));
    json_number("migrations", difference(before->migrations, after->migrations));
    json_end_object();
}

void json_request(const struct repeat *repeat)
{
    const struct transport_option *option = repeat->transport->options;
    json_word("transport", repeat->transport->name);
    json_number("message_bytes", repeat->setup.message_bytes);
    if (option == NULL)
        return;
    json_object("options");
    for (size_t i = 0; option[i].name != NULL; i++)
        json_number(option[i].name, repeat->setup.option[i]);
    json_end_object();
}

int json_finish(void)
{
    fputs("}\n", stream);
    fclose(stream);
    for (size_t at = 0; at < size;) {
        ssize_t written = write(STDOUT_FILENO, text + at, size - at);
        if (written < 0)
            break;
        at += (size_t)written;
    }
    free(text);
    return EXIT_OK;
}

int print_reason(enum reason reason, uint64_t limit)
{
    bool unsupported = reason_status(reason) == UNSUPPORTED;
    json_begin();
    json_word("status", unsupported ? "unsupported" : "failed");
    json_word("reason", reason_name(reason));
    json_number("limit", limit);
    json_finish();
    return unsupported ? EXIT_UNSUPPORTED : EXIT_FAILED;
}
