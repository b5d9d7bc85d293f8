import type { Lexicon } from "./tokens.js";

/**
 * The functions of SQLite and MySQL that change nothing: closed lists, everything else is unknown.
 * Sources: sqlite.org/lang_corefunc.html, /lang_datefunc.html, /lang_aggfunc.html,
 * /windowfunctions.html, /json1.html, /lang_mathfunc.html, /fts5.html, /rtree.html and
 * /pragma.html; the MySQL 8.4 manual, chapter "Functions and Operators", and MariaDB's.
 */
const SHARED = `
  abs acos asin atan atan2 avg cast ceil ceiling char coalesce concat concat_ws cos count
  cume_dist current_date current_time current_timestamp date degrees dense_rank exp first_value
  floor format group_concat hex if ifnull instr json_array json_array_length json_extract
  json_insert json_object json_quote json_remove json_replace json_set json_type json_valid lag
  last_value lead length ln log log10 log2 lower ltrim max min mod nth_value ntile nullif
  percent_rank pi pow power radians random rank replace round row_number rtrim sign sin soundex
  sqrt substr substring sum tan time trim upper`;

const SQLITE_ONLY = `
  acosh asinh atanh bm25 cosh datetime glob highlight iif readfile json json_each
  json_error_position json_group_array json_group_object json_patch json_pretty json_tree jsonb
  jsonb_array jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object
  jsonb_patch jsonb_remove jsonb_replace jsonb_set julianday like likelihood likely match
  matchinfo median octet_length offsets percentile percentile_cont percentile_disc printf quote
  randomblob regexp sinh snippet sqlite_compileoption_get sqlite_compileoption_used
  sqlite_offset sqlite_source_id sqlite_version strftime string_agg subtype tanh timediff total
  trunc typeof unhex unicode unistr unistr_quote unixepoch unlikely zeroblob last_insert_rowid
  changes total_changes generate_series rtreecheck rtreedepth rtreenode bytecode tables_used
  pragma_collation_list pragma_compile_options pragma_database_list pragma_foreign_key_check
  pragma_foreign_key_list pragma_function_list pragma_index_info pragma_index_list
  pragma_index_xinfo pragma_module_list pragma_pragma_list pragma_table_info pragma_table_list
  pragma_table_xinfo`;

const MYSQL_ONLY = `
  adddate addtime aes_decrypt aes_encrypt any_value ascii avg benchmark bin bin_to_uuid bit_and
  bit_count bit_length bit_or bit_xor can_access_column can_access_database can_access_table
  char_length character_length charset coercibility collation compress connection_id conv
  convert convert_tz cot crc32 current_role current_user curdate curtime database date_add
  date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear decode default elt
  encode export_set extract extractvalue field find_in_set format_bytes format_pico_time
  found_rows from_base64 from_days from_unixtime get_format greatest grouping gtid_subset
  gtid_subtract hour icu_version inet_aton inet_ntoa inet6_aton inet6_ntoa insert interval
  is_free_lock is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6 is_used_lock is_uuid isnull
  json_arrayagg json_array_append json_array_insert json_contains json_contains_path json_depth
  json_detailed json_exists json_keys json_length json_merge json_merge_patch
  json_merge_preserve json_objectagg json_overlaps json_pretty json_query json_schema_valid
  json_schema_validation_report json_search json_storage_free json_storage_size json_table
  json_unquote json_value last_day master_pos_wait source_pos_wait lastval lcase least left
  load_file localtime localtimestamp locate lpad make_set makedate maketime match mbrcontains
  mbrcoveredby mbrcovers mbrdisjoint mbrequals mbrintersects mbroverlaps mbrtouches mbrwithin
  md5 microsecond mid minute month monthname name_const now oct octet_length ord password
  period_add period_diff position ps_current_thread_id ps_thread_id quarter quote rand
  random_bytes regexp_instr regexp_like regexp_replace regexp_substr repeat reverse right
  row_count rpad sec_to_time second session_user sha sha1 sha2 sleep sounds_like space st_area
  st_asbinary st_asgeojson st_astext st_aswkb st_aswkt st_buffer st_centroid st_contains
  st_convexhull st_crosses st_difference st_dimension st_disjoint st_distance st_distance_sphere
  st_endpoint st_envelope st_equals st_exteriorring st_geohash st_geometryn st_geometrytype
  st_geomfromgeojson st_geomfromtext st_geomfromwkb st_intersection st_intersects st_isclosed
  st_isempty st_issimple st_isvalid st_latitude st_length st_linefromtext st_longitude
  st_makeenvelope st_numgeometries st_numpoints st_overlaps st_pointfromtext st_pointn
  st_polyfromtext st_simplify st_srid st_startpoint st_symdifference st_touches st_transform
  st_union st_validate st_within st_x st_y point linestring polygon multipoint
  geometrycollection statement_digest statement_digest_text std stddev stddev_pop stddev_samp
  str_to_date strcmp subdate substring_index subtime sysdate system_user time_format time_to_sec
  timediff timestamp timestampadd timestampdiff to_base64 to_char to_days to_number to_seconds
  truncate ucase uncompress uncompressed_length unhex unix_timestamp user utc_date utc_time
  utc_timestamp uuid uuid_short uuid_to_bin validate_password_strength var_pop var_samp variance
  version wait_for_executed_gtid_set week weekday weekofyear weight_string year yearweek row
  values`;

const CHANGING: Readonly<Record<Lexicon, string>> = {
  sqlite: `load_extension edit writefile fts3_tokenizer eval zipfile sqlar_compress sqlite_log
    `,
  mysql: `get_lock release_lock release_all_locks setval nextval sys_exec sys_eval
    asynchronous_connection_failover_add_source asynchronous_connection_failover_delete_source
    group_replication_set_as_primary group_replication_switch_to_single_primary_mode
    group_replication_switch_to_multi_primary_mode keyring_key_store keyring_key_remove
    keyring_key_generate audit_log_filter_set_filter audit_log_rotate version_tokens_set
    version_tokens_lock_exclusive mysql_firewall_flush_status set_firewall_mode`,
};

const words = (text: string): string[] => text.trim().toUpperCase().split(/\s+/);

/** Functions that change nothing, in capitals. */
export const HARMLESS: Readonly<Record<Lexicon, ReadonlySet<string>>> = {
  sqlite: new Set([...words(SHARED), ...words(SQLITE_ONLY)]),
  mysql: new Set([...words(SHARED), ...words(MYSQL_ONLY)]),
};

/** Functions that are known to change something, in capitals. */
export const CHANGES: Readonly<Record<Lexicon, ReadonlySet<string>>> = {
  sqlite: new Set(words(CHANGING.sqlite)),
  mysql: new Set(words(CHANGING.mysql)),
};
