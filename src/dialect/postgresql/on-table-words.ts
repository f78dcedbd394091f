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

/** The clones `b` of a trigger `t` of the partitioned table `c` that fire in other sessions than it does. */
export const OTHER_CLONES = `pg_partition_tree(c.oid) AS y JOIN pg_trigger b ON b.tgrelid = y.relid AND b.tgname = t.tgname
    AND b.tgenabled <> t.tgenabled AND ${CLONED("b")}`;

const SWITCHED = `CASE WHEN c.relkind <> 'p' THEN '' ELSE coalesce((SELECT string_agg(E';\\nALTER TABLE ' || b.tgrelid::regclass
    || CASE b.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE' END
    || ' TRIGGER ' || quote_ident(b.tgname), '' ORDER BY b.tgrelid) FROM ${OTHER_CLONES}), '') END`;

/** What makes the trigger `t` of the table `c`. */
export const TRIGGER = `pg_get_triggerdef(t.oid, true) || ${STATE("TRIGGER", "t.tgenabled", "t.tgname")} || ${SWITCHED}`;

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
