/** Nobody else works on this machine: tests may take all of its memory. ./check vm says so. */
export const IS_OWN_MACHINE = process.env.VSERVER_TEST_OWN_MACHINE !== undefined
