/* What this build is and can do, so that the caller keeps no second list. */
#include <string.h>

#include "core.h"
#include "core_commands.h"

/* The compiler's version as numbers only: builds of distributions append their own name. */
static void print_compiler(void)
{
    char version[32];
    json_object("compiler");
#if defined(__clang__)
    json_word("name", "clang");
    snprintf(version, sizeof version, "%d.%d.%d", __clang_major__, __clang_minor__, __clang_patchlevel__);
    json_word("version", version);
#elif defined(__GNUC__)
    json_word("name", "gcc");
    snprintf(version, sizeof version, "%d.%d.%d", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
    json_word("version", version);
#else
    (void)version;
    json_word("name", "cc");
#endif
    json_end_object();
}

static void print_flags(void)
{
    char flags[] = SHIM_FLAGS;
    json_array("flags");
    for (char *flag = strtok(flags, " "); flag != NULL; flag = strtok(NULL, " "))
        json_word(NULL, flag);
    json_end_array();
}

static void print_transport(const struct transport *transport)
{
    const struct transport_option *option = transport->options;
    struct setup preset = {.mode = LATENCY};
    for (size_t i = 0; option != NULL && option[i].name != NULL; i++)
        preset.option[i] = option[i].preset;
    json_object(NULL);
    json_word("name", transport->name);
    json_word("summary", transport->summary);
    json_word("class", transport->waiting == SPINNING ? "spinning" : "blocking");
    json_array("modes");
    if ((transport->modes & LATENCY) != 0)
        json_word(NULL, "latency");
    if ((transport->modes & THROUGHPUT) != 0)
        json_word(NULL, "throughput");
    if ((transport->modes & ONE_WAY) != 0)
        json_word(NULL, "oneway");
    json_end_array();
    json_number("min_message_bytes", transport->min_message_bytes);
    json_number("max_message_bytes", transport_limit(transport, &preset));
    json_array("options");
    for (size_t i = 0; option != NULL && option[i].name != NULL; i++)
        json_word(NULL, option[i].name);
    json_end_array();
    json_end_object();
}

int run_list(const struct request *request)
{
    const char *libc_name, *libc_version;
    (void)request;
    os_libc(&libc_name, &libc_version);
    json_begin();
    json_number("shim", 1);
    print_compiler();
    print_flags();
    json_object("libc");
    json_word("name", libc_name);
    if (libc_version[0] != '\0')
        json_word("version", libc_version);
    json_end_object();
    json_array("transports");
    for (size_t i = 0; transports[i] != NULL; i++)
        print_transport(transports[i]);
    json_end_array();
    json_array("reasons");
#define X(name, status) json_word(NULL, #name);
    REASON_LIST(X)
#undef X
    json_end_array();
    return json_finish();
}
