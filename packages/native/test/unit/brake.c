#include "../../programs/vs-broker/brake.c"
#include "check.h"

int main(void)
{
    struct brake brake;
    brake_init(&brake, 3, 30000, 1000);
    for (int i = 0; i < 3; i++)
        CHECK(brake_take(&brake, 1000));
    CHECK(!brake_take(&brake, 1000));
    CHECK(!brake_take(&brake, 30999));
    CHECK(brake_take(&brake, 31000));
    CHECK(!brake_take(&brake, 60999)); /* the wait does not begin anew with each question */
    CHECK(brake_take(&brake, 61000));
    for (int i = 0; i < 3; i++) /* a long pause gives the burst back, no more */
        CHECK(brake_take(&brake, 100000000));
    CHECK(!brake_take(&brake, 100000000));
    return 0;
}
