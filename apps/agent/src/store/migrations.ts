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
  `CREATE TABLE hit (
     id INTEGER PRIMARY KEY,
     guest INTEGER NOT NULL REFERENCES guest(id) ON DELETE CASCADE,
     at INTEGER NOT NULL,
     resource TEXT NOT NULL,
     effect TEXT NOT NULL,
     count INTEGER NOT NULL,
     -- Null when it could not be told.
     limit_then REAL,
     -- JSON.
     processes TEXT NOT NULL
   ) STRICT;
   CREATE INDEX hit_of_guest ON hit (guest, at);
   CREATE INDEX hit_at ON hit (at);
   CREATE TABLE state_change (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     guest INTEGER NOT NULL REFERENCES guest(id) ON DELETE CASCADE,
     at INTEGER NOT NULL,
     state TEXT NOT NULL,
     reason TEXT NOT NULL
   ) STRICT;
   CREATE INDEX state_change_of_guest ON state_change (guest, id);
   -- When this host was last seen up, and in which boot.
   CREATE TABLE host_seen (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     boot_id TEXT NOT NULL,
     at INTEGER NOT NULL
   ) STRICT`,
  `-- What belongs to the host itself refers to this one.
   INSERT INTO guest (id, name, created_at) VALUES (0, '', '');
   -- Names of the columns of a blob, by blanks.
   CREATE TABLE layout (
     id INTEGER PRIMARY KEY,
     names TEXT NOT NULL UNIQUE
   ) STRICT;
   -- The readings of the last hour as they came.
   CREATE TABLE round (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     subject TEXT NOT NULL,
     data BLOB NOT NULL
   ) STRICT;
   -- Averages and maxima: 60 minutes, or 96 hours, in a row.
   CREATE TABLE chunk (
     id INTEGER PRIMARY KEY,
     guest INTEGER NOT NULL REFERENCES guest(id) ON DELETE CASCADE,
     -- Milliseconds of one point.
     level INTEGER NOT NULL,
     -- Milliseconds since the epoch.
     start INTEGER NOT NULL,
     data BLOB NOT NULL,
     UNIQUE (guest, level, start)
   ) STRICT`,
  `-- 1: it was while no agent looked.
   ALTER TABLE hit ADD COLUMN away INTEGER NOT NULL DEFAULT 0;
   -- Counters of a guest's run as far as hits have been told of them.
   CREATE TABLE hit_told (
     guest INTEGER PRIMARY KEY REFERENCES guest(id) ON DELETE CASCADE,
     started_at INTEGER NOT NULL,
     at INTEGER NOT NULL,
     -- JSON.
     counts TEXT NOT NULL
   ) STRICT`,
]
