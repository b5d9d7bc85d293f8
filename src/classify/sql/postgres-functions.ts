/**
 * The functions of PostgreSQL that change nothing: a closed list, everything else is unknown.
 * Source: `pg_proc` of a PostgreSQL 15.20 server, whose column `provolatile` sorted the names,
 * and the release notes of 16 to 18. Volatility proves nothing by itself: `random` is volatile
 * and harmless, `ts_rewrite` runs the query it is given. The implementations of operators, types
 * and indexes are left out, because nobody writes them by hand.
 */

/** Immutable or stable, and without an effect. */
const CALM = `
  abbrev abs acos acosd acosh age area array_agg array_append array_cat array_dims array_fill
  array_length array_lower array_ndims array_position array_positions array_prepend array_remove
  array_replace array_to_json array_to_string array_to_tsvector array_upper ascii asin asind
  asinh atan atan2 atan2d atand atanh avg bit bit_and bit_count bit_length bit_or bit_xor bool
  bool_and bool_or bound_box box broadcast btrim cardinality cbrt ceil ceiling center char
  char_length character_length chr circle col_description concat concat_ws convert convert_from
  convert_to corr cos cosd cosh cot cotd count covar_pop covar_samp cume_dist current_database
  current_schema current_schemas current_setting current_user database_to_xmlschema date
  date_bin date_part date_trunc datemultirange daterange decode degrees dense_rank diagonal
  diameter div encode enum_first enum_last enum_range every exp extract factorial family
  first_value float4 float8 floor format format_type gcd generate_series generate_subscripts
  get_bit get_byte get_current_ts_config getdatabaseencoding getpgusername
  has_any_column_privilege has_column_privilege has_database_privilege
  has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege
  has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege
  has_table_privilege has_tablespace_privilege has_type_privilege hashtext hashtextextended
  height host hostmask inet_client_addr inet_client_port inet_merge inet_same_family
  inet_server_addr inet_server_port initcap int2 int4 int4multirange int4range int8
  int8multirange int8range interval is_normalized isclosed isempty isfinite ishorizontal isopen
  isparallel isperp isvertical json_agg json_array_element json_array_element_text
  json_array_elements json_array_elements_text json_array_length json_build_array
  json_build_object json_each json_each_text json_extract_path json_extract_path_text
  json_object json_object_agg json_object_field json_object_field_text json_object_keys
  json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset
  json_to_tsvector json_typeof jsonb_agg jsonb_array_element jsonb_array_element_text
  jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
  jsonb_build_object jsonb_delete_path jsonb_each jsonb_each_text jsonb_extract_path
  jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_field
  jsonb_object_field_text jsonb_object_keys jsonb_path_exists jsonb_path_exists_opr
  jsonb_path_exists_tz jsonb_path_match jsonb_path_match_opr jsonb_path_match_tz
  jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset
  jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset
  jsonb_to_tsvector jsonb_typeof justify_days justify_hours justify_interval lag last_value lcm
  lead left length like line ln log log10 lower lower_inc lower_inf lpad lseg ltrim
  macaddr8_set7bit make_date make_interval make_time make_timestamp make_timestamptz masklen max
  md5 min min_scale mod mode money multirange multirange_contains_elem multirange_intersect
  multirange_minus multirange_union name netmask network normalize now npoints nth_value ntile
  num_nonnulls num_nulls numeric nummultirange numnode numrange obj_description octet_length oid
  overlaps overlay parse_ident path pclose percent_rank percentile_cont percentile_disc
  pg_available_extension_versions pg_available_extensions pg_backend_pid pg_char_to_encoding
  pg_client_encoding pg_collation_for pg_collation_is_visible pg_column_compression
  pg_column_size pg_conf_load_time pg_config pg_conversion_is_visible pg_current_snapshot
  pg_current_xact_id_if_assigned pg_cursor pg_describe_object pg_encoding_max_length
  pg_encoding_to_char pg_extension_update_paths pg_filenode_relation pg_function_is_visible
  pg_get_catalog_foreign_keys pg_get_constraintdef pg_get_expr pg_get_function_arguments
  pg_get_function_identity_arguments pg_get_function_sqlbody pg_get_functiondef pg_get_indexdef
  pg_get_keywords pg_get_object_address pg_get_partition_constraintdef pg_get_partkeydef
  pg_get_publication_tables pg_get_replica_identity_index pg_get_replication_slots
  pg_get_ruledef pg_get_serial_sequence pg_get_statisticsobjdef pg_get_statisticsobjdef_columns
  pg_get_statisticsobjdef_expressions pg_get_triggerdef pg_get_userbyid pg_get_viewdef
  pg_has_role pg_identify_object pg_identify_object_as_address pg_index_column_has_property
  pg_index_has_property pg_indexam_has_property pg_indexam_progress_phasename
  pg_is_other_temp_schema pg_listening_channels pg_lsn pg_my_temp_schema pg_opclass_is_visible
  pg_operator_is_visible pg_opfamily_is_visible pg_partition_root pg_postmaster_start_time
  pg_prepared_statement pg_relation_filenode pg_relation_filepath pg_replication_origin_oid
  pg_sequence_parameters pg_settings_get_flags pg_show_all_settings pg_size_bytes pg_size_pretty
  pg_snapshot_xip pg_snapshot_xmax pg_stat_get_activity pg_stat_get_analyze_count
  pg_stat_get_archiver pg_stat_get_autoanalyze_count pg_stat_get_autovacuum_count
  pg_stat_get_backend_activity pg_stat_get_backend_activity_start
  pg_stat_get_backend_client_addr pg_stat_get_backend_client_port pg_stat_get_backend_dbid
  pg_stat_get_backend_idset pg_stat_get_backend_pid pg_stat_get_backend_start
  pg_stat_get_backend_userid pg_stat_get_backend_wait_event pg_stat_get_backend_wait_event_type
  pg_stat_get_backend_xact_start pg_stat_get_bgwriter_buf_written_checkpoints
  pg_stat_get_bgwriter_buf_written_clean pg_stat_get_bgwriter_maxwritten_clean
  pg_stat_get_bgwriter_requested_checkpoints pg_stat_get_bgwriter_stat_reset_time
  pg_stat_get_bgwriter_timed_checkpoints pg_stat_get_blocks_fetched pg_stat_get_blocks_hit
  pg_stat_get_buf_alloc pg_stat_get_buf_fsync_backend pg_stat_get_buf_written_backend
  pg_stat_get_checkpoint_sync_time pg_stat_get_checkpoint_write_time pg_stat_get_db_active_time
  pg_stat_get_db_blk_read_time pg_stat_get_db_blk_write_time pg_stat_get_db_blocks_fetched
  pg_stat_get_db_blocks_hit pg_stat_get_db_checksum_failures
  pg_stat_get_db_checksum_last_failure pg_stat_get_db_conflict_all pg_stat_get_db_conflict_lock
  pg_stat_get_db_conflict_snapshot pg_stat_get_db_conflict_startup_deadlock
  pg_stat_get_db_conflict_tablespace pg_stat_get_db_deadlocks
  pg_stat_get_db_idle_in_transaction_time pg_stat_get_db_numbackends pg_stat_get_db_session_time
  pg_stat_get_db_sessions pg_stat_get_db_sessions_abandoned pg_stat_get_db_sessions_fatal
  pg_stat_get_db_sessions_killed pg_stat_get_db_stat_reset_time pg_stat_get_db_temp_bytes
  pg_stat_get_db_temp_files pg_stat_get_db_tuples_deleted pg_stat_get_db_tuples_fetched
  pg_stat_get_db_tuples_inserted pg_stat_get_db_tuples_returned pg_stat_get_db_tuples_updated
  pg_stat_get_db_xact_commit pg_stat_get_db_xact_rollback pg_stat_get_dead_tuples
  pg_stat_get_function_calls pg_stat_get_function_self_time pg_stat_get_function_total_time
  pg_stat_get_ins_since_vacuum pg_stat_get_last_analyze_time pg_stat_get_last_autoanalyze_time
  pg_stat_get_last_autovacuum_time pg_stat_get_last_vacuum_time pg_stat_get_live_tuples
  pg_stat_get_mod_since_analyze pg_stat_get_numscans pg_stat_get_progress_info
  pg_stat_get_replication_slot pg_stat_get_slru pg_stat_get_snapshot_timestamp
  pg_stat_get_subscription pg_stat_get_subscription_stats pg_stat_get_tuples_deleted
  pg_stat_get_tuples_fetched pg_stat_get_tuples_hot_updated pg_stat_get_tuples_inserted
  pg_stat_get_tuples_returned pg_stat_get_tuples_updated pg_stat_get_vacuum_count
  pg_stat_get_wal pg_stat_get_wal_receiver pg_stat_get_wal_senders pg_statistics_obj_is_visible
  pg_table_is_visible pg_tablespace_databases pg_tablespace_location pg_timezone_abbrevs
  pg_timezone_names pg_trigger_depth pg_ts_config_is_visible pg_ts_dict_is_visible
  pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible pg_typeof
  pg_visible_in_snapshot pg_wal_lsn_diff pg_walfile_name pg_walfile_name_offset phraseto_tsquery
  pi plainto_tsquery point polygon popen position pow power querytree quote_ident quote_literal
  quote_nullable radians radius range_agg range_intersect_agg range_merge range_union rank
  regclass regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
  regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count
  regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right
  round row_number row_security_active row_to_json rpad rtrim scale schema_to_xmlschema
  session_user set_bit set_byte set_masklen setweight sha224 sha256 sha384 sha512
  shobj_description sign similar_escape similar_to_escape sin sind sinh slope split_part sqrt
  starts_with statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array
  string_to_table strip strpos substr substring sum table_to_xmlschema tan tand tanh text time
  timestamp timestamptz timetz timezone to_ascii to_char to_date to_hex to_json to_jsonb
  to_number to_regclass to_regcollation to_regnamespace to_regoper to_regoperator to_regproc
  to_regprocedure to_regtype to_timestamp to_tsquery to_tsvector transaction_timestamp translate
  trim_array trim_scale trunc ts_debug ts_delete ts_filter ts_headline ts_lexize ts_parse
  ts_rank ts_rank_cd ts_token_type tsmultirange tsquery_phrase tsrange tstzmultirange tstzrange
  tsvector_concat tsvector_to_array txid_current_if_assigned txid_current_snapshot
  txid_visible_in_snapshot unistr unnest upper upper_inc upper_inf var_pop var_samp varbit
  varchar variance version websearch_to_tsquery width width_bucket xml xml_is_well_formed
  xml_is_well_formed_content xml_is_well_formed_document xmlagg xmlcomment xmlconcat2 xmlexists
  xmlvalidate xpath xpath_exists`;

/** Volatile, because the answer changes or because they wait, and without an effect. */
const RESTLESS = `
  clock_timestamp current_query currval gen_random_uuid lastval lo_get pg_blocking_pids
  pg_collation_actual_version pg_control_checkpoint pg_control_init pg_control_recovery
  pg_control_system pg_current_logfile pg_current_wal_flush_lsn pg_current_wal_insert_lsn
  pg_current_wal_lsn pg_database_collation_actual_version pg_database_size
  pg_get_backend_memory_contexts pg_get_shmem_allocations pg_get_wal_replay_pause_state
  pg_get_wal_resource_managers pg_hba_file_rules pg_ident_file_mappings pg_indexes_size
  pg_is_in_recovery pg_is_wal_replay_paused pg_jit_available pg_last_committed_xact
  pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_lock_status
  pg_ls_archive_statusdir pg_ls_dir pg_ls_logdir pg_ls_logicalmapdir pg_ls_logicalsnapdir
  pg_ls_replslotdir pg_ls_tmpdir pg_ls_waldir pg_notification_queue_usage pg_partition_ancestors
  pg_partition_tree pg_prepared_xact pg_read_binary_file pg_read_file pg_relation_size
  pg_replication_origin_progress pg_safe_snapshot_blocking_pids pg_sequence_last_value
  pg_show_all_file_settings pg_show_replication_origin_status pg_sleep pg_sleep_for
  pg_sleep_until pg_stat_file pg_stat_get_recovery_prefetch pg_stat_get_xact_blocks_fetched
  pg_stat_get_xact_blocks_hit pg_stat_get_xact_function_calls pg_stat_get_xact_numscans
  pg_stat_get_xact_tuples_deleted pg_stat_get_xact_tuples_fetched
  pg_stat_get_xact_tuples_inserted pg_stat_get_xact_tuples_returned
  pg_stat_get_xact_tuples_updated pg_stat_have_stats pg_table_size pg_tablespace_size
  pg_total_relation_size pg_xact_commit_timestamp pg_xact_status random timeofday txid_status`;

/** Came with 16, 17 or 18, or are syntax that the parser shows as a function. */
const NEWER = `
  like_escape xmlelement xmlforest xmlparse xmlpi xmlroot xmlserialize any_value array_reverse
  array_sample array_shuffle array_sort casefold crc32 crc32c date_add date_subtract erf erfc
  gamma json_array json_arrayagg json_objectagg json_scalar json_serialize lgamma
  pg_available_wal_summaries pg_basetype pg_char_to_encoding pg_column_toast_chunk_id pg_get_acl
  pg_get_wait_events pg_input_error_info pg_input_is_valid pg_ls_summariesdir
  pg_settings_get_flags pg_stat_get_io random_normal system_user to_bin to_oct unicode_assigned
  unicode_version uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 xmltext`;

/** Change something outside of tables, with a word for what. */
const CHANGING: Readonly<Record<string, string>> = {
  "the session": `
    set_config setseed pg_stat_clear_snapshot pg_stat_force_next_flush
    pg_replication_origin_session_setup pg_replication_origin_session_reset
    pg_replication_origin_xact_setup pg_replication_origin_xact_reset`,
  "a sequence": "nextval setval",
  "a lock": `
    pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all
    pg_advisory_unlock_shared pg_advisory_xact_lock pg_advisory_xact_lock_shared
    pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock
    pg_try_advisory_xact_lock_shared`,
  "a large object": `
    lo_creat lo_create lo_export lo_from_bytea lo_import lo_open lo_put lo_truncate
    lo_truncate64 lo_unlink lowrite lo_close lo_lseek lo_lseek64 loread`,
  "a queue of messages": "pg_notify pg_logical_emit_message",
  "the server": `
    pg_cancel_backend pg_terminate_backend pg_reload_conf pg_rotate_logfile
    pg_rotate_logfile_old pg_promote pg_switch_wal pg_backup_start pg_backup_stop
    pg_start_backup pg_stop_backup pg_create_restore_point pg_wal_replay_pause
    pg_wal_replay_resume pg_log_backend_memory_contexts pg_import_system_collations
    pg_export_snapshot pg_log_standby_snapshot brin_desummarize_range brin_summarize_new_values
    brin_summarize_range gin_clean_pending_list pg_stat_reset pg_stat_reset_replication_slot
    pg_stat_reset_shared pg_stat_reset_slru pg_stat_reset_single_function_counters
    pg_stat_reset_single_table_counters pg_stat_reset_subscription_stats
    pg_stat_reset_backend_stats pg_stat_statements_reset pg_current_xact_id txid_current
    pg_sync_replication_slots pg_restore_relation_stats pg_restore_attribute_stats
    pg_clear_relation_stats pg_clear_attribute_stats`,
  "a replication slot": `
    pg_create_logical_replication_slot pg_create_physical_replication_slot
    pg_copy_logical_replication_slot pg_copy_physical_replication_slot pg_drop_replication_slot
    pg_replication_slot_advance pg_logical_slot_get_changes pg_logical_slot_get_binary_changes
    pg_logical_slot_peek_changes pg_logical_slot_peek_binary_changes
    pg_replication_origin_create pg_replication_origin_drop pg_replication_origin_advance`,
  "whatever the text it runs says": `
    query_to_xml query_to_xml_and_xmlschema query_to_xmlschema ts_rewrite ts_stat cursor_to_xml
    cursor_to_xmlschema dblink dblink_exec dblink_open dblink_fetch dblink_close dblink_connect
    dblink_connect_u dblink_disconnect dblink_send_query dblink_get_result crosstab connectby
    xpath_table`,
  "files or other programs": `
    pg_file_write pg_file_rename pg_file_unlink pg_file_sync pg_execute_server_program`,
};

const words = (text: string): string[] => text.trim().split(/\s+/);

export const HARMLESS_FUNCTIONS: ReadonlySet<string> = new Set(
  [CALM, RESTLESS, NEWER].flatMap(words),
);

/** What a function changes, for those that are known to change something. */
export const CHANGING_FUNCTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(CHANGING).flatMap(([what, names]) => words(names).map((name) => [name, what])),
);
