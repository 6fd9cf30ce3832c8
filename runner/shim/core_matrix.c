/* Core to core: one latency repeat for every ordered pair of CPUs. Row = responder, column = initiator. */
#include <stdlib.h>

#include "core.h"

enum cell { MEASURED, CENSORED, MISSING };

struct matrix {
    uint64_t *values_ps;
    enum cell *cell;
    enum reason *reason;
    uint64_t size, below_ns;
};

static enum reason measure_cell(const struct request *request, const uint64_t cpu[2], uint64_t deadline_ns,
                                uint64_t *ps, uint64_t *below_ps)
{
    static struct summary summary;
    struct repeat repeat;
    enum reason reason = begin_repeat(&repeat, request, LATENCY, cpu, deadline_ns);
    if (reason == REASON_none)
        reason = latency_repeat(&repeat, &summary);
    if (reason == REASON_none) {
        uint64_t total = request->batch == 1 ? summary.p50_ns * 1000 : summary.sum_ns * 1000 / summary.n;
        *ps = total / request->batch;
        *below_ps = repeat.board->clock.resolution_ns * 1000 / request->batch;
    }
    end_repeat(&repeat);
    return reason;
}

static void print_indexes(const char *name, const struct matrix *matrix, enum cell kind)
{
    json_array(name);
    for (uint64_t i = 0; i < matrix->size; i++)
        if (matrix->cell[i] == kind)
            json_number(NULL, i);
    json_end_array();
}

static void print_matrix(const struct request *request, const struct matrix *matrix)
{
    json_begin();
    json_word("status", "ok");
    json_word("mode", "matrix");
    json_word("transport", request->transport->name);
    json_number("message_bytes", request->message_bytes);
    json_array("cpus");
    for (uint64_t i = 0; i < request->cpu_count; i++)
        json_number(NULL, request->cpus[i]);
    json_end_array();
    json_word("statistic", request->batch == 1 ? "p50" : "batched_mean");
    json_number("n", request->samples);
    json_number("batch", request->batch);
    json_array("values_ps");
    for (uint64_t i = 0; i < matrix->size; i++)
        json_number(NULL, matrix->cell[i] == MEASURED ? matrix->values_ps[i] : 0);
    json_end_array();
    print_indexes("censored", matrix, CENSORED);
    json_number("below_ns", matrix->below_ns);
    print_indexes("missing", matrix, MISSING);
    json_array("missing_reasons");
    for (uint64_t i = 0; i < matrix->size; i++)
        if (matrix->cell[i] == MISSING)
            json_word(NULL, reason_name(matrix->reason[i]));
    json_end_array();
    json_finish();
}

/* The first reason when nothing at all could be measured; cells never begun stay missing. */
static enum reason fill(const struct request *request, struct matrix *matrix)
{
    const uint64_t n = request->cpu_count;
    const uint64_t deadline_ns = now_ns() + request->deadline_ms * 1000000;
    enum reason reason = REASON_none, first = REASON_none;
    bool any = false;
    for (uint64_t i = 0; i < matrix->size; i++) {
        const uint64_t cpu[2] = {[INITIATOR] = request->cpus[i % n], [RESPONDER] = request->cpus[i / n]};
        uint64_t below_ps = 0;
        if (now_ns() >= deadline_ns)
            reason = REASON_deadline;
        else if (reason != REASON_interrupted)
            reason = measure_cell(request, cpu, deadline_ns, &matrix->values_ps[i], &below_ps);
        matrix->reason[i] = reason;
        matrix->cell[i] = reason != REASON_none ? MISSING : MEASURED;
        if (reason == REASON_none && matrix->values_ps[i] <= below_ps)
            matrix->cell[i] = CENSORED;
        if (matrix->cell[i] == CENSORED && (matrix->below_ns == UNKNOWN || (below_ps + 999) / 1000 > matrix->below_ns))
            matrix->below_ns = (below_ps + 999) / 1000;
        any |= reason == REASON_none;
        if (first == REASON_none || first == REASON_spin_needs_two_cpus) /* of the diagonal: says the least */
            first = reason != REASON_none ? reason : first;
    }
    return any ? REASON_none : first;
}

int run_matrix(const struct request *request)
{
    const uint64_t size = request->cpu_count * request->cpu_count;
    struct matrix matrix = {.values_ps = calloc(size, sizeof(uint64_t)),
                            .cell = calloc(size, sizeof(enum cell)),
                            .reason = calloc(size, sizeof(enum reason)),
                            .size = size,
                            .below_ns = UNKNOWN};
    enum reason reason = REASON_memory;
    if (matrix.values_ps != NULL && matrix.cell != NULL && matrix.reason != NULL)
        reason = fill(request, &matrix);
    int exit_code = reason == REASON_none ? EXIT_OK : print_reason(reason, UNKNOWN);
    if (reason == REASON_none)
        print_matrix(request, &matrix);
    free(matrix.values_ps);
    free(matrix.cell);
    free(matrix.reason);
    return exit_code;
}
