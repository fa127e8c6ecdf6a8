/**
 * What makes the tables, in order; the number of those that were run is the file's user_version. Only ever add to the
 * end. A table about a guest refers to guest(id) with `ON DELETE CASCADE`, so that its rows go when the guest's do.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE guest (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL,
     -- As in its record: a guest of the same name that is made later is another one.
     created_at TEXT NOT NULL,
     -- Milliseconds since the epoch; null while it exists.
     deleted_at INTEGER,
     UNIQUE (name, created_at)
   ) STRICT`,
]
