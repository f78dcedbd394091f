import { WRITTEN } from "./object-words.js";

const ALTER = `E';\\nALTER TABLE ' || ${WRITTEN("c.relname")}`;

/** In which sessions it fires, where not in the usual ones. */
const STATE = (
  kind: string,
  state: string,
  name: string,
): string => `CASE ${state} WHEN 'O' THEN '' ELSE ${ALTER}
    || CASE ${state} WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END
    || ' ${kind} ' || quote_ident(${name}) END`;

/** Does a partition have the trigger because the table above has it, which makes it? */
const CLONED = (trigger: string): string =>
  `coalesce(to_jsonb(${trigger}) ->> 'tgparentid', '0') <> '0'`;

export const IS_CLONE = CLONED("t");

/** The trigger right above that made a clone. */
const MADE_BY = (trigger: string): string => `(to_jsonb(${trigger}) ->> 'tgparentid')::oid`;

/**
 * The clones `b` of a trigger `t` of the partitioned table `c` that fire in other sessions than it does, or than the one
 * right above them: a partition that is made later has what that has.
 */
export const OTHER_CLONES = `pg_partition_tree(c.oid) AS y JOIN pg_trigger b ON b.tgrelid = y.relid AND b.tgname = t.tgname AND ${CLONED("b")}
    AND (b.tgenabled <> t.tgenabled OR b.tgenabled <> (SELECT u.tgenabled FROM pg_trigger u WHERE u.oid = ${MADE_BY("b")}))`;

/** That alone: those of the partitions below are switched by statements of their own. */
const SWITCH = (trigger: string, table: string): string =>
  `'ALTER TABLE ONLY ' || ${table}
    || CASE ${trigger}.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE' END
    || ' TRIGGER ' || quote_ident(${trigger}.tgname)`;

const SWITCHED = `CASE WHEN c.relkind <> 'p' THEN '' ELSE coalesce((SELECT string_agg(E';\\n' || ${SWITCH("b", "b.tgrelid::regclass")},
    '' ORDER BY b.tgrelid) FROM ${OTHER_CLONES}), '') END`;

/** What makes the trigger `t` of the partition `c`, whose own partitions are made later. */
export const TRIGGER_OF_PARTITION = `pg_get_triggerdef(t.oid, true) || ${STATE("TRIGGER", "t.tgenabled", "t.tgname")}`;

/** What makes the trigger `t` of the table `c`. */
export const TRIGGER = `${TRIGGER_OF_PARTITION} || ${SWITCHED}`;

/** What switches the trigger `t` of the partition `c`. */
export const CLONE_SWITCHED = SWITCH("t", WRITTEN("c.relname"));

/**
 * The triggers `t` of the partition `c` that fire in other sessions than those right above, which made them;
 * those that the whole table has are switched by that one.
 */
export const SWITCHED_CLONES = `pg_trigger t
    JOIN pg_trigger u ON u.oid = ${MADE_BY("t")} AND u.tgenabled <> t.tgenabled
    WHERE t.tgrelid = c.oid AND EXISTS (SELECT FROM pg_partition_ancestors(c.oid) AS y
      JOIN pg_class p ON p.oid = y.relid AND p.relispartition JOIN pg_trigger b ON b.tgrelid = p.oid
      WHERE b.tgname = t.tgname AND NOT ${CLONED("b")})`;

/** What makes the rule `w` of the table `c`. */
export const RULE = `rtrim(pg_get_ruledef(w.oid, true), ';') || ${STATE("RULE", "w.ev_enabled", "w.rulename")}`;

/** A policy does nothing on a table without row security, so each says that first. */
export const ROW_SECURITY = `CASE WHEN c.relrowsecurity
      THEN 'ALTER TABLE ' || ${WRITTEN("c.relname")} || E' ENABLE ROW LEVEL SECURITY;\\n' ELSE '' END
    || CASE WHEN c.relforcerowsecurity
      THEN 'ALTER TABLE ' || ${WRITTEN("c.relname")} || E' FORCE ROW LEVEL SECURITY;\\n' ELSE '' END`;

/** What makes the policy `p` of the table `c`. */
export const POLICY = `'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || ${WRITTEN("c.relname")}
    || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
    || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE'
      WHEN 'd' THEN ' FOR DELETE' ELSE '' END
    || CASE WHEN p.polroles = '{0}' THEN '' ELSE ' TO ' || (SELECT string_agg(
      CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) AS r) END
    || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
    || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')`;
