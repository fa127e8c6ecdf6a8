/** For ./up: makes a copy of the PostgreSQL package ready before its files belong to root. Argument: its directory. */
import { findPostgres, preparePostgres } from './binaries.ts'

preparePostgres(findPostgres(process.argv[2]))
