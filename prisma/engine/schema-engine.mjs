#!/usr/bin/env node
/**
 * Stand-in for Prisma's downloaded schema engine: speaks the CLI's JSON-RPC over stdio and answers with
 * the WebAssembly engine from npm. Use: PRISMA_SCHEMA_ENGINE_BINARY=engine/schema-engine.mjs prisma …
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'

const directory = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
const argv = process.argv.slice(2)

if (argv[0] === '--version') printVersion()
else if (argv.includes('cli')) await runCliCommand(argv.includes('create-database'))
else await serve()

function option(name) {
  return argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined
}

function printVersion() {
  const { version } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'))
  process.stdout.write(`schema-engine-wasm ${version}\n`)
}

/** `cli can-connect-to-database` and `cli create-database`. */
async function runCliCommand(create) {
  const { canConnect, createDatabase } = await import('./adapter.mjs')
  try {
    await (create ? createDatabase : canConnect)(option('--datasource'))
  } catch (error) {
    await reportToCli(error)
    process.exitCode = 1
  }
}

/** The CLI drops the first line of stderr, then wants one JSON object per line and no trailing newline. */
function reportToCli(error) {
  const code = { '3D000': 'P1003', '28P01': 'P1000', 28000: 'P1000' }[error.code] ?? 'P1001'
  const fields = { message: error.message, is_panic: false, error_code: code }
  const line = JSON.stringify({ level: 'ERROR', fields, target: 'schema_engine::logger' })
  return new Promise((resolve) => process.stderr.write(`\n${line}`, resolve))
}

async function startEngine() {
  const { createAdapterFactory } = await import('./adapter.mjs')
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
  const background = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const binary = readFileSync(`${directory}/schema_engine_bg.wasm`)
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': background })
  background.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const datamodels = option('--datamodels')
    ?.split(',')
    .map((file) => [file, readFileSync(file, 'utf8')])
  const factory = bindMigrationAwareSqlAdapterFactory(createAdapterFactory(option('--datasource')))
  return background.SchemaEngine.new({ datamodels }, () => {}, factory)
}

async function serve() {
  const engine = await startEngine()
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = line.trim() ? JSON.parse(line) : {}
    if (method) await answer(engine, { id, method, params })
  }
  process.exit(0)
}

async function answer(engine, { id, method, params }) {
  try {
    // These two are never given the shadow database; devDiagnostic fills the cache that they read.
    if (method === 'evaluateDataLoss' || method === 'createMigration')
      await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
    const result = (await engine[method](params)) ?? {}
    if (method === 'diff' && result.stdout != null)
      send({ id: `p${id}`, method: 'print', params: { content: result.stdout } })
    send({ id, result })
  } catch (error) {
    const data = {
      is_panic: false,
      message: String(error?.message ?? error),
      meta: error?.meta ?? null,
      error_code: error?.code ?? null,
    }
    send({ id, error: { code: 4466, message: 'see data', data } })
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}
