/* ipc-bench-shim: measures one mechanism between two processes and prints one line of JSON. */
#include <fcntl.h>
#include <unistd.h>

#include "core.h"
#include "core_commands.h"

const struct command commands[] = {
    {"list", "what this build can measure", "list", LIST_COMMAND, run_list},
    {"latency", "one repeat of a closed-loop round trip",
     "latency --transport pipe --message-bytes 64 --initiator-cpu 0 --responder-cpu 1", LATENCY_COMMAND, run_latency},
    {"throughput", "one repeat of a one-way stream",
     "throughput --transport tcp --set nodelay=1 --message-bytes 4096 --writer-cpu 0 --reader-cpu 1",
     THROUGHPUT_COMMAND, run_throughput},
    {"matrix", "latency between every two of some CPUs", "matrix --transport shm_spin --cpus 0,1,2,3 --samples 1000",
     MATRIX_COMMAND, run_matrix},
    {"oneway", "one repeat of one-way latency, both directions",
     "oneway --transport shm_oneway --message-bytes 64 --initiator-cpu 0 --responder-cpu 1", ONE_WAY_COMMAND,
     run_one_way},
    {"noise", "what disturbs one CPU", "noise --cpu 0 --duration-ms 50", NOISE_COMMAND, run_noise},
    {NULL, NULL, NULL, 0, NULL}};

/* A caller may have closed some: no descriptor of a transport may take the number of stdout. */
static void occupy_standard_descriptors(void)
{
    int file;
    do
        file = open("/dev/null", O_RDWR);
    while (file >= 0 && file <= 2);
    if (file > 2)
        close(file);
}

int main(int argc, char **argv)
{
    static struct request request;
    int exit_code;
    occupy_standard_descriptors();
    if (!parse_request(argc, argv, &request, &exit_code))
        return exit_code;
    return request.command->bit == LIST_COMMAND ? run_list(&request) : run_guarded(&request);
}
