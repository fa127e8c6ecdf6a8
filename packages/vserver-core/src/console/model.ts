import { z } from 'zod'

export { CONSOLE_UPGRADE, CUT_OFF, FRAME, FRAME_MAX_BYTES } from './constants.ts'

export const ConsoleId = z
  .string()
  .regex(/^[a-z0-9-]{8,39}$/)
  .brand<'ConsoleId'>()
export type ConsoleId = z.infer<typeof ConsoleId>

export const ConsoleSize = z.strictObject({
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
})
export type ConsoleSize = z.infer<typeof ConsoleSize>

/** Bytes that a command line may have: one less than VS_COMMAND_SIZE in native/common/protocol.h. */
const COMMAND_MAX_BYTES = 4095

/** A line for the guest's login shell, of any bytes but NUL. */
const ConsoleCommand = z
  .string()
  .min(1)
  .refine(
    (command) => !command.includes('\0') && new TextEncoder().encode(command).length <= COMMAND_MAX_BYTES,
    {
      message: `A command has at most ${COMMAND_MAX_BYTES} bytes.`,
    },
  )

/** NAME=value of what a caller may choose: the terminal's kind and the language. */
const ConsoleVariable = z
  .string()
  .max(200)
  .regex(/^(?:TERM|LANG|LC_[A-Z]+)=[\x20-\x7e]*$/)

/**
 * What runs, and on what. A terminal can be left and attached to again; what is on pipes has one viewer, and ends
 * with it. `files` is the SFTP server.
 */
export const ConsoleProgram = z.strictObject({
  mode: z.enum(['terminal', 'pipes', 'files']).default('terminal'),
  /** Absent: a login shell. */
  command: ConsoleCommand.optional(),
  environment: z.array(ConsoleVariable).max(12).default([]),
})
export type ConsoleProgram = z.output<typeof ConsoleProgram>
export type ConsoleProgramInput = z.input<typeof ConsoleProgram>
