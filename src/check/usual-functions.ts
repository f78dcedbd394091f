/**
 * Functions that reach nothing but their arguments, the clock and chance: what a policy without a list
 * of its own allows. A list of what is bad is never complete, because every extension brings more;
 * what is missing here is refused, and an operator adds it by name. `usual-functions.test.ts` asks
 * the servers what they say about each.
 */
const EVERYWHERE = `
  abs acos asin atan atan2 avg ceil ceiling char_length character_length coalesce concat concat_ws
  cos cot count cume_dist current_date current_time current_timestamp current_user date degrees
  dense_rank exp first_value floor greatest lag last_value lead least left length ln localtime
  localtimestamp log log10 lower lpad ltrim max md5 min mod now nth_value ntile nullif
  octet_length percent_rank pi pow power radians rank replace reverse right round row_number rpad
  rtrim session_user sign sin sqrt stddev_pop stddev_samp substr substring sum tan trim upper user
  var_pop var_samp variance`;

const POSTGRESQL = `
  abbrev acosd acosh age akeys any_value array_agg array_append array_cat array_dims array_fill
  array_length array_lower array_ndims array_position array_positions array_prepend array_remove
  array_replace array_reverse array_sample array_shuffle array_sort array_to_json array_to_string
  array_to_tsvector array_upper ascii asind asinh atan2d atand atanh avals bit_and bit_count
  bit_length bit_or bit_xor bool_and bool_or box broadcast btrim cardinality casefold cbrt center
  chr circle clock_timestamp convert convert_from convert_to corr cosd cosh cotd covar_pop
  covar_samp crc32 crc32c crypt cube current_database current_schema current_setting currval
  date_add date_bin date_part date_subtract date_trunc datemultirange daterange decode defined
  delete diameter difference digest div dmetaphone dmetaphone_alt each earth_box earth_distance
  encode enum_first enum_last enum_range erf erfc every exist extract factorial family float4
  float8 format gamma gcd gen_random_bytes gen_random_uuid gen_salt generate_series
  generate_subscripts get_bit get_byte grouping height hmac host hostmask hstore hstore_to_array
  hstore_to_json hstore_to_jsonb hstore_to_matrix idx inet_merge inet_same_family initcap int2
  int4 int4multirange int4range int8 int8multirange int8range interval intset is_normalized
  isempty isfinite json_agg json_agg_strict json_array_elements json_array_elements_text
  json_array_length json_build_array json_build_object json_each json_each_text json_extract_path
  json_extract_path_text json_object json_object_agg json_object_agg_strict json_object_agg_unique
  json_object_agg_unique_strict json_object_keys json_populate_record json_populate_recordset
  json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof jsonb_agg
  jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text jsonb_array_length
  jsonb_build_array jsonb_build_object jsonb_concat jsonb_delete jsonb_delete_path jsonb_each
  jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path
  jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict
  jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz
  jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset
  jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset
  jsonb_to_tsvector jsonb_typeof justify_days justify_hours justify_interval lastval lca lcm
  levenshtein levenshtein_less_equal lgamma like_escape line ll_to_earth lower_inc lower_inf lseg
  ltree2text macaddr8_set7bit make_date make_interval make_time make_timestamp make_timestamptz
  masklen metaphone min_scale moddatetime mode multirange netmask network nextval nlevel normalize
  num_nonnulls num_nulls numeric nummultirange numnode numrange overlaps overlay parse_ident
  percentile_cont percentile_disc pg_client_encoding pg_collation_for pg_column_size
  pg_get_serial_sequence pg_input_is_valid pg_typeof phraseto_tsquery plainto_tsquery point
  polygon position querytree quote_ident quote_literal quote_nullable radius random random_normal
  range_agg range_intersect_agg range_merge regexp_count regexp_instr regexp_like regexp_match
  regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr
  regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
  repeat row_to_json scale set_bit set_byte set_masklen setseed setval setweight sha224 sha256
  sha384 sha512 similar_to_escape similarity sind sinh skeys slice slope sort soundex split_part
  starts_with statement_timestamp stddev strict_word_similarity string_agg string_to_array
  string_to_table strip strpos subltree subpath suppress_redundant_updates_trigger svals tand tanh
  text text2ltree time timeofday timestamp timestamptz timetz timezone to_ascii to_bin to_char
  to_date to_hex to_json to_jsonb to_number to_oct to_timestamp to_tsquery to_tsvector
  transaction_timestamp translate trim_array trim_scale trunc ts_delete ts_filter ts_headline
  ts_rank ts_rank_cd tsmultirange tsquery_phrase tsrange tstzmultirange tstzrange
  tsvector_to_array tsvector_update_trigger txid_current unaccent uniq unistr unnest upper_inc
  upper_inf uuid_extract_timestamp uuid_extract_version uuid_generate_v1 uuid_generate_v1mc
  uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_oid uuid_ns_url
  uuid_ns_x500 uuidv4 uuidv7 varchar version websearch_to_tsquery width width_bucket
  word_similarity xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlagg
  xmlcomment xmlexists xpath xpath_exists`;

const MYSQL = `
  add_months adddate addtime aes_decrypt aes_encrypt any_value ascii bin bin_to_uuid bit_and
  bit_count bit_length bit_or bit_xor cast char charset chr coercibility collation column_check
  column_exists column_get column_json column_list compress connection_id conv convert convert_tz
  crc32 crc32c curdate curtime database date_add date_format date_sub datediff day dayname
  dayofmonth dayofweek dayofyear default elt export_set extract extractvalue field find_in_set
  format format_bytes found_rows from_base64 from_days from_unixtime group_concat grouping hex
  hour if ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa insert instr interval is_ipv4
  is_ipv4_compat is_ipv4_mapped is_ipv6 is_uuid isnull json_array json_array_append
  json_array_insert json_arrayagg json_compact json_contains json_contains_path json_depth
  json_detailed json_equals json_exists json_extract json_insert json_keys json_length json_loose
  json_merge json_merge_patch json_merge_preserve json_normalize json_object json_objectagg
  json_overlaps json_pretty json_query json_quote json_remove json_replace json_schema_valid
  json_search json_set json_storage_size json_table json_type json_unquote json_valid json_value
  last_day last_insert_id lcase lengthb locate log2 make_set makedate maketime match median
  microsecond mid minute month monthname name_const natural_sort_key nvl nvl2 oct ord password
  percentile_cont percentile_disc period_add period_diff position quarter quote rand random_bytes
  regexp_instr regexp_like regexp_replace regexp_substr repeat row row_count schema sec_to_time
  second sformat sha sha1 sha2 soundex space st_astext st_distance st_geomfromtext st_within st_x
  st_y std stddev str_to_date strcmp subdate substring_index subtime sys_guid sysdate system_user
  time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_base64 to_char
  to_days to_seconds truncate ucase uncompress uncompressed_length unhex unix_timestamp updatexml
  utc_date utc_time utc_timestamp uuid uuid_short uuid_to_bin uuidv4 uuidv7 values version week
  weekday weekofyear weight_string year yearweek`;

const SQLITE = `
  acosh asinh atanh bm25 changes char cosh datetime format generate_series glob group_concat hex
  highlight if ifnull iif instr json json_array json_array_insert json_array_length json_each
  json_error_position json_extract json_group_array json_group_object json_insert json_object
  json_patch json_pretty json_quote json_remove json_replace json_set json_tree json_type
  json_valid jsonb jsonb_array jsonb_array_insert jsonb_each jsonb_extract jsonb_group_array
  jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set
  jsonb_tree julianday last_insert_rowid like likelihood likely log2 median percentile
  percentile_cont percentile_disc printf quote raise random randomblob sinh snippet soundex
  sqlite_version strftime string_agg subtype tanh time timediff total total_changes trunc typeof
  unhex unicode unistr unistr_quote unixepoch unlikely zeroblob`;

const LISTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["mariadb", namesOf(EVERYWHERE, MYSQL)],
  ["mysql", namesOf(EVERYWHERE, MYSQL)],
  ["postgresql", namesOf(EVERYWHERE, POSTGRESQL)],
  ["sqlite", namesOf(EVERYWHERE, SQLITE)],
]);

/** The list for one kind of database; empty where no SQL is read anyway. */
export function usualFunctions(database: string): ReadonlySet<string> {
  return LISTS.get(database) ?? new Set();
}

function namesOf(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.join(" ").split(/\s+/).filter(Boolean));
}
