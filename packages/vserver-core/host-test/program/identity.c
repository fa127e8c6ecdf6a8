/* Says as whom it runs: the real and the effective user. */
#include <stdio.h>
#include <unistd.h>

int main(void) { return printf("%u %u\n", getuid(), geteuid()) > 0 ? 0 : 1; }
