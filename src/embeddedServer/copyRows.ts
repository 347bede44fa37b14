import { rm } from 'node:fs/promises';
import { Database } from 'node-sqlite3-wasm';

/**
 * Copies the rows of one database into the schema of another, and removes the other's own rows. Generated columns and
 * search indexes follow from the rows. Nothing else may have either file open.
 * @throws SQLite3Error if a row does not fit the schema; the copy is then useless
 */
export async function copyRows(from: string, into: string): Promise<void> {
  // This library's lock is a folder, which remains when its process is killed.
  for (const file of [from, into]) await rm(`${file}.lock`, { recursive: true, force: true });
  const database = new Database(from, { fileMustExist: true });
  try {
    // A write-ahead log needs shared memory, which WebAssembly does not have, or exclusive access.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.run('ATTACH ? AS target', [into]);
    // The copy is discarded if it fails, so it needs no journal.
    database.exec('PRAGMA target.journal_mode = OFF');
    database.exec('BEGIN');
    for (const table of tablesOf(database)) copyTable(database, table);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** Without the tables of search indexes. */
function tablesOf(database: Database): string[] {
  return names(
    database,
    "SELECT name FROM pragma_table_list WHERE schema = 'target' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
}

function copyTable(database: Database, table: string): void {
  database.exec(`DELETE FROM target.${quoted(table)}`);
  const columns = names(
    database,
    `SELECT name FROM pragma_table_xinfo(:table, 'target') WHERE hidden = 0
     INTERSECT SELECT name FROM pragma_table_xinfo(:table, 'main')`,
    { ':table': table },
  );
  if (columns.length === 0) return;
  const list = columns.map(quoted).join(', ');
  database.exec(`INSERT INTO target.${quoted(table)} (${list}) SELECT ${list} FROM main.${quoted(table)}`);
}

function names(database: Database, query: string, values: Record<string, string> = {}): string[] {
  return database.all(query, values).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
