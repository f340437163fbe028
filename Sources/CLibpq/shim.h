#include <libpq-fe.h>
#include <sys/eventfd.h>

// Swift does not see macros that are characters.
enum florin_diagnosis {
    FLORIN_DIAGNOSIS_SQLSTATE = PG_DIAG_SQLSTATE,
    FLORIN_DIAGNOSIS_MESSAGE = PG_DIAG_MESSAGE_PRIMARY,
};
