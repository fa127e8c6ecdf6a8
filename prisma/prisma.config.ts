import { defineConfig } from 'prisma/config'

/** `generate` and `validate` never connect; every other command needs DATABASE_URL. */
export default defineConfig({
  schema: '.',
  migrations: { path: 'migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://unset@127.0.0.1:1/unset' },
})
