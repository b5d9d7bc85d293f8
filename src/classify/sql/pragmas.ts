import type { Token } from "./tokens.js";

/** Pragmas of SQLite that only answer, if nothing is assigned. Source: sqlite.org/pragma.html. */
export const PRAGMAS_READ: ReadonlySet<string> = new Set(
  `analysis_limit application_id auto_vacuum automatic_index busy_timeout cache_size cache_spill
  cell_size_check checkpoint_fullfsync collation_list compile_options data_version database_list
  defer_foreign_keys encoding foreign_key_check foreign_keys freelist_count fullfsync
  function_list hard_heap_limit ignore_check_constraints integrity_check journal_mode
  journal_size_limit legacy_alter_table legacy_file_format locking_mode max_page_count mmap_size
  module_list page_count page_size pragma_list query_only quick_check read_uncommitted
  recursive_triggers reverse_unordered_selects schema_version secure_delete soft_heap_limit
  stats synchronous table_list temp_store temp_store_directory threads trusted_schema
  user_version wal_autocheckpoint writable_schema`.split(/\s+/),
);

/** Pragmas whose argument names what is asked about, instead of a new value. */
export const PRAGMAS_WITH_SUBJECT: ReadonlySet<string> = new Set(
  `table_info table_xinfo table_list index_info index_xinfo index_list foreign_key_list
  foreign_key_check integrity_check quick_check`.split(/\s+/),
);

/**
 * Whether a word names a pragma as a table and may do more than answer: selecting from
 * `pragma_optimize` writes statistics. SQLite takes a string for a table name as well.
 */
export function isPragmaTable({ kind, text }: Token): boolean {
  if (kind !== "word" && kind !== "name" && kind !== "string") return false;
  const name = /^['"]?pragma_(\w+)/i.exec(text)?.[1]?.toLowerCase();
  return name !== undefined && !PRAGMAS_READ.has(name) && !PRAGMAS_WITH_SUBJECT.has(name);
}
