import type { Rule } from './native-errors.ts'

const GOES_ON = 'It is asked for again by itself.'

/** What refusals of other files for a guest mean; stages: native programs/vs-broker/guest-replace.c. */
export const REPLACE_RULES: readonly Rule[] = [
  {
    operation: ['guestReplace'],
    stage: 'exchanged',
    code: 'TIMEOUT',
    message: 'SUBJECT has its other files, but those it had could not be put away yet.',
    hint: GOES_ON,
  },
  {
    operation: ['guestReplace'],
    stage: 'program-died',
    code: 'TIMEOUT',
    message: 'The work on the files of SUBJECT ended early.',
    hint: GOES_ON,
  },
  {
    operation: ['guestReplace'],
    stage: 'spawn',
    code: 'BUSY',
    message: 'The host has no room for another process.',
    hint: 'Stop a guest, or raise pid_max and the process limits of the host.',
  },
  {
    operation: ['guestReplace'],
    stage: 'bin',
    errno: ['ENOENT'],
    code: 'INVALID_STATE',
    message: 'The former files of SUBJECT are gone.',
    hint: 'They are kept for a day.',
  },
  {
    operation: ['guestReplace'],
    stage: 'kept',
    errno: ['EDQUOT'],
    code: 'NO_CAPACITY',
    message: 'SUBJECT was reinstalled three times, and what it had each time is still kept.',
    hint: 'It is kept for a day: wait until the oldest are gone, or take the former files back.',
  },
  {
    operation: ['guestReplace'],
    stage: 'away',
    errno: ['EEXIST'],
    code: 'ALREADY_EXISTS',
    message: 'Something else lies in the bin where the files of SUBJECT would be put.',
    hint: 'Try again in a moment.',
  },
]
